"""An upgrade of a database that is in use: what stands in it afterwards."""

from datetime import UTC, datetime, timedelta
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from store.database import Store
from store.migrating import _SCRIPTS, current, differences, head, migrate

BEFORE, LATER = datetime(2026, 9, 1, 8, 0), datetime.now(UTC).replace(tzinfo=None) + timedelta(days=6)
ACCOUNT = {"password_hash": "", "role": "worker", "unit": "", "totp_sealed": "", "totp_step": 0, "standing": 0}


def back_to(store: Store, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    with store.writing() as session:
        config.attributes["connection"] = session.connection()
        command.downgrade(config, revision)


def put(store: Store, table: str, **row: Any) -> None:
    """Write a row as an older version did."""
    names = ", ".join(row)
    with store.writing() as session:
        session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})"), row)


def ids(store: Store, question: str) -> list[str]:
    with store.reading() as session:
        return list(session.execute(text(f"{question} ORDER BY id")).scalars())


def employee(store: Store, name: str, **more: Any) -> None:
    put(store, "account", id=name, name=name, email=f"{name}@a.example", created_at=BEFORE, **ACCOUNT | more)


def session_of(store: Store, name: str, way: str, **more: Any) -> None:
    login = {"account_id": name, "token_hash": f"{name}{way}", "created_at": BEFORE, "seen_at": BEFORE, "browser": ""}
    put(store, "loginsession", id=f"{name} by {way or 'password'}", way=way, **login | more)


def test_sessions_that_rest_on_a_password_alone_end_and_all_others_go_on(the_store: Store) -> None:
    back_to(the_store, "0003")
    employee(the_store, "lene")
    employee(the_store, "mikkel")
    for way in ("", "code", "passkey", "provider"):
        session_of(the_store, "lene", way)
    session_of(the_store, "mikkel", "code")
    session_of(the_store, "mikkel", "", ended_at=BEFORE)
    migrate(the_store)
    gone = "SELECT id FROM loginsession WHERE ended_at IS NOT NULL"
    assert ids(the_store, gone) == ["lene by password", "mikkel by password"]
    assert ids(the_store, f"{gone} AND ended_at > '2026-09-02'") == ["lene by password"]
    assert ids(the_store, "SELECT id FROM account WHERE standing = 1") == ["lene"]
    assert (differences(the_store), current(the_store)) == ([], head())


def test_the_open_link_of_a_closed_account_ends(the_store: Store) -> None:
    back_to(the_store, "0003")
    employee(the_store, "closed", disabled_at=BEFORE)
    employee(the_store, "open")
    for name in ("closed", "open"):
        link = {"account_id": name, "token_hash": name, "made_by": "", "created_at": BEFORE}
        put(the_store, "enrolment", id=f"link of {name}", ends=LATER, **link)
    migrate(the_store)
    with the_store.reading() as session:
        left = session.execute(text("SELECT id FROM enrolment WHERE ends = :later"), {"later": LATER})
        assert list(left.scalars()) == ["link of open"]
