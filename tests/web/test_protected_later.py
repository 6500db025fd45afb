"""What was written or posted before something was protected: the family's own page hides it, and a waiting letter is held."""

import re
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from boards import cards
from families import coordination
from families.guarding import guard
from families.protection import MEETING, let_through, mark_of, protect
from families.reading import family, family_view
from families.tables import Consent, Family
from meetings.posting import leaving
from meetings.reading import meeting
from store.database import Store
from store.outbox import OutboxMail
from tests.cast import PLACE, Cast
from tests.web.test_protection import KNOWN, SCHOOL, names_it, protected, signing_page
from tests.web.visiting import BY_HTMX, application, desk
from web.app import Tavlen
from web.inviting_mail import send_invitations
from web.papers import write_mails

WRITTEN = ("custody", "purpose", "limits", "how", "noted_by", "withdrawal_noted_by", "why")
SIGNED = {"reason": "Kim ved det", "name": "Lene Skov"}


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    return application(the_store, tmp_path)


def write_it_on_the_page(app: Tavlen, cast: Cast) -> None:
    """Name the school in every text that the family's page shows besides its people."""
    with app.store.writing() as session:
        coordination.assign(session, cast.family, person_id=cast.mikkel.person, toward="family", why=f"why: {KNOWN}")
        session.get_one(Family, cast.family).custody = f"custody: {KNOWN}"
        for row in session.exec(select(Consent)):
            for name in ("purpose", "limits", "how", "basis_text", "noted_by", "withdrawal_noted_by"):
                setattr(row, name, f"{name}: {KNOWN}")


def sign(browser: TestClient, address: str) -> None:
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', browser.get(address).text):
        fields.setdefault(name, []).append(value)
    signed = browser.post(address.partition("?")[0], data=fields | SIGNED)
    assert signed.headers["location"].endswith("done=signed")


def to_sign(page: str) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(r'href="(/families/[^"]*/passes\?[^"]*)"', page)]


# ── the family's own page ──


def test_the_familys_page_hides_what_names_the_school_and_shows_it_once_signed(app: Tavlen, cast: Cast) -> None:
    write_it_on_the_page(app, cast)
    lene, address = desk(app, cast.lene.actor), f"/families/{cast.family}"
    assert all(f"{name}: {KNOWN}" in lene.get(address).text for name in WRITTEN if name != "withdrawal_noted_by")
    protected(app, cast)
    page = lene.get(address).text
    hidden, rest = page.partition("Det her er skjult på siden")[2].split("</section>", 1)
    assert [name for name in WRITTEN if f"{name}: {KNOWN}" not in hidden] == []
    assert not names_it(rest + page.partition("Det her er skjult på siden")[0])
    with app.store.reading() as session:
        view = family_view(session, cast.family)
        assert not names_it(str((view.custody, view.consents, view.coordinators)))
    why = next(one for one in hidden.split('<p class="own-lines">') if one.startswith("why:"))
    sign(lene, to_sign(why)[0])
    with app.store.reading() as session:
        view = family_view(session, cast.family)
        assert [one.why for one in view.coordinators] == [f"why: {KNOWN}"]
        assert not names_it(str((view.custody, view.consents)))


def test_a_note_under_a_question_is_stopped_and_an_older_one_is_hidden_until_somebody_signs(
    app: Tavlen, cast: Cast
) -> None:
    lene, address = desk(app, cast.lene.actor), f"/families/{cast.family}"
    said = {"person": cast.alma.person, "question": "companion", "answer": "yes", "note": f"note: {KNOWN}"}
    assert lene.post(f"{address}/questions", data=said).status_code == 303
    protected(app, cast)
    page = lene.get(address).text
    hidden, rest = page.partition("Det her er skjult på siden")[2].split("</section>", 1)
    assert (f"note: {KNOWN}" in hidden, names_it(rest + page.partition("Det her er skjult")[0])) == (True, False)
    anew = lene.post(f"{address}/questions", data={**said, "note": f"Igen: {KNOWN}"}, headers=BY_HTMX)
    assert (anew.status_code, "Skriv en grund og dit navn" in anew.text) == (409, True)
    lene.post(f"{address}/questions", data={**said, "answer": "no", "note": ""})  # the field did not show it
    sign(lene, to_sign(hidden)[0])
    assert f"note: {KNOWN}" in lene.get(address).text
    lene.post(f"{address}/questions", data={**said, "answer": "no", "note": ""})
    assert f"note: {KNOWN}" not in lene.get(address).text


def test_nobody_reads_through_anothers_eyes_what_is_protected(app: Tavlen, cast: Cast) -> None:
    """What is protected for Alma stands on her own paper; who asks to see as her, and does not run the board, does not get it."""
    with app.store.writing() as session:
        cards.put_up(session, cast.hold(session), cast.mikkel.actor, column="works", text=f"Alma cykler til {KNOWN}")
    asked = f"/meetings/{cast.meeting}/as/{cast.alma.seat}"
    lene = desk(app, cast.lene.actor)
    assert f"Alma cykler til {KNOWN}" in lene.get(asked).text
    protected(app, cast)
    assert not names_it(lene.get(asked).text)


