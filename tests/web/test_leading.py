"""A leader reviews looks and access, the team hands out who looked, and nobody else sees any of it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from accounts import reviewing
from accounts.tables import AccessReview, Account
from store.database import Store
from tests.cast import Cast
from tests.web.visiting import application, desk
from web.app import Tavlen

pytestmark = pytest.mark.both_engines


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    return application(the_store, tmp_path)


@pytest.fixture
def leader(app: Tavlen, cast: Cast) -> TestClient:
    """The leader, in the month after somebody of the team looked at the family."""
    lene, family = desk(app, cast.lene.actor), f"/families/{cast.family}"
    for address in (family, f"{family}/plan", f"/meetings/{cast.meeting}"):
        assert lene.get(address).status_code == 200
    before = app.store.clock
    app.store.clock = lambda: before() + timedelta(days=30)
    with app.store.writing() as session:
        reviewing.draw(session)
    return desk(app, cast.leader)


def sample_address(leader: TestClient) -> str:
    return re.findall(r'href="(/leader/samples/\w+)"', leader.get("/leader/samples").text)[0]


def test_a_sample_names_employee_kind_and_tie_and_nothing_of_the_family(leader: TestClient, cast: Cast) -> None:
    page = leader.get(sample_address(leader)).text
    assert "Lene" in page
    assert "en på sagsteamet så familiens side" in page
    for word in ("Bro Madsen", "Signe", cast.family):
        assert word not in page


def test_a_sample_is_answered_line_by_line_and_signed(leader: TestClient, cast: Cast) -> None:
    address = sample_address(leader)
    lines = leader.get(address).text.count('name="found"')
    answers = {"found": ["fine"] * (lines - 1) + ["ask"], "remark": [""] * lines}
    refused = leader.post(address, data=answers)
    assert (refused.status_code, "Skriv, hvad der skal spørges om." in refused.text) == (422, True)
    assert refused.text.count('value="fine" selected') == lines - 1
    answers["remark"][-1] = "Hvorfor planen?"
    assert leader.post(address, data=answers).status_code == 303
    page = leader.get(address).text
    assert "Skrevet under af Lars Leth" in page
    assert "Skal spørges</strong>: Hvorfor planen?" in page
    assert leader.post(address, data=answers).status_code == 409


def test_the_access_review_ends_an_account_at_once_and_is_signed_once(
    app: Tavlen, leader: TestClient, cast: Cast
) -> None:
    per = desk(app, cast.per)
    assert "Gennemgå, hvem der har adgang" in leader.get("/").text
    page = leader.get("/leader/access").text
    assert "Per Vang" in page
    assert "Bro Madsen" not in page
    own = leader.post("/leader/access", data={"ended": [cast.leader.id], "remark": "Skrevet"})
    assert (own.status_code, "Skrevet" in own.text) == (422, True)
    assert leader.post("/leader/access", data={"ended": [cast.per.id], "remark": "Per er stoppet"}).status_code == 303
    assert per.get("/").status_code == 303
    with app.store.reading() as session:
        assert session.get_one(Account, cast.per.id).disabled_at is not None
        row = session.exec(select(AccessReview)).one()
        assert (row.ended, row.signed_by) == (1, cast.leader.id)
    assert "Per er stoppet" in leader.get("/leader/access").text
    assert leader.post("/leader/access", data={}).status_code == 409
    assert "Gennemgå, hvem der har adgang" not in leader.get("/").text


def test_the_team_hands_out_when_and_why_without_a_name(app: Tavlen, cast: Cast, leader: TestClient) -> None:
    lene = desk(app, cast.lene.actor)
    address = f"/families/{cast.family}/people/{cast.signe.person}/looks"
    assert f'href="{address}"' in lene.get(f"/families/{cast.family}?edit={cast.signe.person}").text
    page = lene.get(address).text
    assert "Til: Signe" in page
    assert re.search(r"Kl\. \d\d\.\d\d: en på sagsteamet så familiens side", page)
    listed = page.split("<main", 1)[1]
    assert "Lene" not in listed
    assert lene.get(address.replace(cast.signe.person, "x" * 20)).status_code == 404
    assert leader.get(address).status_code == 404
