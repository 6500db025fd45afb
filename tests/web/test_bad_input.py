"""What does not fit is said in a plain Danish sentence, where the person stands, with what they typed still there."""

import re
from dataclasses import dataclass

import pytest

from boards import cards, closing
from boards.opening import the_board
from meetings import passes, scheduling
from meetings.reading import meeting
from tests.web.furnished import World, contents
from tests.web.visiting import BY_HTMX, stranger

BOARD, FAMILY = "/meetings/{meeting_id}", "/families/{family_id}"
CODE = "Koden passer ikke. Se på skærmen i rummet."
OVER_FOR_A_GUEST = "Mødet er slut. Din tekst står her endnu. Giv den til mødelederen."
OVER = "Mødet er slut, og tavlen er gemt. Skriv i planen i stedet."
NAMELESS = "Skriv, hvad vi skal kalde dig."
TOO_LONG = "Teksten er for lang: 10000 tegn. Der er plads til {most}. Gør den kortere."
MANY = "x" * 10_000
TECHNICAL = re.compile(r"\b(error|exception|invalid|traceback|null|undefined|field required)\b", re.I)


@dataclass(frozen=True)
class Wrong:
    """A form that cannot be taken: who sends it where, and what they read. `kept` says that the page comes again."""

    who: str
    path: str
    form: dict[str, str]
    sentence: str
    kept: bool = False


