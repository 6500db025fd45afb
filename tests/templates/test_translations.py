"""The words: every text has its English, and no page says anything that the catalogue does not know."""

import io
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import NullTranslations

import templates
from accounts.actor import NOBODY
from boards import stage
from store.clock import shifted
from store.database import Store
from store.refusal import Refusal
from templates import environment, filters, page, text
from tests import words
from tests.cast import Cast
from tests.conftest import THE_DAY
from tests.exports.checking import opened, text_of
from tests.web.furnished import World, contents, furnished
from tests.web.test_every_route import every_address
from tests.web.visiting import BY_HTMX
from web import app as application
from web.downloads import words_for

SOUGHT = "Vi kan ikke finde siden. Gå tilbage til dine møder."
PLACE = re.compile(r"%\(\w+\)s|\{\w*\}")
ENGLISH = {message.id: message.string for message in words.english() if message.id}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CALENDAR = {*DAYS, *MONTHS, *(month[:3] for month in MONTHS), "Sept"}
KEYS = {"Alt", "Enter", "Shift"}
NAMES = {"Tavlen", "Dansk", "English", "BørneTelefonen", "join", "testserver", "http"}


def halves(one: words.Text, english: words.Text) -> list[tuple[str, str]]:
    """Give each Danish text with its English: one pair, or two where there is a plural."""
    return [(one, english)] if isinstance(one, str) else list(zip(one, english, strict=True))  # type: ignore[list-item]


# ── the catalogue ──


def test_every_text_has_its_english() -> None:
    assert words.untranslated() == []


def test_nothing_is_translated_that_nobody_says() -> None:
    assert set(ENGLISH) - set(words.collected()) == set()


def test_both_languages_leave_the_same_places_open() -> None:
    pairs = [pair for danish, english in ENGLISH.items() for pair in halves(danish, english)]
    assert [pair for pair in pairs if set(PLACE.findall(pair[0])) != set(PLACE.findall(pair[1]))] == []


def test_no_english_text_is_danish() -> None:
    pairs = [pair for danish, english in ENGLISH.items() for pair in halves(danish, english)]
    assert [pair for pair in pairs if re.search("[æøåÆØÅ]", re.sub("“Møde”", "", pair[1]))] == []


def test_the_catalogue_compiles_and_speaks() -> None:
    with words.CATALOGUE.open("rb") as source:
        write_mo(io.BytesIO(), read_po(source, locale="en", abort_invalid=True))
    say, several = text.translator("en"), text.translations("en").ngettext
    assert [one for one in ENGLISH if isinstance(one, str) and say(one) != ENGLISH[one]] == []
    assert (
        several("%(count)s person", "%(count)s personer", 1),
        several("%(count)s person", "%(count)s personer", 2),
    ) == (
        "%(count)s person",
        "%(count)s people",
    )


def test_danish_is_the_source() -> None:
    assert text.translator("da")("Hvad fungerer?") == "Hvad fungerer?"
    assert text.translator("se")("Hvad fungerer?") == "Hvad fungerer?"


def test_every_kind_of_refusal_is_collected() -> None:
    def kinds(of: type[Refusal]) -> Iterator[type[Refusal]]:
        for kind in of.__subclasses__():
            yield from (kind, *kinds(kind))

    rooms = [kind for kind in kinds(Refusal) if not kind.__module__.startswith("tests")]
    assert application.create_app  # the whole house is imported
    assert len(rooms) >= 15
    assert {kind.sentence for kind in rooms} - set(words.collected()) == set()


@pytest.fixture
def speaking_anew() -> Iterator[Callable[[], None]]:
    """Let the catalogues be read again, now and afterwards."""

    catalogues = text.translations

    def forget() -> None:
        catalogues.cache_clear()
        environment.cache_clear()

    yield forget
    forget()


def test_a_text_without_english_shows_danish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, speaking_anew: Callable[[], None]
) -> None:
    lacking, folder, before = words.english(), tmp_path / "en" / "LC_MESSAGES", set(words.untranslated())
    lacking.delete("Det gik ikke")
    folder.mkdir(parents=True)
    with (folder / "messages.po").open("wb") as out:
        write_po(out, lacking)
    monkeypatch.setattr(text, "_FOLDER", tmp_path)
    monkeypatch.setattr(words, "CATALOGUE", folder / "messages.po")
    speaking_anew()
    html = page("refusal.html", locale="en", sentence="", field="", settings=None, actor=NOBODY, path="/")
    assert "Det gik ikke – Tavlen" in html
    assert "Back to your meetings" in html
    assert set(words.untranslated()) - before == {"Det gik ikke"}


# ── what is said ──