def test_a_new_consent_and_a_new_reason_are_stopped_until_somebody_signs(app: Tavlen, cast: Cast) -> None:
    protected(app, cast)
    lene, address = desk(app, cast.lene.actor), f"/families/{cast.family}"
    given = {
        "given_by": cast.signe.person,
        "given_on": "2026-09-10",
        "covers": cast.ditte.person,
        "given_form": "written",
    }
    for where, typed in (
        ("consents", given | {"sees": "all", "limits": f"Intet til {SCHOOL}"}),
        ("coordinators", {"person": cast.mikkel.person, "toward": "family", "why": f"Kender {SCHOOL}"}),
    ):
        refused = lene.post(f"{address}/{where}", data=typed, headers=BY_HTMX)
        said = "Teksten til familiens side nævner noget, der er beskyttet for Alma over for Farbror (skole)"
        assert (refused.status_code, said in refused.text) == (409, True), where
        sign(lene, signing_page(refused))
        assert lene.post(f"{address}/{where}", data=typed, headers=BY_HTMX).status_code == 204, where
    page = lene.get(address).text
    assert (f"Intet til {SCHOOL}" in page, f"Kender {SCHOOL}" in page) == (True, True)


def test_who_noted_that_a_yes_was_taken_back_is_looked_at_too(app: Tavlen, cast: Cast) -> None:
    protected(app, cast)
    with app.store.reading() as session:
        row = session.exec(select(Consent.id).where(Consent.given_by == cast.jonas.person)).one()
    lene, address = desk(app, cast.lene.actor), f"/families/{cast.family}/consents/{row}/withdrawal"
    assert lene.post(address, data={"noted_by": f"En fra {SCHOOL}"}, headers=BY_HTMX).status_code == 409
    assert lene.post(address, data={"noted_by": "Lene"}, headers=BY_HTMX).status_code == 204


# ── letters that wait ──


def post_letters(app: Tavlen, cast: Cast) -> list[str]:
    """Post invitations that name the school as the place, as they were before anything was protected; one is sent."""
    with app.store.writing() as session:
        assert send_invitations(session, meeting(session, cast.meeting), host="testserver") > 2
        session.flush()
        rows = session.exec(select(OutboxMail).order_by(OutboxMail.id)).all()
        assert all(PLACE in row.body for row in rows)
        return [row.id for row in rows]


def may_leave(app: Tavlen) -> list[str]:
    with app.store.reading() as session:
        return sorted(mail.id for mail in leaving(session))


def test_a_waiting_letter_is_held_by_a_word_protected_afterwards_until_somebody_signs_for_it(
    app: Tavlen, cast: Cast, tmp_path: Path
) -> None:
    posted, lene = post_letters(app, cast), desk(app, cast.lene.actor)
    assert (may_leave(app), "Holdt tilbage" in lene.get("/outbox").text) == (sorted(posted), False)
    protected(app, cast)
    page = lene.get("/outbox").text
    assert may_leave(app) == []
    assert (page.count("Holdt tilbage"), page.count("Venter på at blive sendt")) == (len(posted), 0)
    assert "Nævner noget, der er beskyttet for Alma over for Farbror (skole): »Havneskolen«." in page
    write_mails(app.store, app.settings, tmp_path)
    assert list(tmp_path.glob("*.eml")) == []
    sign(lene, to_sign(page)[0])
    page = lene.get("/outbox").text
    assert (len(may_leave(app)), page.count("Holdt tilbage")) == (1, len(posted) - 1)
    write_mails(app.store, app.settings, tmp_path)
    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_a_calendar_entry_alone_holds_its_letter_and_a_letter_that_is_sent_is_hidden(app: Tavlen, cast: Cast) -> None:
    posted = post_letters(app, cast)
    with app.store.writing() as session:
        for number, one in enumerate(posted):
            mail = session.get_one(OutboxMail, one)
            mail.body, mail.sent_at = "Hej", app.store.clock() if number else None
    protected(app, cast)
    page = desk(app, cast.lene.actor).get("/outbox").text
    assert page.count("Holdt tilbage") == 1
    assert page.count("Brevet er skjult, fordi noget i det er beskyttet.") == len(posted) - 1
    assert may_leave(app) == []


def test_a_place_that_was_signed_for_in_the_call_holds_nothing_and_neither_does_the_readers_own_secret(
    app: Tavlen, cast: Cast
) -> None:
    posted, lene = post_letters(app, cast), desk(app, cast.lene.actor)
    protected(app, cast)
    with app.store.writing() as session:
        house = family(session, cast.family)
        row = meeting(session, cast.meeting)
        assert guard(session, house.id).hits(row.place, MEETING)
        pairs = [(mark_of(session, row.place), rule.id) for rule in guard(session, house.id).rules]
        let_through(
            session, house, cast.lene.actor, place=MEETING, unsigned=pairs, reason="Kim ved det", name="Lene Skov"
        )
    assert may_leave(app) == sorted(posted)
    assert lene.get("/outbox").text.count("Holdt tilbage") == 0
    with app.store.writing() as session:
        house = family(session, cast.family)
        protect(session, house, cast.lene.actor, person_id=cast.signe.person, kind="name", text="Signe Bro")
    with app.store.reading() as session:
        names = {mail.id: mail.name for mail in session.exec(select(OutboxMail))}
    left = {names[one] for one in may_leave(app)}
    assert ("Signe Bro" in left, left < set(names.values())) == (True, False)


def test_a_place_that_nobody_had_to_sign_for_lets_no_word_through(app: Tavlen, cast: Cast) -> None:
    post_letters(app, cast)
    protected(app, cast)
    with app.store.writing() as session:
        row = meeting(session, cast.meeting)
        row.place = "skolen"  # stands in the protected name, and gives nothing away
        assert not guard(session, row.family_id).hits(row.place, MEETING)
    assert may_leave(app) == []