PERSON = {"kind": "network", "name": "Kim", "relation": "Farbror"}
YES = {"given_by": "{person_id}", "given_on": "2026-09-01", "how": "mundtligt", "covers": "{person_id}"}
WRONG = {
    "an empty card": Wrong(
        "recorder", f"{BOARD}/cards", {"column": "works", "text": ""}, "Skriv noget på kortet først."
    ),
    "a card of only spaces": Wrong(
        "recorder", f"{BOARD}/cards", {"column": "works", "text": " \n\t\u200b "}, "Skriv noget på kortet først."
    ),
    "a card of 10,000 letters": Wrong(
        "recorder", f"{BOARD}/cards", {"column": "works", "text": MANY}, TOO_LONG.format(most=400)
    ),
    "a card of many lines": Wrong(
        "recorder",
        f"{BOARD}/cards",
        {"column": "works", "text": "x\n" * 9},
        "Kortet har for mange linjer. Der er plads til 8. Del det i flere kort.",
    ),
    "an edited card that is empty": Wrong(
        "recorder", f"{BOARD}/cards/{{card_id}}/text", {"text": " ", "version": "1"}, "Skriv noget på kortet først."
    ),
    "an edited card of 10,000 letters": Wrong(
        "recorder", f"{BOARD}/cards/{{card_id}}/text", {"text": MANY, "version": "1"}, TOO_LONG.format(most=400)
    ),
    "a card from a phone of 10,000 letters": Wrong(
        "parent", "/phone/cards", {"column": "works", "text": MANY}, TOO_LONG.format(most=400), kept=True
    ),
    "an empty card from a phone": Wrong(
        "parent", "/phone/cards", {"column": "works", "text": " "}, "Skriv noget på kortet først.", kept=True
    ),
    "an agreement on a day that is none": Wrong(
        "recorder",
        f"{BOARD}/cards",
        {"column": "next", "text": "Vi ringer", "due": "31.2.2027"},
        "Skriv en dato, for eksempel 2026-12-09.",
    ),
    "a number that is none": Wrong(
        "recorder",
        f"{BOARD}/scales/{{scale_id}}/answers",
        {"seat": "{seat_id}", "value": "11", "why": "Ro"},
        "Vælg et tal fra 0 til 10.",
    ),
    "a number of nobody": Wrong(
        "recorder", f"{BOARD}/scales/{{scale_id}}/answers", {"value": "4", "why": "Ro"}, "Vælg, hvem der giver tallet."
    ),
    "minutes that are no number": Wrong(
        "recorder", f"{BOARD}/stage", {"minutes": "mange"}, "Skriv minutterne som et tal."
    ),
    "an agreement that went nowhere": Wrong(
        "recorder",
        f"{BOARD}/follow-ups/{{follow_up_id}}",
        {"status": "måske", "remark": "Vi så det"},
        "Vælg, hvordan det gik med aftalen.",
    ),
    "a meeting moved to the past": Wrong(
        "recorder",
        "/meetings/{called}/move",
        {"date": "2026-09-15", "starts": "15.00", "ends": "16.00", "place": "Skolen"},
        "Datoen er gået. Vælg en ny dato.",
    ),
    "a meeting moved to end before it begins": Wrong(
        "recorder",
        "/meetings/{called}/move",
        {"date": "2027-01-09", "starts": "15.00", "ends": "14.00", "place": "Skolen"},
        "Mødet skal slutte, efter at det er begyndt. Ret klokkeslættet.",
    ),
    "nobody to put on the list": Wrong(
        "recorder", "/meetings/{called}/people", {"person": ""}, "Vælg, hvem der skal med."
    ),
    "an answer that is none": Wrong(
        "recorder", f"{BOARD}/answers", {"seat": "{seat_id}", "answer": "gerne"}, "Svar ja, nej eller måske."
    ),
    "a family without a name": Wrong("recorder", "/families", {"title": " "}, "Skriv, hvad familien skal hedde her."),
    "a person whose name is spaces": Wrong(
        "recorder", f"{FAMILY}/people", {**PERSON, "name": " \u200b\u2800 "}, "Skriv et navn."
    ),
    "a person of 400 years": Wrong(
        "recorder", f"{FAMILY}/people", {**PERSON, "age": "400"}, "Skriv alderen som et tal."
    ),
    "a corrected person without a name": Wrong(
        "recorder", f"{FAMILY}/people/{{person_id}}", {**PERSON, "name": ""}, "Skriv et navn."
    ),
    "a yes of tomorrow": Wrong(
        "recorder",
        f"{FAMILY}/consents",
        {**YES, "given_on": "2026-09-17"},
        "Samtykket kan ikke være givet i fremtiden. Ret datoen.",
    ),
    "a yes that ends before it begins": Wrong(
        "recorder",
        f"{FAMILY}/consents",
        {**YES, "valid_until": "2026-08-01"},
        "Samtykket kan ikke slutte, før det er givet. Ret datoen.",
    ),
    "no coordinator chosen": Wrong(
        "recorder", f"{FAMILY}/coordinators", {"toward": "family"}, "Vælg, hvem der skal være koordinator."
    ),
    "an action that went nowhere": Wrong(
        "recorder", f"{FAMILY}/actions/{{action_id}}", {"status": "måske"}, "Vælg, hvordan det gik med aftalen."
    ),
    "a card on a board that is over": Wrong(
        "recorder", "/meetings/{closed}/cards", {"column": "works", "text": "Ord"}, OVER
    ),
    "a meeting that is over and is moved": Wrong(
        "recorder",
        "/meetings/{closed}/move",
        {"date": "2027-01-09", "starts": "15.00", "ends": "16.00"},
        "Mødet er slut eller aflyst. Indkald til et nyt møde i stedet.",
    ),
    "a meeting closed twice": Wrong("recorder", "/meetings/{closed}/closing", {}, OVER),
    "a board that is not opened": Wrong(
        "recorder", "/meetings/{called}/cards", {"column": "works", "text": "Ord"}, "Mødet er ikke åbnet endnu."
    ),
    "a name of only spaces at the door": Wrong(
        "nobody", "/join", {"code": "{code}", "name": " \u200b "}, NAMELESS, kept=True
    ),
    "a name of 10,000 letters at the door": Wrong(
        "nobody", "/join", {"code": "{code}", "name": MANY}, TOO_LONG.format(most=60), kept=True
    ),
    "a code of 10,000 letters": Wrong("nobody", "/join", {"code": "K" * 10_000, "name": "Mor"}, CODE, kept=True),
}


def filled(world: World, wrong: Wrong) -> dict[str, str]:
    """Give the form with this world's ids and its code."""
    with world.app.store.reading() as session:
        row = passes.open_code(session, world.ours.meeting_id)
        assert row is not None
        code = passes.door(row, key=world.app.api.state.code_key).code
    known = {name: value for name, value in vars(world.ours).items() if isinstance(value, str)} | {"code": code}
    return {
        name: known.get(value[1:-1], value) if value.startswith("{") else value for name, value in wrong.form.items()
    }