@pytest.fixture(scope="module")
def world(gathered: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give the furnished families, which the tests of this file share: each sets what it needs."""
    folder = shutil.copytree(gathered[0], tmp_path_factory.mktemp("words") / "store")
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(THE_DAY))
    yield furnished(store, gathered[1], folder / "key")
    store.close()


def test_a_refusal_is_said_in_the_language_of_the_page(world: World) -> None:
    recorder, cards = world.browsers["recorder"], f"/meetings/{world.ours.meeting_id}/cards"
    said = {
        lang: recorder.post(cards, params={"lang": lang}, data={"column": "works", "text": ""}) for lang in text.LOCALES
    }
    assert "Skriv noget på kortet først." in said["da"].text
    assert "Write something on the card first." in said["en"].text
    assert {answer.status_code for answer in said.values()} == {422}
    assert "We cannot find the page." in recorder.get("/families/nobody", params={"lang": "en"}).text


def test_a_refusal_with_parts_is_english_in_every_part(world: World) -> None:
    address = f"/meetings/{world.ours.meeting_id}/closing"
    answer = world.browsers["recorder"].post(address, params={"lang": "en"}, headers=BY_HTMX)
    assert answer.status_code == 409
    assert "The meeting cannot end yet. Still missing: a coordinator; a date for the next meeting" in answer.text


def test_minutes_and_plan_are_english_around_the_familys_own_words(world: World) -> None:
    member, ours = world.browsers["recorder"], world.ours
    made = member.get(f"/meetings/{ours.closed}/minutes.docx", params={"lang": "en"})
    assert 'filename="minutes.docx"' in made.headers["content-disposition"]
    found = text_of(made.content)
    for said in ("Minutes of network meeting", "What is working?", "What are we worried about?", "Ord om works"):
        assert said in found
    assert footer(made.content) == "Page 1 of 1"
    assert opened(made.content).core_properties.language == "en-GB"
    plan = text_of(member.get(f"/families/{ours.family_id}/plan.docx", params={"lang": "en"}).content)
    assert "Our plan" in plan
    assert "Alle sover om natten" in plan


def footer(document: bytes) -> str:
    return str(opened(document).sections[0].footer.paragraphs[0].text)


def test_the_usual_steps_and_question_are_said_in_english_and_other_peoples_are_not(world: World) -> None:
    html = world.browsers["guest"].get("/phone/numbers", params={"lang": "en"}).text
    assert "Welcome, who we are and why we are here" in html
    assert "How safe is it at home right now?" in html
    assert filters.ours("Hvem henter <b>Viggo</b>?", locale="en") == "Hvem henter <b>Viggo</b>?"
    assert (filters.ours("", locale="en"), text.translator("en")("")) == ("", "")


def test_days_and_times_are_written_in_english_too(world: World) -> None:
    html = world.browsers["member"].get(f"/meetings/{world.ours.called}", params={"lang": "en"}).text
    assert "Tuesday 9 February 2027" in html
    assert "15:00" in html
    assert words_for("en").all_of(("Alma", "Freja", "Viggo")) == "Alma, Freja and Viggo"


# ── nothing is said past the catalogue ──

MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
JOIN_CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


class Marking(NullTranslations):
    """Puts every text that it is asked for between marks, so that whatever stands outside was never asked for."""

    def __init__(self, asked: set[str]) -> None:
        super().__init__()
        self.asked = asked

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return f"⟦{message}⟧"

    def ngettext(self, one: str, several: str, number: int) -> str:
        self.asked |= {one, several}
        return f"⟦{one if number == 1 else several}⟧"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, speaking_anew: Callable[[], None]) -> set[str]:
    """Let English be the Danish texts between marks; gives what was asked for."""
    speaking_anew()
    heard: set[str] = set()
    for room in (templates, filters, text):
        monkeypatch.setattr(room, "translations", lambda locale: Marking(heard))
    return heard


class Reading(HTMLParser):
    """Collects what a person sees or hears of a page: its text, and the attributes that are read out or put in later."""

    SAID = {"aria-label", "title", "placeholder", "alt", "aria-description", "hx-confirm"}
    LATER = {"data-plain", "data-says", "data-left", "data-over", "data-saved", "data-saving", "data-waiting"}
    LATER |= {"data-signin", "data-refused", "data-empty", "data-again", "data-edit", "data-drop"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.found += [value for name, value in attrs if value and name in self.SAID | self.LATER]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside not in ("script", "style"):
            self.found.append(data)


def unsaid(written: list[str], known: list[str]) -> set[str]:
    """Give the words that stand outside every mark and are nobody's own: no name, no card, no place."""
    own = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in known))
    found: set[str] = set()
    for one in written:
        left = JOIN_CODE.sub(" ", one)
        while MARKED.search(left):
            left = MARKED.sub(" ", left)
        found |= set(re.findall(r"[^\W\d_]{2,}", own.sub(" ", " ".join(left.split()))))
    return found - CALENDAR - KEYS - NAMES


