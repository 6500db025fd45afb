"""Hostile text in every field of every form and every query: never a fault, never markup, never in the log."""

import asyncio
import inspect
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote

import pytest
from fastapi import params
from lxml import html as lxml_html
from pydantic import BaseModel
from sqlmodel import select

from families.reading import people
from store.clock import shifted
from store.database import Store
from store.outbox import OutboxMail
from tests.cast import Cast
from tests.conftest import THE_DAY
from tests.exports.checking import calendar_faults, word_faults
from tests.web.forms import FAMILY, FREE, MEETING, endings, forms
from tests.web.furnished import World, furnished, undone
from tests.web.raw import FORM, Answer, Asker, Fields, encoded, in_one_loop
from web.app import routes
from web.channel import Channel
from web.fridge import fridge_page
from web.papers import as_eml
from web.plans import plan_of
from web.regions import PAGES, Audience

CANARY = "zæ9"  # a letter that no id has
HARMLESS = "Almindelige ord"
NEW_TAG = "<xq onzq=1 style='x:y' zq>"
PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "drawing": "<svg onload=alert(1)>",
    "new tag": NEW_TAG,
    "out of an attribute": '"\' onfocus=alert(1) autofocus x="',
    "out of an unquoted one": "x onmouseover=alert(1) hx-get=/y",
    "out of a text box": "</textarea></title><xq>",
    "htmx": "<b hx-post=/sign-out hx-trigger=load>",
    "htmx partial": "<hx-partial hx-target='#notice'>",
    "address": "javascript:alert(1)",
    "data address": "data:text/html,<xq>",
    "comment": "--><xq><!--",
    "end of data": "]]><xq>",
    "instruction": "<?xml version='1.0'?><!DOCTYPE xq>",
    "entity": "&lt;xq&gt;&#60;xq&#62;&amp;",
    "overlong": b"\xc0\xbcxq\xc0\xbe",
    "UTF-7": "+ADw-xq+AD4-",
    "template": "{{7*7}}{% raise %}{#",
    "python format": "{0.__class__}{sentence}{name}",
    "percent": "%(name)s%s%n%d%%",
    "shell": "${7*7}$(id)`id`",
    "formula": "=cmd|' /C calc'!A0",
    "SQL": "' OR 1=1; DROP TABLE card; --",
    "turned round": "\u202eevil\u202c\u2066x\u2069",
    "zero width": "a\u200bb\u2060c\ufeffd\u200de",
    "only nothing": "\u200b\u2800\u3164",
    "NUL": "a\x00b",
    "controls": "a\x07\x08\x1b[31mb\x7f\x85",
    "lone surrogate": "a\ud800b\udfff",
    "invalid UTF-8": b"a\xff\xfeb\x80\xed\xa0\x80",
    "non-characters": "a\ufffe\uffffb",
    "line separators": "a\u2028b\u2029c\x0bd\x0ce",
    "header": "x\r\nSet-Cookie: a=b\r\n\r\n<xq>",
    "stream": "x\n\nevent: over\ndata: <xq>\n\n",
    "calendar": "x\r\nATTENDEE:mailto:x@evil.example",
    "mail": "x\nBcc: x@evil.example",
    "very long": "x" * 10_000,
    "many lines": "x\n" * 400,
    "emoji": "👩\u200d👩\u200d👧\u200d👦🏳️\u200d🌈",
    "pile": "Z" + "\u0301\u0316" * 30,
    "right to left": "שלום سلام",
    "dotless": "ıİßſK",
    "a list": "[]",
    "an object": '{"$ne":null}',
    "path": "../../etc/passwd%00",
    "address of others": "//evil.example/\\evil",
    "nothing": "",
    "space": " \t ",
}

NUMBERS = (
    "9" * 400,
    "18446744073709551616",
    "-1",
    "NaN",
    "1e308",
    "Infinity",
    "٣",
    "½",
    "0x10",
    "1_0",
    "+5",
    "5.5",
    "0",
)
DAYS = (
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "0001-01-01",
    "2027-02-29",
    "31.2.2027",
    "2026-W50-3",
    "99:99",
    "24.00",
)
MOST = 56  # characters, with the word by which a text is found again: what a name has room for