def notice(page: str) -> str:
    """Give what the page's notice says."""
    found = re.findall(r'role="alert"[^>]*>.*?<p>(?:<a[^>]*>)?(.*?)(?:</a>)?</p>', page, re.S)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_sentence_says_what_does_not_fit_and_what_was_typed_stays(world: World, wrong: Wrong) -> None:
    before, form = contents(world.app.store), filled(world, wrong)
    browser, address = world.browsers[wrong.who], world.ours.within(wrong.path)
    by_htmx, plain = browser.post(address, data=form, headers=BY_HTMX), browser.post(address, data=form)
    assert (notice(by_htmx.text), notice(plain.text)) == (wrong.sentence, wrong.sentence)
    assert {by_htmx.status_code, plain.status_code} <= {404, 409, 422}
    # by htmx only the notice is put in, so that nothing that was typed is touched
    assert re.findall(r'hx-target="([^"]+)"', by_htmx.text) == ["#notice"]
    assert "<input" not in by_htmx.text
    assert "<textarea" not in by_htmx.text
    assert plain.text.startswith("<!doctype html>")
    if wrong.kept:
        typed = max(form.values(), key=len).strip()[:200]
        assert typed in plain.text
        assert f'action="{wrong.path}"' in plain.text
    assert contents(world.app.store) == before


def test_no_sentence_speaks_of_the_machine() -> None:
    for wrong in WRONG.values():
        assert TECHNICAL.findall(wrong.sentence) == []
        assert wrong.sentence.endswith(".")


def test_a_code_that_was_renewed_reads_like_a_wrong_one_and_the_new_one_works(world: World) -> None:
    with world.app.store.writing() as session:
        row = meeting(session, world.ours.meeting_id)
        old = passes.open_door(session, row, key=world.app.api.state.code_key)
        new = passes.renew(session, row, key=world.app.api.state.code_key)
    sent = [stranger(world.app).post("/join", data={"code": one.code, "name": "Bo"}) for one in (old, new)]
    assert (sent[0].status_code, notice(sent[0].text), sent[1].status_code) == (404, CODE, 303)
    assert f'value="{old.code}"' in sent[0].text
    assert 'value="Bo"' in sent[0].text
    assert stranger(world.app).post("/join/as", data={"secret": old.secret, "name": "Bo"}).status_code == 404


def test_a_meeting_that_has_not_begun_says_when_to_come_back(world: World) -> None:
    with world.app.store.writing() as session:
        door = passes.open_door(session, meeting(session, world.ours.called), key=world.app.api.state.code_key)
    answer = stranger(world.app).post("/join", data={"code": door.code, "name": "Bo"})
    assert (answer.status_code, notice(answer.text)) == (409, "Mødet er ikke begyndt. Prøv igen kl. 14.45.")
    assert f'value="{door.code}"' in answer.text


def test_a_family_and_a_meeting_that_are_not_there_are_one_sentence(world: World) -> None:
    for address in (
        "/families/unknown",
        "/meetings/unknown",
        "/meetings/unknown/recorder",
        "/nothing",
        "/families/" + "x" * 900,
    ):
        answer = world.browsers["recorder"].get(address)
        assert (answer.status_code, notice(answer.text)) == (404, "Vi kan ikke finde siden. Gå tilbage til dine møder.")
        assert 'href="/"' in answer.text


def test_a_cancelled_meeting_is_neither_opened_nor_called_to(world: World) -> None:
    with world.app.store.writing() as session:
        scheduling.cancel(session, meeting(session, world.ours.called))
    recorder, address = world.browsers["recorder"], world.ours.within("/meetings/{called}")
    said = [notice(recorder.post(f"{address}/{way}").text) for way in ("opening", "invitation", "cancellation")]
    over = "Mødet er slut eller aflyst. Indkald til et nyt møde i stedet."
    assert said == ["Mødet er aflyst. Indkald til et nyt møde i stedet.", over, over]


def test_what_a_phone_sends_after_the_meeting_is_refused_and_still_on_the_phone(world: World) -> None:
    with world.app.store.writing() as session:
        board = the_board(session, world.ours.meeting_id)
        actor = world.cast.mikkel.actor
        closing.name_coordinator(session, board, actor, person_id=world.ours.person_id, toward="family")
        closing.leave_next_open(session, board, actor)
        cards.say_open(session, board, actor, world.ours.agreement)
        closing.close(session, board, actor)
    sent = {"scale": world.ours.scale_id, "value": "4", "why": "Vi sover igen"}
    answer = world.browsers["parent"].post("/phone/numbers", data=sent)
    assert (answer.status_code, notice(answer.text)) == (409, OVER_FOR_A_GUEST)
    assert "Vi sover igen" in answer.text
