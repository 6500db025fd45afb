"""The administrator sees whether the chain of looks holds, when it was verified and anchored, and nothing that stands in it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from keeping.removing import LAST as TIDIED
from keeping.tables import Tidying
from store.audit import AuditCheck
from store.database import Store
from store.verifying import LAST
from tests.cast import Cast
from tests.web.visiting import desk
from web.anchoring import anchor_now
from web.app import Tavlen, create_app
from web.nightly import Nightly
from web.settings import Settings


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    made = Settings(
        key_file=tmp_path / "store" / "key",
        audit_anchor=tmp_path / "anchor" / "audit",
        deletion_ledger=tmp_path / "ledger" / "deleted",
    )
    return create_app(made, the_store)


@pytest.fixture
def ada(app: Tavlen, cast: Cast) -> TestClient:
    """The administrator, after somebody looked at the family."""
    desk(app, cast.lene.actor).get(f"/families/{cast.family}")
    return desk(app, cast.admin)


def tamper(store: Store) -> None:
    with store.writing() as session:
        session.execute(text("UPDATE auditentry SET verb = 'GET nothing' WHERE seq = 2"))


def verified(ada: TestClient) -> str:
    return ada.get(ada.post("/chain").headers["location"]).text


def test_a_chain_that_nobody_has_verified_says_so(ada: TestClient) -> None:
    page = ada.get("/chain").text
    assert "Sporet er ikke tjekket endnu." in page
    assert "Der er ikke skrevet et anker endnu." in page


def test_a_whole_chain_holds_and_says_when_it_was_verified_and_anchored(app: Tavlen, ada: TestClient) -> None:
    anchor_now(app.store, app.settings.audit_anchor)
    page = verified(ada)
    assert "Ja. Intet er ændret eller slettet." in page
    assert "Sidst tjekket onsdag den 16. september 2026 kl. 14.50." in page
    assert "Sidst skrevet onsdag den 16. september 2026 kl. 14.50." in page
    assert "Det er for længe siden." not in page


def test_a_chain_that_was_tampered_with_is_broken_and_says_what_to_do(
    app: Tavlen, ada: TestClient, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    anchor_now(app.store, app.settings.audit_anchor)
    tamper(app.store)
    page = verified(ada)
    assert "Nej. Sporet er brudt." in page
    assert "Det er i orden til og med linje 1." in page
    assert "tavlen audit check" in page
    assert "databeskyttelsesrådgiver" in page
    assert "audit broken after 1" in caplog.text
    for word in ("Bro Madsen", "Signe", cast.family, cast.lene.actor.id, "GET nothing"):
        assert word not in page + caplog.text


def test_an_anchor_that_is_too_old_or_cannot_be_read_is_said(app: Tavlen, ada: TestClient) -> None:
    anchor_now(app.store, app.settings.audit_anchor)
    ada.get("/employees")
    before = app.store.clock
    app.store.clock = lambda: before() + timedelta(minutes=20)
    assert "Det er for længe siden." not in ada.get("/chain").text
    with app.settings.audit_anchor.open("a") as file:
        file.write("something else\n")
    assert "Ankerfilen kan ikke læses." in ada.get("/chain").text
    assert "Nej. Sporet er brudt." in verified(ada)


def test_an_anchor_file_that_was_changed_is_not_told_as_a_line_of_the_chain(app: Tavlen, ada: TestClient) -> None:
    anchor_now(app.store, app.settings.audit_anchor)
    app.settings.audit_anchor.write_text("intet anker\n")
    page = ada.get(ada.post("/chain").headers["location"]).text
    assert "Ingen linje kan bekræftes: Ankerfilen er ændret" in page
    assert "til og med linje 0" not in page


def test_a_server_that_has_not_anchored_for_three_hours_is_said(app: Tavlen, cast: Cast, ada: TestClient) -> None:
    anchor_now(app.store, app.settings.audit_anchor)
    before = app.store.clock
    app.store.clock = lambda: before() + timedelta(hours=3)
    assert "Det er for længe siden." in desk(app, cast.admin).get("/chain").text


def test_the_night_verifies_the_chain(app: Tavlen, ada: TestClient) -> None:
    anchor_now(app.store, app.settings.audit_anchor)
    assert Nightly(app.store, app.settings).look() is not None
    with app.store.reading() as session:
        row = session.get_one(AuditCheck, LAST)
        assert (row.whole, row.good > 0, row.at >= (session.get_one(Tidying, TIDIED).at or row.at)) == (
            True,
            True,
            True,
        )
    assert "Ja. Intet er ændret eller slettet." in ada.get("/chain").text


def test_nobody_but_an_administrator_sees_or_verifies_it(app: Tavlen, cast: Cast) -> None:
    for who in (cast.lene.actor, cast.leader):
        browser = desk(app, who)
        assert (browser.get("/chain").status_code, browser.post("/chain").status_code) == (404, 404)
    with app.store.reading() as session:
        assert session.get(AuditCheck, LAST) is None


def test_verifying_over_and_over_ends(ada: TestClient) -> None:
    said = [ada.post("/chain").status_code for _ in range(7)]
    assert (said[:6], said[6]) == ([303] * 6, 429)
    assert re.search("Vent", ada.post("/chain").text)
