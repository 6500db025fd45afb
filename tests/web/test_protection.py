"""Protected people in the office: the sheet, the signature, and that nothing that leaves names Alma's school to Kim."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from accounts.visibility import FRIDGE
from boards import cards, shielding
from families.protection import protect
from families.reading import family
from families.tables import Person, Protection, ProtectionPass
from meetings.reading import meeting
from store.base import new_id
from store.database import Store
from store.outbox import OutboxMail
from tests.cast import Cast
from tests.web.office import close_with_an_agreement
from tests.web.visiting import BY_HTMX, application, by_hand, desk, open_door, phone, stranger
from web.app import Tavlen
from web.inviting_mail import send_cancellations
from web.papers import write_minutes, write_plan
from web.plans import plan_of

SEALED = "Kun I, der kan slippe det igennem, ser det her."
SCHOOL, KNOWN = "Havneskolen", "h a v n e s k o l e n"
CARD = "Alma går på h a v n e s k o l e n"
SENTENCE = (
    "Teksten til tavlen nævner noget, der er beskyttet for Alma over for Farbror (skole): »h a v n e s k o l e n«. "
    "Skriv det om, eller skriv en grund og dit navn."
)


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    return application(the_store, tmp_path)


def protected(app: Tavlen, cast: Cast, text: str = SCHOOL, kind: str = "school") -> str:
    """Protect Alma's school against Kim, as the office does it."""
    with app.store.writing() as session:
        house = family(session, cast.family)
        row = protect(
            session, house, cast.lene.actor, person_id=cast.alma.person, kind=kind, text=text, against=[cast.kim.person]
        )
        shielding.refresh(session, cast.lene.actor, family_id=cast.family)
        return row.id


def letters(content: bytes | str) -> str:
    """Give what a reader of a page, a calendar or a Word file can read, in small letters and nothing else."""
    if isinstance(content, bytes) and content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = " ".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))
    text = content.decode() if isinstance(content, bytes) else content
    return re.sub(r"[^a-zæøå]", "", re.sub(r"<[^>]*>|\r\n ", "", text).lower())


def names_it(content: bytes | str) -> bool:
    return "havneskole" in letters(content)


# ── the sheet ──


def sheet(cast: Cast) -> str:
    return f"/families/{cast.family}/people/{cast.alma.person}/protection"


def test_a_protection_is_set_listed_by_kind_shown_on_a_fresh_click_and_lifted(app: Tavlen, cast: Cast) -> None:
    lene = desk(app, cast.lene.actor)
    assert "Intet er beskyttet." in lene.get(f"/families/{cast.family}").text
    typed = {"kind": "school", "text": SCHOOL, "against": cast.kim.person}
    assert lene.post(sheet(cast), data=typed).headers["location"] == f"{sheet(cast)}?done=protected"
    listed = lene.get(sheet(cast)).text
    assert "Skole (beskyttet)" in listed
    assert "Må ikke komme til: Farbror" in listed
    assert SCHOOL not in re.sub(r"For eksempel:[^<]*", "", listed)
    with app.store.reading() as session:
        row = session.exec(select(Protection.id)).one()
    shown = lene.post(f"{sheet(cast)}/{row}/shown").text
    assert f"<strong>{SCHOOL}</strong>" in shown
    assert SCHOOL not in lene.get(sheet(cast)).text
    page = lene.get(f"/families/{cast.family}").text
    assert "skole (beskyttet)" in page
    assert SCHOOL not in page
    lene.post(f"{sheet(cast)}/{row}/lift")
    assert "Ophævet af Lene Skov" in lene.get(sheet(cast)).text


def test_what_cannot_be_protected_is_said_and_what_was_typed_still_stands_there(app: Tavlen, cast: Cast) -> None:
    answer = desk(app, cast.lene.actor).post(sheet(cast), data={"kind": "school", "text": "skolen"})
    assert answer.status_code == 422
    assert "Det er så kort eller almindeligt" in answer.text
    assert 'value="skolen"' in answer.text


