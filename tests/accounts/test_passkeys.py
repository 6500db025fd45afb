"""Passkeys, answered by a device made of software: right, and wrong in every way that matters."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts import passkeys, signing_in, steps
from accounts.passkeys import Place, WrongPasskey
from accounts.tables import Account
from store.database import Store
from tests.accounts.authenticator import Device

HERE = Place("https://tavlen.example", "tavlen.example")


@pytest.fixture
def tove(the_store: Store) -> Account:
    """A new employee."""
    with the_store.writing() as session:
        return signing_in.invite_employee(session, name="Tove Berg", email="tove@fjordby.example")


def device(**more: object) -> Device:
    return Device(HERE.origin, HERE.host, **more)  # type: ignore[arg-type]


def made(store: Store, account: Account, key: Device, **wrong: object) -> None:
    """Keep the device's new passkey."""
    with store.writing() as session:
        token, options = passkeys.ask_to_add(session, account, HERE)
    with store.writing() as session:
        step = steps.spend(session, token, "new passkey")
    with store.writing() as session:
        passkeys.add(session, account, step=step, answer=key.make(options, **wrong), place=HERE, name="Min bærbare")


def asked(store: Store) -> tuple[str, str]:
    with store.writing() as session:
        return passkeys.ask(session, HERE)


def proved(store: Store, token: str, answer: str) -> str:
    """Give whose answer it is."""
    with store.writing() as session:
        step = steps.spend(session, token, "passkey")
    with store.writing() as session:
        return passkeys.prove(session, step=step, answer=answer, place=HERE).name


def test_a_passkey_is_made_once_and_proves_its_owner_again_and_again(the_store: Store, tove: Account) -> None:
    key = device()
    made(the_store, tove, key)
    for _ in range(3):
        token, options = asked(the_store)
        assert proved(the_store, token, key.answer(options)) == "Tove Berg"
    with the_store.reading() as session:
        [row] = passkeys.keys_of(session, tove.id)
        assert (row.uses, row.name, row.used_at is not None) == (3, "Min bærbare", True)


def test_the_options_ask_for_a_passkey_that_finds_itself_and_asks_its_owner(the_store: Store, tove: Account) -> None:
    with the_store.writing() as session:
        new = json.loads(passkeys.ask_to_add(session, tove, HERE)[1])
    proof = json.loads(asked(the_store)[1])
    chosen = new["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert (proof["userVerification"], proof["rpId"], proof.get("allowCredentials", [])) == (
        "required",
        "tavlen.example",
        [],
    )


WRONG: dict[str, Callable[[Device, str, str], str]] = {
    "another origin": lambda key, options, _: key.answer(options, origin="https://tavlen.example.evil.example"),
    "plain http": lambda key, options, _: key.answer(options, origin="http://tavlen.example"),
    "another port": lambda key, options, _: key.answer(options, origin="https://tavlen.example:8443"),
    "another challenge": lambda key, options, _: key.answer(options, challenge="AAAA"),
    "the challenge before": lambda key, _, before: key.answer(before),
    "made for making": lambda key, options, _: key.answer(options, type="webauthn.create"),
    "another place": lambda key, options, _: replace(key, host="evil.example").answer(options),
    "nobody was asked": lambda key, options, _: replace(key, asks_owner=False).answer(options),
    "another key": lambda key, options, _: replace(device(), id=key.id, owner=key.owner, uses=key.uses).answer(options),
    "a passkey that nobody has": lambda key, options, _: replace(key, id=b"x" * 32).answer(options),
    "of another owner": lambda key, options, _: replace(key, owner="b3RoZXI").answer(options),
    "of no owner": lambda key, options, _: replace(key, owner="").answer(options),
    "a counter that stands still": lambda key, options, _: replace(key, uses=key.uses - 1).answer(options),
    "a counter that went back": lambda key, options, _: replace(key, uses=key.uses - 3).answer(options),
    "nothing": lambda *_: "",
    "a list": lambda *_: "[]",
    "no response": lambda *_: '{"id": "x"}',
    "rubbish in the response": lambda key, options, _: json.dumps(
        {**json.loads(key.answer(options)), "response": {"userHandle": key.owner, "clientDataJSON": 7}}
    ),
    "a pile of brackets": lambda *_: "[" * 100_000,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_refused_and_the_right_one_still_proves(the_store: Store, tove: Account, name: str) -> None:
    key = device()
    made(the_store, tove, key)
    for _ in range(5):
        token, before = asked(the_store)
        proved(the_store, token, key.answer(before))
    token, options = asked(the_store)
    with pytest.raises(WrongPasskey):
        proved(the_store, token, WRONG[name](replace(key), options, before))
    with pytest.raises(steps.StepOver):  # a challenge has one answer, right or wrong
        proved(the_store, token, key.answer(options))
    token, options = asked(the_store)
    assert proved(the_store, token, key.answer(options)) == "Tove Berg"


def test_an_answer_that_was_heard_proves_nothing_a_second_time(the_store: Store, tove: Account) -> None:
    key = device()
    made(the_store, tove, key)
    token, options = asked(the_store)
    answer = key.answer(options)
    assert proved(the_store, token, answer) == "Tove Berg"
    with pytest.raises(steps.StepOver):
        proved(the_store, token, answer)
    with pytest.raises(WrongPasskey):
        proved(the_store, asked(the_store)[0], answer)


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://evil.example"}, {"challenge": "AAAA"}, {"type": "webauthn.get"}], ids=str
)
def test_a_passkey_made_for_another_place_or_question_is_not_kept(
    the_store: Store, tove: Account, wrong: dict[str, str]
) -> None:
    with pytest.raises(WrongPasskey):
        made(the_store, tove, device(), **wrong)
    with pytest.raises(WrongPasskey):
        made(the_store, tove, device(asks_owner=False))
    with the_store.reading() as session:
        assert passkeys.keys_of(session, tove.id) == []


def test_a_challenge_for_one_account_makes_no_passkey_of_another(the_store: Store, tove: Account) -> None:
    with the_store.writing() as session:
        other = signing_in.invite_employee(session, name="Ib Lund", email="ib@fjordby.example")
        token, options = passkeys.ask_to_add(session, tove, HERE)
    with the_store.writing() as session:
        step = steps.spend(session, token, "new passkey")
        with pytest.raises(WrongPasskey):
            passkeys.add(session, other, step=step, answer=device().make(options), place=HERE)


def test_a_closed_account_proves_nothing(the_store: Store, tove: Account) -> None:
    key = device()
    made(the_store, tove, key)
    with the_store.writing() as session:
        session.get_one(Account, tove.id).disabled_at = the_store.clock()
    token, options = asked(the_store)
    with pytest.raises(WrongPasskey):
        proved(the_store, token, key.answer(options))
