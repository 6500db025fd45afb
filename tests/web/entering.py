"""Coming in as a person does: a password and the code that an app shows."""

import pyotp
from starlette.testclient import TestClient

from accounts import codes, signing_in
from accounts.tables import Account
from store.database import Store

PASSWORD = "korrekt hest batteri"


def with_code(store: Store, *, name: str, email: str) -> Account:
    """Give a new employee who has a password and has set up the code."""
    with store.writing() as session:
        account = signing_in.invite_employee(session, name=name, email=email, password=PASSWORD)
        account.totp_sealed = codes.new_secret(session, account)
    return account


def code_now(store: Store, email: str, *, later: int = 0) -> str:
    """Give what the app shows now, or some half minutes later; a code that was used is taken as new."""
    with store.writing() as session:
        row = signing_in.account_of(session, email)
        assert row
        row.totp_step = 0
        secret = codes.as_text(session, row, row.totp_sealed)
    return pyotp.TOTP(secret).generate_otp(int(store.clock().timestamp()) // 30 + later)


def enter(browser: TestClient, store: Store, account: Account, *, password: str = PASSWORD, then: str = "/"):  # type: ignore[no-untyped-def]
    """Type the password and then the code. Gives the last answer."""
    answer = browser.post("/sign-in", data={"email": account.email, "password": password, "then": then})
    if answer.headers.get("location") != "/sign-in/code":
        return answer
    return browser.post("/sign-in/code", data={"code": code_now(store, account.email)})
