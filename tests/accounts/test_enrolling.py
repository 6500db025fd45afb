"""The link for a new employee: it works once, for a week, whoever tries it at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from accounts import enrolling, signing_in, steps
from accounts.actor import SYSTEM, Actor
from accounts.tables import Account, Enrolment
from families import leaving
from store.audit import AuditEntry
from store.clock import shifted
from store.database import Store
from store.outbox import OutboxMail
from store.refusal import Refusal, Unfit

ADA = Actor(kind="employee", id="ada", name="Ada Drift", role="admin")


@pytest.fixture
def tove(the_store: Store) -> Account:
    """A new employee."""
    with the_store.writing() as session:
        return signing_in.invite_employee(session, name="Tove Berg", email="tove@fjordby.example")


def link(store: Store, account: Account) -> str:
    with store.writing() as session:
        return enrolling.invite(session, session.get_one(Account, account.id), by=SYSTEM)


def opens(store: Store, secret: str) -> bool:
    try:
        with store.writing() as session:
            return enrolling.spend(session, secret).name == "Tove Berg"
    except enrolling.NoLongerOpen:
        return False


@pytest.mark.sqlcipher
@pytest.mark.parametrize(
    "email", ["tove", "tove@b.example\r\nBcc: alle@b.example", "a@b.example, c@d.example", "a b@c.example"]
)
def test_an_account_has_one_mail_address(the_store: Store, email: str) -> None:
    with the_store.writing() as session, pytest.raises(Unfit) as no:
        signing_in.invite_employee(session, name="Tove Berg", email=email)
    assert no.value.field == "email"


def test_a_link_opens_once_and_only_its_hash_is_kept(the_store: Store, tove: Account) -> None:
    secret = link(the_store, tove)
    with the_store.reading() as session:
        assert secret not in repr(session.exec(select(Enrolment)).all())
    assert (len(secret) >= 22, opens(the_store, secret), opens(the_store, secret)) == (True, True, False)


def test_of_two_hundred_that_use_a_link_at_once_one_succeeds(the_store: Store, tove: Account) -> None:
    secret = link(the_store, tove)
    with ThreadPoolExecutor(20) as crowd:
        outcomes = list(crowd.map(lambda _: opens(the_store, secret), range(200)))
    print(f"\n{len(outcomes)} uses of one link at once: {sum(outcomes)} succeeds")
    assert sorted(outcomes) == [False] * 199 + [True]


def test_a_link_ends_after_a_week_and_when_a_newer_one_is_made(the_store: Store, tove: Account) -> None:
    older, newer = link(the_store, tove), link(the_store, tove)
    assert not opens(the_store, older)
    the_store.clock = shifted(the_store.clock() + timedelta(days=7, seconds=1))
    assert not opens(the_store, newer)
    assert opens(the_store, link(the_store, tove))


@pytest.mark.parametrize("secret", ["", "x" * 43, "\x00", "æ" * 50_000, "\ud800"])
def test_what_is_no_secret_opens_nothing(the_store: Store, tove: Account, secret: str) -> None:
    link(the_store, tove)
    assert not opens(the_store, secret)


def test_a_closed_account_gets_no_link_and_its_open_link_opens_nothing(the_store: Store, tove: Account) -> None:
    secret = link(the_store, tove)
    with the_store.writing() as session:
        session.get_one(Account, tove.id).disabled_at = the_store.clock()
    assert not opens(the_store, secret)
    with pytest.raises(Refusal, match="lukket"):
        link(the_store, tove)


def test_a_link_of_a_closed_account_does_not_come_back_when_it_is_opened_again(the_store: Store, tove: Account) -> None:
    """Neither the link nor what a browser has begun with one."""
    secret = link(the_store, tove)
    with the_store.writing() as session:
        begun = steps.begin(session, "enrol", account=tove.id)
        assert steps.under_way(session, begun, "enrol").account_id == tove.id
        leaving.close_account(session, session.get_one(Account, tove.id), by=ADA)
        leaving.open_account(session, session.get_one(Account, tove.id), by=ADA)
        with pytest.raises(steps.StepOver):
            steps.spend(session, begun, "enrol")
    assert not opens(the_store, secret)
    assert opens(the_store, link(the_store, tove))


def test_whoever_has_a_way_in_is_told_of_a_new_link_and_a_new_colleague_is_not(the_store: Store, tove: Account) -> None:
    def told() -> list[tuple[str, str]]:
        with the_store.reading() as session:
            return [(mail.to, mail.body) for mail in session.exec(select(OutboxMail))]

    link(the_store, tove)
    assert told() == []
    with the_store.writing() as session:
        session.get_one(Account, tove.id).password_hash = "something"
    link(the_store, tove)
    assert told() == [("tove@fjordby.example", enrolling.MAIL)]


def test_who_made_a_link_and_that_it_was_used_is_noted(the_store: Store, tove: Account) -> None:
    assert opens(the_store, link(the_store, tove))
    with the_store.reading() as session:
        rows = session.exec(select(AuditEntry).where(AuditEntry.thing == tove.id).order_by(AuditEntry.seq)).all()
        assert [(row.actor, row.verb) for row in rows] == [("system", "made a link"), (tove.id, "used a link")]