@pytest.mark.parametrize("who", ["per", "admin", "leader"])
def test_whoever_is_not_on_the_team_finds_no_sheet(app: Tavlen, cast: Cast, who: str) -> None:
    row = protected(app, cast)
    browser = desk(app, getattr(cast, who))
    assert [browser.get(sheet(cast)).status_code, browser.post(f"{sheet(cast)}/{row}/shown").status_code] == [404, 404]


# ── the desk ──


def put(browser: TestClient, cast: Cast, text: str = CARD, **more: str) -> Any:
    data = {"id": new_id(), "column": "works", "text": text, **more}
    return browser.post(f"/meetings/{cast.meeting}/cards", data=data, headers=BY_HTMX)


def signing_page(answer: Any) -> str:
    found = re.search(r'<a href="([^"]*)"[^>]*data-sign', answer.text)
    assert found
    return found[1].replace("&amp;", "&")


def test_a_card_is_stopped_and_goes_up_once_somebody_has_signed_for_it(app: Tavlen, cast: Cast) -> None:
    protected(app, cast)
    recorder = desk(app, cast.mikkel.actor)
    refused = put(recorder, cast)
    assert refused.status_code == 409
    assert SENTENCE in refused.text
    asked = recorder.get(signing_page(refused)).text
    assert "Alma: skole" in asked
    assert not names_it(asked)
    fields = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', asked))
    address = signing_page(refused).partition("?")[0]
    for reason, name, sentence in (
        ("", "Mikkel Holm", "Skriv, hvorfor det må stå der."),
        ("Kim ved det", "En anden", "Skriv dit eget navn"),
        (f"Det er {SCHOOL}", "Mikkel Holm", "Skriv grunden uden det, der er beskyttet."),
    ):
        assert sentence in recorder.post(address, data=fields | {"reason": reason, "name": name}).text
    signed = recorder.post(address, data=fields | {"reason": "Kim ved det", "name": "Mikkel Holm"})
    assert signed.headers["location"].endswith("done=signed")
    assert put(recorder, cast).status_code == 204
    assert CARD in recorder.get(f"/meetings/{cast.meeting}/screen").text
    page = desk(app, cast.lene.actor).get(f"/families/{cast.family}").text
    assert "Kim ved det" in page
    assert "Skrevet under af Mikkel Holm" in page
    listed = desk(app, cast.leader).get("/protections/passes").text
    assert all(word in listed for word in ("Uden sagsnummer: skole", "Kim ved det", "Skrevet under af Mikkel Holm"))
    assert [word for word in ("Alma", "Bro Madsen", SCHOOL, cast.family) if word in listed] == []
    assert desk(app, cast.mikkel.actor).get("/protections/passes").status_code == 404


def test_a_signature_that_nobody_asked_for_lets_nothing_through(app: Tavlen, cast: Cast) -> None:
    row = protected(app, cast)
    recorder = desk(app, cast.mikkel.actor)
    made_up = {
        "place": f"board:{cast.meeting}",
        "unsigned": f"{'0' * 64}.{row}",
        "reason": "Fordi",
        "name": "Mikkel Holm",
    }
    recorder.post(f"/meetings/{cast.meeting}/passes", data=made_up)
    assert put(recorder, cast).status_code == 409
    elsewhere = made_up | {"place": "board:another"}
    assert recorder.post(f"/meetings/{cast.meeting}/passes", data=elsewhere).status_code == 422


def test_the_desk_shows_an_old_card_with_a_shield_and_no_other_page_shows_it(app: Tavlen, cast: Cast) -> None:
    recorder = desk(app, cast.mikkel.actor)
    put(recorder, cast)
    protected(app, cast)
    on_the_desk = recorder.get(f"/meetings/{cast.meeting}/recorder").text
    assert CARD in on_the_desk
    assert "Nævner noget, der er beskyttet for Alma over for Farbror (skole): »h a v n e s k o l e n«." in on_the_desk
    assert not names_it(recorder.get(f"/meetings/{cast.meeting}/screen").text)
    for guest in (cast.kim, cast.jonas):
        assert not names_it(phone(app, cast, guest).get("/phone/board").text)