def together(payloads: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """Give the texts with as many in one field as fit there, the long ones first: each test costs a hundred requests."""
    alone = {name: text for name, text in payloads.items() if isinstance(text, bytes) or not 0 < len(text) < MOST}
    joined: dict[str, str] = {}
    for name, text in sorted(payloads.items(), key=lambda one: -len(one[1])):
        if name not in alone and isinstance(text, str):
            room = next((key for key, others in joined.items() if len(others) + len(text) < MOST - len(CANARY)), "")
            joined[f"{room}, {name}" if room else name] = f"{joined.pop(room)} {text}" if room else text
    return alone | joined


TEXTS = together(PAYLOADS)


PAGES_WHILE_OPEN = [
    *(("recorder", path) for path in ("/", "/families", "/outbox", FAMILY, f"{FAMILY}/plan", f"{FAMILY}/fridge")),
    ("recorder", f"{FAMILY}?add=child"),
    *(("recorder", path) for path in (f"{FAMILY}?edit={{person_id}}", f"{FAMILY}/meetings/new")),
    *(("recorder", path) for path in (MEETING, "/meetings/{called}", "/meetings/{closed}")),
    *(("recorder", f"{MEETING}/{page}") for page in ("recorder", "screen", "closing")),
    *(("recorder", f"{MEETING}/cards/{{{card}}}/sheet") for card in ("card_id", "agreement", "sent")),
    ("recorder", f"{MEETING}/seats/{{seat_id}}/removal/sheet"),
    ("recorder", f"{MEETING}/seats/{{knocking}}/sheet"),
    ("recorder", f"{MEETING}/scales/{{scale_id}}/sheet"),
    ("recorder", f"{MEETING}/door/sheet"),
    ("recorder", f"{MEETING}/follow-ups/{{follow_up_id}}/sheet"),
    *((who, f"/phone{tab}") for who in ("parent", "guest") for tab in ("", "/board", "/numbers")),
    *(("waiting guest", "/phone"), ("shown out guest", "/phone"), ("nobody", "/join"), ("nobody", "/sign-in")),
]
PAGES_AFTERWARDS = [
    *(("recorder", path) for path in ("/", MEETING, FAMILY, f"{FAMILY}/plan", f"{FAMILY}/fridge", f"{MEETING}/screen")),
    *(("parent", "/phone"), ("guest", "/phone")),
]
WORD = [f"{MEETING}/minutes.docx", f"{MEETING}/readers/{{seat_id}}/minutes.docx", f"{FAMILY}/plan.docx"]


@dataclass
class Told:
    """Everything that came back when one text stood in every field: pages by name, and the answers to the forms."""

    pages: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[str, str, Answer]] = field(default_factory=list)
    calendars: list[bytes] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    papers: list[bytes] = field(default_factory=list)


def askers(world: World) -> dict[str, Asker]:
    """Give everybody, without a browser between them and the application."""
    return {name: Asker(world.app, dict(browser.cookies)) for name, browser in world.browsers.items()}


def with_text(fields: Fields, name: str, text: str | bytes) -> Fields:
    """Give the form with this text, and the word by which it is found again, in one field."""
    return {
        **fields,
        name: text + CANARY.encode() if isinstance(text, bytes) else text + CANARY if text.strip() else text,
    }


async def tell(world: World, text: str | bytes) -> Told:
    """Put a text into every field of every form, and take all that shows it."""
    told, everybody = Told(), askers(world)
    for who, path, fields in forms(world):
        free = [name for name in fields if name in FREE and 0 < len(text) <= MOST]
        for names in [*([name] for name in fields if name not in free), *([free] if free or not fields else [])]:
            sent = dict(fields)
            for name in names:
                sent = with_text(sent, name, text)
            answer = await everybody[who].post(world.ours.within(path), sent)
            told.answers.append((path, ", ".join(names), answer))
    for who, path in PAGES_WHILE_OPEN:
        told.pages[f"{who} {path}"] = (await everybody[who].ask("GET", world.ours.within(path))).text
    told.pages |= frames(world)
    for who, path, fields in endings(world):
        told.answers.append((path, "", await everybody[who].post(world.ours.within(path), fields)))
    for who, path in PAGES_AFTERWARDS:
        told.pages[f"{who} {path} afterwards"] = (await everybody[who].ask("GET", world.ours.within(path))).text
    await take_files(world, everybody["recorder"], told)
    return told


def frames(world: World) -> dict[str, str]:
    """Give what the streams send to each live page."""
    with world.app.store.reading() as session:
        from boards.opening import the_board

        board_id = the_board(session, world.ours.meeting_id).id
    channel = Channel(world.app.store, board_id, world.app.live._context)
    channel.read()
    found = {}
    for page in PAGES:
        raw = channel.frame(Audience(page, "da", seat=world.ours.seat_id), -1)[1].decode()
        lines = raw.removesuffix("\n\n").split("\n") if raw else []
        assert [line for line in lines if not re.match(r"(id: \d+|data: .*)$", line)] == []
        found[f"stream {page}"] = "\n".join(line.removeprefix("data: ") for line in lines[1:])
    return found


