"""One-time codes work once, recovery codes too, and neither stands in the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pyotp
import pytest
from sqlmodel import select

from accounts import codes, signing_in
from accounts.tables import Account, RecoveryCode
from store.clock import shifted
from store.database import Store

EMAIL = "tove@fjordby.example"


@pytest.fixture
def app(the_store: Store) -> pyotp.TOTP:
    """The app on Tove's phone, which is set up."""
    with the_store.writing() as session:
        account = signing_in.invite_employee(session, name="Tove Berg", email=EMAIL)
        sealed = codes.new_secret(session, account)
        found = pyotp.TOTP(codes.as_text(session, account, sealed))
        codes.set_up(session, account, sealed=sealed, code=shows(found, the_store.clock(), -1))
        assert found.secret not in account.totp_sealed
        assert codes.as_address(session, account, sealed).startswith("otpauth://totp/Tavlen:tove%40fjordby.example?")
    return found


def shows(app: pyotp.TOTP, now: datetime, later: int) -> str:
    """Give what the app shows some half minutes later."""
    return app.at(now + later * timedelta(seconds=30))


def fits(store: Store, code: str) -> bool:
    try:
        with store.writing() as session:
            account = session.exec(select(Account).where(Account.email == EMAIL)).one()
            codes.check(session, account, code)
    except codes.WrongCode:
        return False
    return True


def test_a_code_works_once_and_one_that_is_older_not_at_all(the_store: Store, app: pyotp.TOTP) -> None:
    now = the_store.clock()
    assert [fits(the_store, app.at(now)), fits(the_store, app.at(now)), fits(the_store, shows(app, now, -1))] == [
        True,
        False,
        False,
    ]
    assert fits(the_store, shows(app, now, 1))
    the_store.clock = shifted(now + timedelta(seconds=60))
    assert fits(the_store, f" {shows(app, now, 2)[:3]} {shows(app, now, 2)[3:]} ")


def test_a_code_of_the_step_before_or_after_fits_and_of_two_steps_does_not(the_store: Store, app: pyotp.TOTP) -> None:
    now = the_store.clock()
    assert not fits(the_store, shows(app, now, 2))
    assert not fits(the_store, shows(app, now, -2))
    assert fits(the_store, shows(app, now, 1))


def test_of_many_that_use_a_code_at_once_one_succeeds(the_store: Store, app: pyotp.TOTP) -> None:
    code = app.at(the_store.clock())
    with ThreadPoolExecutor(10) as crowd:
        assert sum(crowd.map(lambda _: fits(the_store, code), range(40))) == 1


@pytest.mark.parametrize(
    "code", ["", "000000 1", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666", "9" * 5_000, "\x00"]
)
def test_what_is_no_code_does_not_fit(the_store: Store, app: pyotp.TOTP, code: str) -> None:
    assert not fits(the_store, code)


def recovers(store: Store, code: str, email: str = EMAIL) -> bool:
    try:
        with store.writing() as session:
            return codes.recover(session, email=email, code=code).email == EMAIL
    except codes.WrongRecovery:
        return False


def new_ones(store: Store) -> list[str]:
    with store.writing() as session:
        return codes.make_recovery(session, session.exec(select(Account).where(Account.email == EMAIL)).one())


@pytest.mark.usefixtures("app")
def test_ten_recovery_codes_each_work_once_and_new_ones_end_the_old(the_store: Store) -> None:
    older, made = new_ones(the_store), new_ones(the_store)
    assert (len(set(made)), {len(one) for one in made}) == (10, {29})
    assert not recovers(the_store, older[0])
    assert not recovers(the_store, made[0], "ib@fjordby.example")
    assert [recovers(the_store, made[0].lower().replace("-", " ")), recovers(the_store, made[0])] == [True, False]
    assert all(recovers(the_store, one) for one in made[1:])
    with the_store.reading() as session:
        kept = repr([dict(row) for row in session.exec(select(RecoveryCode)).all()])
    assert not any(one.replace("-", "") in kept for one in made)


@pytest.mark.usefixtures("app")
def test_of_many_that_use_a_recovery_code_at_once_one_succeeds(the_store: Store) -> None:
    code = new_ones(the_store)[3]
    with ThreadPoolExecutor(10) as crowd:
        assert sum(crowd.map(lambda _: recovers(the_store, code), range(40))) == 1
