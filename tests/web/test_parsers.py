"""Whatever reads text from outside takes any text: it may refuse in a sentence, and never fails."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from meetings.passes import CROCKFORD, normal
from store.refusal import Refusal
from store.text import as_date, as_time, bounded, clean_text
from tests.web.furnished import World
from tests.web.raw import Asker
from tests.web.test_hostile import askers
from web.guard import HOST, refused, same_origin
from web.live import ADDRESS, NEW, _cursor
from web.settings import Settings
from web.signin import inside

AT_ONCE = 40
ANY = st.text(st.characters(), max_size=60) | st.sampled_from(
    ("²", "٣", "0" * 500, "\ud800", "-0", "1_0", "\x00", "K7QM")
)
MANY = st.lists(ANY, min_size=AT_ONCE, max_size=AT_ONCE)
IN_A_HEAD = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=80)
THOROUGH = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
BRIEF = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
READERS = {
    "text": lambda raw: clean_text(raw, most=40),
    "line": lambda raw: clean_text(raw, lines=False),
    "code": normal,
    "number": lambda raw: bounded(raw, 0, 10, "Vælg et tal."),
    "date": as_date,
    "time": as_time,
}


def asked(path: str = "/phone/stream", query: str = "", **headers: str) -> Request:
    """Give a request as the server hands it on."""
    sent = [(name.replace("_", "-").encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    query_string = query.encode("utf-8", "surrogatepass")
    return Request({"type": "http", "method": "GET", "path": path, "headers": sent, "query_string": query_string})


def read(name: str, raw: str) -> object:
    """Give what a reader makes of a text, None when it refuses; anything else it raises is a fault."""
    try:
        return READERS[name](raw)
    except Refusal:
        return None


@pytest.mark.parametrize("name", READERS)
@given(texts=MANY)
@THOROUGH
def test_a_reader_takes_any_text(name: str, texts: list[str]) -> None:
    """100 x 40 texts for each of six readers: 24,000."""
    for raw in texts:
        read(name, raw)


@given(texts=MANY)
@THOROUGH
def test_a_typed_code_is_letters_of_its_alphabet_and_reading_it_twice_changes_nothing(texts: list[str]) -> None:
    for raw in texts:
        code = normal(raw)
        assert set(code) <= set(CROCKFORD)
        assert normal(code) == code


@given(texts=MANY)
@THOROUGH
def test_a_cursor_is_a_number_of_an_event_or_none(texts: list[str]) -> None:
    for raw in texts:
        header = raw.replace("\r", "").replace("\n", "")
        for request in (asked(query=f"after={raw}"), asked(last_event_id=header)):
            assert NEW <= _cursor(request) < 10**9
        ADDRESS.match(raw)


@given(texts=MANY)
@THOROUGH
def test_a_name_of_a_host_an_origin_and_a_page_to_go_to_take_any_text(texts: list[str]) -> None:
    ours = Settings()
    for raw in texts:
        head = raw.encode("latin-1", "replace")
        scope = {"method": "POST", "headers": [(b"host", head), (b"origin", head), (b"content-length", head)]}
        assert refused(scope, ours) is not None
        assert not same_origin({"origin": raw, "host": "127.0.0.1:8000"}, ours.public_url)
        assert HOST.fullmatch(raw) is None or raw.isascii()
        assert inside(raw).startswith("/")


@pytest.mark.parametrize(
    "name", ["range", "cookie", "if_none_match", "if_modified_since", "accept_language", "content_type"]
)
@given(raw=IN_A_HEAD)
@BRIEF
def test_a_header_of_any_kind_breaks_no_answer(one_world: World, name: str, raw: str) -> None:
    nobody, recorder = askers(one_world)["nobody"], askers(one_world)["recorder"]
    for asker, path in ((nobody, "/static/app.css"), (recorder, "/families")):
        answer = asyncio.run(asker.ask("GET", path, **{name: raw}))
        assert answer.status in (200, 206, 303, 304, 400, 416)


@pytest.mark.parametrize(
    "ranges", ["bytes=" + ",".join(f"{n}-" for n in range(5_000)), "bytes=0-0," * 4_000, "bytes=-"]
)
def test_many_ranges_of_a_file_cost_nothing(one_world: World, ranges: str) -> None:
    answer = asyncio.run(Asker(one_world.app).ask("GET", "/static/app.css", range=ranges))
    assert answer.status in (200, 206, 400, 416, 431)
    assert len(answer.body) < 2_000_000