async def take_files(world: World, recorder: Asker, told: Told) -> None:
    """Take every file that leaves the house."""
    for path in WORD:
        answer = await recorder.ask("GET", world.ours.within(path))
        told.answers.append((path, "", answer))
        if answer.status == 200:
            told.papers.append(answer.body)
    for path in ("/meetings/{called}/invite.ics", f"{MEETING}/invite.ics"):
        told.calendars.append((await recorder.ask("GET", world.ours.within(path))).body)
    with world.app.store.reading() as session:
        for mail in session.exec(select(OutboxMail).where(OutboxMail.meeting_id == world.ours.called)):
            told.calendars.append(mail.calendar.encode())
            told.letters.append(as_eml(mail, world.app.settings))
        known = [person.called for person in people(session, world.ours.family_id)]
        told.pages["fridge file"] = fridge_page(plan_of(session, world.ours.family_id), "da", known=known)


# ── what a page is made of ──


def markup(page: str) -> set[tuple[str, str]]:
    """Give each pair of element and attribute of a page, and where the text's own word stands inside one."""
    if not page.strip():
        return set()
    found = set()
    for element in lxml_html.document_fromstring(page.encode(), parser=lxml_html.HTMLParser(encoding="utf-8")).iter():
        tag = element.tag if isinstance(element.tag, str) else "a comment"
        found.add((tag, ""))
        for name, value in element.attrib.items():
            found.add((tag, name))
            found |= {(tag, f"{name} with the text")} if CANARY in unquote(value).lower() else set()
            scheme = re.match(r"\s*([a-z]+):", value.lower()) if name in ("href", "src", "action") else None
            found |= {(tag, f"{name} to {scheme[1]}")} if scheme else set()
        if tag in ("script", "style") and (element.text or "").strip() and tag == "script":
            found.add((tag, "with words"))
    return found


@dataclass(frozen=True)
class Known:
    """What pages are made of when the text is harmless: each page, and all of them together."""

    pages: dict[str, set[tuple[str, str]]]
    anywhere: set[tuple[str, str]]
    headers: set[str]


@pytest.fixture(scope="module")
def hostile_world(gathered: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("hostile") / "store"
    shutil.copytree(gathered[0], folder)
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(THE_DAY))
    yield furnished(store, gathered[1], folder / "key")
    store.close()


@pytest.fixture(scope="module")
def known(hostile_world: World) -> Known:
    pages: dict[str, set[tuple[str, str]]] = {}
    anywhere: set[tuple[str, str]] = set()
    headers: set[str] = set()
    for text in (HARMLESS, "", "x" * 10_000):
        with undone(hostile_world.app.store):
            told = asyncio.run(tell(hostile_world, text))
        for name, page in told.pages.items():
            pages.setdefault(name, set()).update(markup(page))
        for _, _, answer in told.answers:
            if "html" in answer.headers.get("content-type", ""):
                anywhere |= markup(answer.text)
        headers |= {name for letter in told.letters for name in message_from_bytes(letter)}
    return Known(pages, anywhere | set().union(*pages.values()), headers)


def new_markup(told: Told, known: Known) -> list[tuple[str, tuple[str, str]]]:
    """Give what a page holds that it does not hold when the text is harmless."""
    found = [(name, new) for name, page in told.pages.items() for new in markup(page) - known.pages[name]]
    for path, name, answer in told.answers:
        if "html" in answer.headers.get("content-type", ""):
            found += [(f"{path} {name}", new) for new in markup(answer.text) - known.anywhere]
    return found