def data_of(world: World) -> list[str]:
    """Give what people wrote and what they are called, the longest first."""
    rows = [row for table in contents(world.app.store).values() for row in table]
    texts = {" ".join(value.split()) for row in rows for value in row if isinstance(value, str)}
    short = {part for one in texts for part in (one.split(" ")[0], one.split(",")[0]) if part[:1].isupper()}
    return sorted({world.app.settings.municipality} | texts | short - {""}, key=len, reverse=True)


def uncollected(asked: set[str], known: list[str]) -> set[str]:
    """Give what was asked for and is not among the collected texts: a question of the family's own needs no English."""
    collected = {half for one in words.collected() for half, _ in halves(one, one)}
    return {one for one in asked if any(map(str.isalpha, one))} - collected - set(known)


def test_every_page_says_only_what_the_catalogue_knows(world: World, asked: set[str]) -> None:
    known, found, pages = data_of(world), {}, 0
    for name in ("nobody", "recorder", "goals only", "guest", "waiting guest", "shown out guest"):
        for address in addresses(world):
            answer = world.browsers[name].get(address, params={"lang": "en"})
            if answer.headers.get("content-type", "").startswith("text/html"):
                pages += 1
                if left := unsaid(Reading(answer.text).found, known):
                    found[name, address] = left
    assert (found, uncollected(asked, known)) == ({}, set())
    assert pages >= 60
    assert len(asked) >= 400


def addresses(world: World) -> Iterator[str]:
    """Give each address that can be opened, and what the family's and the meeting's page show besides."""
    for method, path, _ in every_address():
        if method == "GET" and not path.endswith(("stream", ".docx", ".ics", ".eml")):
            yield world.ours.within(path)
    family, person = f"/families/{world.ours.family_id}", world.ours.person_id
    yield from (f"{family}?add={group}" for group in ("family", "network", "professional"))
    yield from (f"{family}?edit={person}", f"{family}?done=withdrawn", f"{family}/plan?done=marked")
    yield from (f"/meetings/{one}" for one in (world.ours.closed, world.ours.called))
    yield from (f"/meetings/{world.ours.called}?done={what}" for what in ("sent", "moved", "answered"))


@pytest.mark.parametrize("view", stage.VIEWS)
def test_every_view_says_only_what_the_catalogue_knows(world: World, asked: set[str], view: str) -> None:
    meeting, recorder = f"/meetings/{world.ours.meeting_id}", world.browsers["recorder"]
    for change in ({"view": view}, {"locked": "yes"}, {"direct": "yes"}):
        assert recorder.post(f"{meeting}/stage", data=change).status_code == 303
    known = data_of(world)
    for browser, address in (
        (recorder, f"{meeting}/screen"),
        (recorder, f"{meeting}/recorder"),
        (world.browsers["guest"], "/phone"),
        (world.browsers["guest"], "/phone/board"),
    ):
        assert unsaid(Reading(browser.get(address, params={"lang": "en"}).text).found, known) == set()
    assert uncollected(asked, known) == set()


def test_documents_say_only_what_the_catalogue_knows(world: World, asked: set[str]) -> None:
    member, ours, known = world.browsers["recorder"], world.ours, data_of(world)
    for address in (f"/meetings/{ours.closed}/minutes.docx", f"/families/{ours.family_id}/plan.docx"):
        document = member.get(address, params={"lang": "en"}).content
        assert unsaid(text_of(document).split("\n"), known) == set(), address
    assert uncollected(asked, known) == set()


ENDS_THE_SESSION = {"/sign-out", "/account/sign-out-everywhere"}


def test_refusals_say_only_what_the_catalogue_knows(world: World, asked: set[str]) -> None:
    """Every address is sent an empty form, by everybody whom it may refuse."""
    told = Counter[int]()
    for name in ("nobody", "recorder", "member", "guest"):
        for method, path, _ in every_address():
            if method == "POST" and path not in ENDS_THE_SESSION:
                address = world.ours.within(path)
                answer = world.browsers[name].post(address, params={"lang": "en"}, headers=BY_HTMX)
                told[answer.status_code] += 1
    assert uncollected(asked, []) == set()
    assert (told[422] >= 40, len(asked) >= 30) == (True, True), (told, len(asked))


def test_a_text_past_the_catalogue_would_be_found() -> None:
    html = '<p title="⟦Luk⟧">⟦Hvem er ⟦Alma⟧?⟧ Alma <b>Skriv på</b></p><input placeholder="Navn">'
    assert unsaid(Reading(html).found, ["Alma"]) == {"Skriv", "på", "Navn"}