def test_a_guest_learns_nothing_from_what_they_send(app: Tavlen, cast: Cast) -> None:
    """What a guest sees is the same for a text that is stopped and for one that is not."""
    protected(app, cast)
    kim = phone(app, cast, cast.kim)
    pages = []
    for text in (CARD, "Vi spiser sammen om onsdag."):
        card = new_id()
        sent = kim.post("/phone/cards", data={"id": card, "column": "works", "text": text}, headers=BY_HTMX)
        mine = re.findall(rf'<li id="mine-{card}">(.*?)</li>', kim.get("/phone").text, re.S)
        pages.append((sent.status_code, sent.text, [one.replace(text, "").replace(card, "") for one in mine]))
    assert pages[0] == pages[1]
    assert "Mødelederen ser på din tekst" in pages[0][2][0]
    waiting = desk(app, cast.mikkel.actor).get(f"/meetings/{cast.meeting}/recorder").text
    assert SEALED in waiting


# ── everything that leaves ──


def everything_that_leaves(app: Tavlen, cast: Cast) -> dict[str, Callable[[], bytes | str]]:
    """Name every artefact, with the way to get it: a page, a stream's page, a document, a mail, a calendar file."""
    lene, recorder, kim = desk(app, cast.lene.actor), desk(app, cast.mikkel.actor), phone(app, cast, cast.kim)
    row, house = f"/meetings/{cast.meeting}", f"/families/{cast.family}"
    return {
        "the big screen": lambda: recorder.get(f"{row}/screen").content,
        "a phone's board": lambda: kim.get("/phone/board").content,
        "a phone's page to write": lambda: kim.get("/phone").content,
        "a phone's numbers": lambda: kim.get("/phone/numbers").content,
        "minutes as read by the team": lambda: lene.get(f"{row}/minutes.docx").content,
        "minutes for Kim": lambda: recorder.get(f"{row}/readers/{cast.kim.seat}/minutes.docx").content,
        "minutes for the job centre": lambda: recorder.get(f"{row}/readers/{cast.signe.seat}/minutes.docx").content,
        "the plan as Word": lambda: lene.get(f"{house}/plan.docx").content,
        "the fridge sheet": lambda: lene.get(f"{house}/fridge").content,
        "the meeting's page": lambda: desk(app, cast.ditte.actor).get(row).content,
        "the list of meetings": lambda: lene.get("/").content,
        "the family's page": lambda: lene.get(house).content,
        "the form for a new meeting": lambda: lene.get(f"{house}/meetings/new").content,
        "the names at the door": lambda: names_at_the_door(app, cast),
    }


def names_at_the_door(app: Tavlen, cast: Cast) -> str:
    return stranger(app).post("/join/names", data={"secret": open_door(app, cast).secret}, headers=BY_HTMX).text


def say_it_everywhere(app: Tavlen, cast: Cast) -> None:
    """Write the school wherever it can stand, before it is protected."""
    recorder = desk(app, cast.mikkel.actor)
    for column in ("works", "worries", "next"):
        put(recorder, cast, f"{CARD} {column}", column=column)
    put(recorder, cast, "Vi ringer", column="next", how_seen=f"De siger det på {SCHOOL}")
    with app.store.writing() as session:
        row = meeting(session, cast.meeting)
        row.purpose, row.wishes, row.ground_rules = f"Om {SCHOOL}", f"Ikke på {SCHOOL}", f"Vi er på {SCHOOL}"
        session.add(row)
        person = session.get_one(Person, cast.grethe.person)
        person.organisation, person.phone = SCHOOL, "20 12 34 56"
        session.add(person)


def test_nothing_that_leaves_an_open_meeting_names_what_is_protected(app: Tavlen, cast: Cast) -> None:
    say_it_everywhere(app, cast)
    leaving = everything_that_leaves(app, cast)
    before = {name for name, read in leaving.items() if names_it(read())}
    assert {
        "the big screen",
        "a phone's board",
        "minutes for Kim",
        "the meeting's page",
        "the list of meetings",
    } <= before
    protected(app, cast)
    assert [name for name, read in leaving.items() if names_it(read())] == []