# ── the tests ──


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_in_every_field_is_never_a_fault_never_markup_and_never_logged(
    hostile_world: World, known: Known, caplog: pytest.LogCaptureFixture, text: str | bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    with undone(hostile_world.app.store):
        told = asyncio.run(tell(hostile_world, text))
    assert [(path, name, one.status) for path, name, one in told.answers if one.status not in FITTING] == []
    assert new_markup(told, known) == []
    assert [fault for paper in told.papers for fault in word_faults(paper)] == []
    assert [fault for calendar in told.calendars for fault in calendar_faults(calendar)] == []
    assert {name for letter in told.letters for name in message_from_bytes(letter)} - known.headers == set()
    assert [letter for letter in told.letters if len(message_from_bytes(letter).get_all("To", [])) != 1] == []
    assert [one for _, _, one in told.answers if not set(one.headers) <= HEADERS] == []
    assert [record.getMessage() for record in caplog.records if record.name == "tavlen"] == []
    assert CANARY not in caplog.text


FITTING = (200, 204, 303, 401, 404, 409, 422, 429)
HEADERS = {
    *("content-type", "content-length", "location", "set-cookie", "hx-redirect", "hx-trigger", "clear-site-data"),
    *("content-disposition", "cache-control", "content-security-policy", "x-content-type-options", "referrer-policy"),
    *("cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy", "x-robots-tag"),
}


def test_the_harmless_text_is_shown_where_the_hostile_would_be(hostile_world: World) -> None:
    """A planted presence: what could become markup is there to be seen, on nearly every page."""
    with undone(hostile_world.app.store):
        told = asyncio.run(tell(hostile_world, HARMLESS))
    assert sum(CANARY in page for page in told.pages.values()) >= 25
    assert {"fridge file", "stream screen", "stream recorder", "stream write"} <= {
        name for name, page in told.pages.items() if CANARY in page
    }
    assert len(told.papers) == 3
    assert len(told.letters) >= 10
    assert sum(answer.status in (200, 204, 303) for _, _, answer in told.answers) >= 30


MARKUP = (
    "script",
    "image",
    "drawing",
    "new tag",
    "out of a text box",
    "htmx partial",
    "comment",
    "end of data",
    "header",
)


@pytest.mark.parametrize("name", MARKUP)
def test_a_page_that_does_not_escape_would_be_found(name: str) -> None:
    """A planted fault: the same words as markup."""
    text = str(PAYLOADS[name])
    assert markup(f"<p title='x'><textarea></textarea>{text}</p>") - markup("<p title='x'><textarea></textarea>x</p>")


def test_a_text_that_leaves_its_attribute_or_becomes_an_address_would_be_found() -> None:
    """A planted fault: no quotes around a value, and a text as an address."""
    unquoted, address = PAYLOADS["out of an unquoted one"], PAYLOADS["address"]
    assert ("input", "hx-get") in markup(f"<input value={unquoted}>") - markup("<input value=x>")
    assert ("a", "href to javascript") in markup(f"<a href='{address}'>") - markup("<a href='/x'>")
    assert ("a", "href with the text") in markup(f"<a href='/{CANARY}'>") - markup("<a href='/x'>")


def form_fields(world: World) -> dict[str, set[str]]:
    """Give each address that takes a form, with the names of its fields."""
    found = {}
    for route in routes(world.app.api):
        if route.methods == {"POST"}:
            found[route.path] = {name for parameter in parameters(route.endpoint) for name in fields_of(parameter)}
    return found


def parameters(endpoint: Callable[..., Any]) -> list[inspect.Parameter]:
    """Give what a route reads from a form or a query."""
    return list(inspect.signature(endpoint).parameters.values())[1:]


def fields_of(parameter: inspect.Parameter) -> list[str]:
    """Give the names of a form's fields that a parameter stands for; nothing for an id of the address."""
    kinds = get_args(parameter.annotation)
    if not any(isinstance(kind, params.Form) for kind in kinds):
        return []
    return (
        list(kinds[0].model_fields)
        if isinstance(kinds[0], type) and issubclass(kinds[0], BaseModel)
        else [parameter.name]
    )


def queries(world: World) -> list[tuple[str, str]]:
    """Give each address with each name that its query may hold; the language is read by every page in one place."""
    found = []
    for route in routes(world.app.api):
        if route.methods == {"GET"}:
            named = [one.name for one in parameters(route.endpoint) if "{" + one.name + "}" not in route.path]
            found += [(route.path, name) for name in [*named, *(["lang"] if "{" not in route.path else [])]]
    return found


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_in_every_query_is_never_a_fault_and_never_markup(
    hostile_world: World, known: Known, caplog: pytest.LogCaptureFixture, text: str | bytes
) -> None:
    everybody = askers(hostile_world)

    async def each() -> list[tuple[str, str, Answer]]:
        found = []
        for path, name in queries(hostile_world):
            who = "parent" if path.startswith("/phone") else "nobody" if path in ("/join", "/sign-in") else "recorder"
            query = encoded(with_text({}, name, text)).decode()[:60_000]
            address = f"{hostile_world.ours.within(path)}?{query}"
            found.append((path, name, await everybody[who].ask("GET", address)))
        return found

    answers = asyncio.run(each())
    assert [(path, name, one.status) for path, name, one in answers if one.status not in FITTING] == []
    assert new_markup(Told(answers=[one for one in answers if "docx" not in one[0]]), known) == []
    assert [record for record in caplog.records if record.name == "tavlen"] == []
    assert len(answers) >= 16


STRANGE = {
    "JSON": (b'{"text": "zq9", "title": ["zq9"], "covers": {"a": 1}}', "application/json"),
    "JSON that is none": (b"{", "application/json"),
    "deep JSON": (b"[" * 50_000, "application/json"),
    "plain text": (b"text=zq9", "text/plain"),
    "no type": (b"text=zq9", ""),
    "a type of nonsense": (b"text=zq9", "multipart/form-data"),
    "parts without an end": (
        b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\nzq9",
        "multipart/form-data; boundary=x",
    ),
    "broken parts": (b"--y\r\n\r\n\x00\xff", "multipart/form-data; boundary=x"),
    "a file in a field": (
        b'--x\r\nContent-Disposition: form-data; name="text"; filename="zq9.txt"\r\n\r\nzq9\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    "files in every field": (
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="%b"; filename="a"\r\n\r\nzq9\r\n' % name
            for name in (
                b"title",
                b"name",
                b"then",
                b"code",
                b"secret",
                b"covers",
                b"people",
                b"helpers",
                b"by",
                b"place",
            )
        )
        + b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "2,000 fields": (b"&".join(b"a%d=zq9" % number for number in range(2_000)), FORM),
    "one field 2,000 times": (b"&".join([b"text=zq9"] * 2_000), FORM),
    "2,000 people": (b"&".join([b"people=zq9&covers=zq9&helpers=zq9&title=zq9&minutes=1"] * 400), FORM),
    "brackets": (b"text[]=zq9&text[a]=1&title[]=x&covers[0]=x", FORM),
    "percent signs": (b"text=%&title=%zz&name=%u0041&by=%ff%fe&column=%00", FORM),
    "bytes": (b"text=\xff\xfe\x00&title=\x80&name=\xc3\x28&by=\xed\xa0\x80", FORM),
    "separators": (b"&&&;;;===&=&text", FORM),
    "a long name": (b"x" * 100_000 + b"=1", FORM),
    "nothing": (b"", FORM),
    "another alphabet": (b"\xfe\xfft\x00e\x00x\x00t", FORM + "; charset=utf-16"),
    "an unknown alphabet": (b"text=zq9", FORM + "; charset=zq9"),
}


COUNTED = ("age", "minutes", "version", "step", "value")
DATED = ("date", "starts", "ends", "due", "given_on", "valid_until")


def test_a_number_or_a_day_that_is_none_is_refused_in_a_sentence(
    hostile_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    everybody, odd = (
        askers(hostile_world),
        {name: NUMBERS for name in COUNTED} | {name: DAYS for name in DATED},
    )
    sent = [
        (who, path, name, {**fields, name: text})
        for who, path, fields in forms(hostile_world)
        for name in fields
        for text in odd.get(name, ())
        if who != "parent" or not text.startswith("9")  # one phone may send 40 a minute
    ]
    with undone(hostile_world.app.store):
        answers = in_one_loop(
            [
                lambda who=who, path=path, fields=fields: everybody[who].post(hostile_world.ours.within(path), fields)  # type: ignore[misc]
                for who, path, _, fields in sent
            ]
        )
    found = [(*of[1:3], of[3][of[2]], one.status) for of, one in zip(sent, answers, strict=True)]
    assert [one for one in found if one[-1] not in FITTING] == []
    assert [one for one in found if one[2] in ("NaN", "Infinity", "½") and one[-1] not in (409, 422)] == []
    assert [record for record in caplog.records if record.name == "tavlen"] == []
    assert len(sent) >= 200


@pytest.mark.parametrize(("body", "kind"), STRANGE.values(), ids=STRANGE)
def test_a_body_that_is_no_form_of_ours_is_refused_in_a_sentence(
    hostile_world: World, caplog: pytest.LogCaptureFixture, body: bytes, kind: str
) -> None:
    caplog.set_level(logging.DEBUG)
    everybody = askers(hostile_world)
    paths = [(who, path) for who, path, _ in [*forms(hostile_world), *endings(hostile_world)]]
    with undone(hostile_world.app.store):
        answers = in_one_loop(
            [
                lambda who=who, path=path, htmx=htmx: everybody[who].ask(  # type: ignore[misc]
                    "POST", hostile_world.ours.within(path), body, kind=kind, htmx=bool(htmx % 2)
                )
                for who, path in paths
                for htmx in (False, True)
            ]
        )
    assert [
        (path, one.status) for (_, path), one in zip(paths, answers[::2], strict=True) if one.status not in FITTING
    ] == []
    assert [
        one.text
        for one in answers
        if one.status in (409, 422) and 'role="alert"' not in one.text and "conflict" not in one.text
    ] == []
    assert [record.getMessage() for record in caplog.records if record.name == "tavlen"] == []
    assert CANARY not in caplog.text
