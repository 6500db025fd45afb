"""What is not there takes the same work as what is not yours, so that the time of an answer says nothing (`tests.bench.oracles`)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from accounts import codes, passwords
from accounts.signing_in import invite_employee
from families import network
from families.leaving import close_account
from families.reading import family
from store.database import Store
from tests.cast import Cast
from tests.web.visiting import application, desk, stranger
from web import allowed
from web.app import Tavlen

pytestmark = pytest.mark.both_engines

NONE, NUMBER, PASSWORD = "x" * 20, "2026-1001", "kanel hestesko brandbil"


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path) -> Tavlen:  # type: ignore[no-untyped-def]
    return application(the_store, tmp_path)


@contextmanager
def asked(app: Tavlen) -> Iterator[list[str]]:
    """Give what the database is asked meanwhile, up to the conditions."""
    found: list[str] = []

    def listen(*given: object) -> None:
        found.append(" ".join(str(given[2]).split()).partition(" WHERE ")[0])

    event.listen(app.store.engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(app.store.engine, "before_cursor_execute", listen)


def work(app: Tavlen, browser: TestClient, address: str, form: dict[str, str] | None = None) -> tuple[int, list[str]]:
    """Ask twice, and give the second answer's status with what the database was asked: the first one may find nothing ready."""
    for _ in range(2):
        with asked(app) as found:
            answer = browser.post(address, data=form) if form else browser.get(address)
    return answer.status_code, found


@pytest.mark.parametrize("page", ["/families/{}", "/families/{}/plan", "/meetings/{}", "/meetings/{}/minutes.docx"])
def test_nothing_there_takes_what_somebody_elses_takes(app: Tavlen, cast: Cast, page: str) -> None:
    browser, theirs = desk(app, cast.per), cast.family if "families" in page else cast.meeting
    there, none = work(app, browser, page.format(theirs)), work(app, browser, page.format(NONE))
    assert (there[0], len(there[1]) > 5) == (404, True)
    assert none == there


def test_a_number_that_no_case_has_takes_what_one_with_a_team_takes(app: Tavlen, cast: Cast) -> None:
    with app.store.writing() as session:
        network.number_case(session, family(session, cast.family), case_ref=NUMBER)
    browser, form = desk(app, cast.leader), {"email": "per@fjordby.example"}
    there = work(app, browser, "/leader/teams", form | {"case_ref": NUMBER})
    assert there[0] == 422
    assert work(app, browser, "/leader/teams", form | {"case_ref": "9"}) == there


def test_every_wrong_sign_in_takes_one_look_at_a_password(
    app: Tavlen, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.store.writing() as session:
        for name in ("open", "closed", "without"):
            row = invite_employee(session, name="Kim Toft", email=f"{name}@fjordby.example")
            if name != "without":
                row.password_hash = passwords.fit_password(PASSWORD)
                codes.make_recovery(session, row)
            if name == "closed":
                close_account(session, row, by=cast.admin)
    looked, verified = [], passwords._verified
    monkeypatch.setattr(passwords, "_verified", lambda kept, typed: looked.append(kept[:9]) or verified(kept, typed))
    found = {}
    for name in ("open", "closed", "without", "nobody"):
        forms = {"/sign-in": {"password": "kanel hestesko"}, "/sign-in/recovery": {"code": "0000-0000-0000"}}
        for address, form in forms.items():
            form["email"] = f"{name}@fjordby.example"
            found[name, address] = work(app, stranger(app), address, form)
    for address in ("/sign-in", "/sign-in/recovery"):
        assert found["open", address][0] == 422
        assert len({repr(found[name, address]) for name in ("open", "closed", "without", "nobody")}) == 1
    assert looked == ["$argon2id"] * 8


def test_an_answer_that_comes_too_early_is_caught(app: Tavlen, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: nobody looks whether somebody is tied to what is not there."""
    tied = allowed._tied
    monkeypatch.setattr("web.allowed._tied", lambda here, of, row: tied(here, of, row) if here.found_family else None)
    browser = desk(app, cast.per)
    assert work(app, browser, f"/meetings/{NONE}") != work(app, browser, f"/meetings/{cast.meeting}")