def test_nothing_that_leaves_a_closed_meeting_names_what_is_protected(app: Tavlen, cast: Cast) -> None:
    """The board was frozen and the plan harvested before anything was protected."""
    say_it_everywhere(app, cast)
    leaving = everything_that_leaves(app, cast)
    with app.store.writing() as session:
        for card in session.exec(select(cards.Card)).all():
            cards.say_open(session, cast.hold(session), cast.mikkel.actor, card.id)
    close_with_an_agreement(app, cast)
    before = {name for name, read in leaving.items() if names_it(read())}
    assert {"minutes for Kim", "the plan as Word", "the fridge sheet", "minutes as read by the team"} <= before
    protected(app, cast)
    assert [name for name, read in leaving.items() if names_it(read())] == []


def test_the_plans_page_says_to_the_team_what_is_hidden_and_lets_them_sign(app: Tavlen, cast: Cast) -> None:
    say_it_everywhere(app, cast)
    with app.store.writing() as session:
        for card in session.exec(select(cards.Card)).all():
            cards.say_open(session, cast.hold(session), cast.mikkel.actor, card.id)
    close_with_an_agreement(app, cast)
    protected(app, cast)
    lene = desk(app, cast.lene.actor)
    page = lene.get(f"/families/{cast.family}/plan").text
    assert "Det her er skjult i planen" in page
    address = re.findall(r'href="(/families/[^"]*/passes\?[^"]*)"', page)[0].replace("&amp;", "&")
    fields = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', lene.get(address).text))
    lene.post(address.partition("?")[0], data=fields | {"reason": "Kim ved det", "name": "Lene Skov"})
    again = lene.get(f"/families/{cast.family}/plan").text
    assert (page.count(SEALED), again.count(SEALED)) == (
        hidden := page.count(SEALED),
        hidden - 1,
    )
    with app.store.reading() as session:
        seen = plan_of(session, cast.family).seen_by(FRIDGE)
    assert names_it(str((seen.goals, seen.loose, seen.strengths)))


def test_an_invitation_is_stopped_until_somebody_signs_and_a_cancellation_leaves_the_place_out(
    app: Tavlen, cast: Cast
) -> None:
    close_with_an_agreement(app, cast)
    with app.store.reading() as session:
        following = next(one.id for one in session.exec(select(meeting_table())).all() if not one.closed_at)
    protected(app, cast)
    ditte = desk(app, cast.lene.actor)
    refused = ditte.post(f"/meetings/{following}/invitation", headers=BY_HTMX)
    assert (
        "Indkaldelsen nævner noget, der er beskyttet for Alma over for Farbror (skole): »Havneskolen«." in refused.text
    )
    assert ditte.get(f"/meetings/{following}/invite.ics").status_code == 409
    with app.store.reading() as session:
        assert session.exec(select(OutboxMail)).all() == []
    page = signing_page(refused)
    fields = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', ditte.get(page).text))
    ditte.post(page.partition("?")[0], data=fields | {"reason": "Kim ved det", "name": "Lene Skov"})
    assert ditte.post(f"/meetings/{following}/invitation", headers=BY_HTMX).status_code == 204
    with app.store.reading() as session:
        sent = session.exec(select(OutboxMail)).all()
        assert sent
        assert all(names_it(mail.body) for mail in sent)
    with app.store.writing() as session:
        for one in session.exec(select(ProtectionPass)).all():
            session.delete(one)
    with app.store.writing() as session:
        row = meeting(session, following)
        row.cancelled_at = row.starts
        row.sequence += 1
        send_cancellations(session, row, host="testserver")
    with app.store.reading() as session:
        cancelled = [mail for mail in session.exec(select(OutboxMail)).all() if mail.method == "CANCEL"]
        assert cancelled
        assert not any(names_it(mail.body + mail.calendar + mail.subject) for mail in cancelled)


def meeting_table() -> Any:
    from meetings.tables import Meeting

    return Meeting


def test_a_meeting_is_not_called_or_moved_to_a_protected_place_and_what_was_typed_stands_there(
    app: Tavlen, cast: Cast
) -> None:
    protected(app, cast)
    lene = desk(app, cast.lene.actor)
    typed = {"purpose": "Om skolegang", "date": "2026-11-04", "starts": "14.00", "ends": "15.00", "place": SCHOOL}
    typed |= {"title": "Velkommen", "minutes": "10", "people": cast.signe.person}
    refused = lene.post(f"/families/{cast.family}/meetings/new", data=typed)
    assert refused.status_code == 409
    assert "Indkaldelsen nævner noget, der er beskyttet for Alma" in refused.text
    assert "Om skolegang" in refused.text
    assert signing_page(refused).startswith(f"/families/{cast.family}/passes?place=meeting")
    assert "2026-11-04" in refused.text


def test_calling_the_protected_person_and_the_one_it_is_kept_from_asks_a_question(app: Tavlen, cast: Cast) -> None:
    protected(app, cast, "Bakkegårdsskolen")
    lene = desk(app, cast.lene.actor)
    typed = {"purpose": "Om skolegang", "date": "2026-11-04", "starts": "14.00", "ends": "15.00", "place": "Rådhuset"}
    typed |= {"title": "Velkommen", "minutes": "10", "people": [cast.alma.person, cast.kim.person, cast.ditte.person]}
    asked = lene.post(f"/families/{cast.family}/meetings/new", data=typed)
    assert asked.status_code == 422
    assert "Alma er beskyttet over for Farbror, og begge er valgt." in asked.text
    called = lene.post(f"/families/{cast.family}/meetings/new", data=typed | {"together": "yes"})
    assert called.status_code == 303
    page = lene.get(called.headers["location"]).text
    assert "Alma er beskyttet over for Farbror, og begge står på listen. Er det aftalt?" in page
    teacher = desk(app, cast.ditte.actor).get(called.headers["location"])
    assert (teacher.status_code, "beskyttet" in teacher.text) == (200, False)


def test_somebody_around_the_meeting_is_not_told_what_stops_the_calendar_file(app: Tavlen, cast: Cast) -> None:
    protected(app, cast)
    answer = desk(app, cast.birgit.actor).get(f"/meetings/{cast.meeting}/invite.ics")
    assert answer.status_code in (404, 409)
    assert "beskyttet" not in answer.text
    assert not names_it(answer.text)


def test_a_persons_own_phone_that_is_protected_is_hidden_and_kept_when_the_person_is_corrected(
    app: Tavlen, cast: Cast
) -> None:
    with app.store.writing() as session:
        session.get_one(Person, cast.grethe.person).phone = "20 12 34 56"
    protected(app, cast, "+45 20123456", "phone")
    lene = desk(app, cast.lene.actor)
    assert "20 12 34 56" not in lene.get(f"/families/{cast.family}?edit={cast.grethe.person}").text
    typed = {"name": "Grethe Bro", "relation": "Mormor", "phone": "", "email": "grethe@familie.example"}
    lene.post(f"/families/{cast.family}/people/{cast.grethe.person}", data=typed)
    with app.store.reading() as session:
        assert session.get_one(Person, cast.grethe.person).phone == "20 12 34 56"
    assert "20 12 34 56" not in lene.get(f"/families/{cast.family}/fridge").text


def test_the_papers_of_a_played_meeting_are_written_without_what_is_protected(
    app: Tavlen, cast: Cast, tmp_path: Path
) -> None:
    say_it_everywhere(app, cast)
    protected(app, cast)
    told = by_hand(app)
    told.meeting_id, told.family_id, told.closed = cast.meeting, cast.family, False
    write_minutes(app.store, told, tmp_path)  # type: ignore[arg-type]
    write_plan(app.store, told, tmp_path)  # type: ignore[arg-type]
    assert [
        name for name in ("minutes.docx", "plan.docx", "fridge.html") if names_it((tmp_path / name).read_bytes())
    ] == []


def test_a_protected_text_is_shown_as_text(app: Tavlen, cast: Cast) -> None:
    sheet = f"/families/{cast.family}/people/{cast.alma.person}/protection"
    lene = desk(app, cast.lene.actor)
    hostile = '<img src=x onerror="alert(1)"> Bakkegårdsskolen'
    assert lene.post(sheet, data={"kind": "school", "text": hostile}).status_code == 303
    with app.store.reading() as session:
        [protection_id] = session.exec(select(Protection.id))
    shown = lene.post(f"{sheet}/{protection_id}/shown")
    assert "&lt;img src=x onerror=" in shown.text
    assert "<img" not in shown.text
