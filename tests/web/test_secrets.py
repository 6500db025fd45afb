"""Secrets: whoever takes one counts the wrong ones, and no secret stands where it could be read."""

import asyncio
import inspect
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi import APIRouter

from boards.reading import snapshot
from meetings import passes
from store.clock import minutes
from tests.web.furnished import World
from tests.web.raw import Asker
from tests.web.test_hostile import form_fields
from web.allowed import Guesses
from web.app import routes
from web.join import CODES

# What a field that holds a secret is called. A new way in that calls its secret by another name belongs here as well.
SECRET = re.compile(r"code|secret|password|token|pin\b|otp|totp|recovery|passkey|credential|assertion|answer_key", re.I)
# The QR code's secret has 128 bits: it is not guessed, and a count of wrong ones would be a stranger's way to shut the door.
NOT_GUESSED = {"/join/names", "/join/as"}
# A new password is chosen here, by somebody who has proved another secret already.
CHOSEN = {"/account/password", "/welcome/password"}


def fields_with_secrets(fields: dict[str, set[str]]) -> dict[str, set[str]]:
    """Give each address that takes a secret, with the fields that hold one."""
    found = {path: {name for name in names if SECRET.search(name)} for path, names in fields.items()}
    return {path: names for path, names in found.items() if names}


def unlimited(endpoints: dict[str, Callable[..., Any]], fields: dict[str, set[str]]) -> list[str]:
    """Give the addresses that take a secret and count no wrong ones."""
    return [path for path in fields_with_secrets(fields) if not getattr(endpoints[path], "guesses", ())]


def test_every_address_that_takes_a_secret_counts_the_wrong_ones(world: World) -> None:
    posted = {route.path: route.endpoint for route in routes(world.app.api) if route.methods == {"POST"}}
    secrets = fields_with_secrets(form_fields(world))
    print({path: sorted(names) for path, names in secrets.items()})
    assert set(unlimited(posted, form_fields(world))) == NOT_GUESSED | CHOSEN
    assert {"/sign-in", "/join", *NOT_GUESSED} <= set(secrets)
    for endpoint in posted.values():
        limits: tuple[Guesses, ...] = endpoint.guesses  # type: ignore[attr-defined]
        assert not limits or any(one.of is None for one in limits), "a limit in all, whoever tries"


def test_an_address_that_counts_no_wrong_secrets_would_be_found() -> None:
    """A planted fault: a way in by a PIN, without a limit."""

    def by_pin(pin: str = "") -> None: ...

    planted = APIRouter()
    planted.add_api_route("/pin", by_pin, methods=["POST"])
    endpoints = {route.path: route.endpoint for route in planted.routes}  # type: ignore[attr-defined]
    assert unlimited(endpoints, {"/pin": set(inspect.signature(by_pin).parameters)}) == ["/pin"]


def test_the_secret_of_the_qr_code_is_too_long_to_be_guessed(world: World) -> None:
    with world.app.store.writing() as session:
        row = passes.open_code(session, world.ours.meeting_id)
        assert row
        doors = [passes.door(row, key=bytes([number]) * 32) for number in range(50)]
    assert {len(one.secret) for one in doors} == {22}  # 22 letters of 6 bits hold 128
    assert len({one.secret for one in doors}) == 50
    assert {bool(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", one.code)) for one in doors} == {True}


# ── guessing ──


def guessed(world: World, number: int, code: str) -> int:
    """Type a code, from an address of one's own and with a forged one. Gives the answer's status."""
    forged = f"{number % 256}.{number // 256}.1.1"
    asker, words = Asker(world.app), {"code": code, "name": "Bo"}
    return asyncio.run(asker.post("/join", words, x_forwarded_for=forged, x_real_ip=forged)).status  # type: ignore[arg-type]


def test_a_thousand_guessers_compare_sixty_codes_a_minute_and_the_clock_alone_opens_the_next(world: World) -> None:
    begin = world.app.store.clock()
    for minute in range(2):
        world.app.store.clock = lambda at=begin + minute * timedelta(seconds=60): at  # type: ignore[misc]
        answers = [guessed(world, number, f"{number:08}"[:4] + "-ZZZZ") for number in range(200 if minute else 1_000)]
        assert (answers.count(404), answers.count(429)) == (60, len(answers) - 60)
    with world.app.store.reading() as session:
        row = passes.open_code(session, world.ours.meeting_id)
        assert row
        code = passes.door(row, key=world.app.api.state.code_key).code
    assert guessed(world, 7, code) == 429
    world.app.store.clock = lambda: begin + minutes(2)
    assert guessed(world, 7, code) == 303


def test_the_recorders_desk_is_told_of_wrong_codes_and_makes_a_new_one_with_one_tap(world: World) -> None:
    recorder, desk = world.browsers["recorder"], world.ours.within("/meetings/{meeting_id}/recorder")
    assert "mange forkerte koder" not in recorder.get(desk).text
    for number in range(10):
        guessed(world, number, f"ZZZZ-{number:04}")
    assert "mange forkerte koder" in recorder.get(desk).text
    recorder.post(world.ours.within("/meetings/{meeting_id}/code"))
    assert "mange forkerte koder" not in recorder.get(desk).text


def yearly_chance(meetings: int, hours: int = 8) -> float:
    """Give the most that a year of guessing without a pause can hit, while this many lobbies are open each day."""
    (codes,) = CODES
    return codes.most * 60 * hours * 365 * meetings / len(passes.CROCKFORD) ** 8


def test_a_year_of_guessing_hardly_ever_hits_and_then_only_knocks() -> None:
    print(f"chance of one hit in a year with 50 open lobbies, 8 hours a day: {yearly_chance(50):.1e}")
    assert yearly_chance(50) <= 1e-3


# ── the door as the desk sees it ──


def test_the_desk_counts_who_waits_and_how_many_places_are_taken(world: World) -> None:
    recorder, meeting = world.browsers["recorder"], world.ours.within("/meetings/{meeting_id}")
    with world.app.store.writing() as session:
        from boards.opening import the_board

        phones = snapshot(session, the_board(session, world.ours.meeting_id)).phones
    assert recorder.post(f"{meeting}/door", data={"seats": str(phones)}).status_code == 303
    page = recorder.get(f"{meeting}/recorder").text
    assert f"{phones} af {phones} pladser" in page
    assert "1 venter" in page
    with world.app.store.writing() as session:
        row = passes.open_code(session, world.ours.meeting_id)
        assert row
        code = passes.door(row, key=world.app.api.state.code_key).code
    answer = asyncio.run(Asker(world.app).post("/join", {"code": code, "name": "Bo"}))
    assert answer.status == 409
    assert f"Alle {phones} pladser er taget. Spørg mødelederen i rummet." in answer.text


@pytest.mark.parametrize("way", ["/join/names", "/join/as"])
def test_a_thousand_wrong_secrets_shut_the_door_for_nobody(world: World, way: str) -> None:
    with world.app.store.writing() as session:
        row = passes.open_code(session, world.ours.meeting_id)
        assert row
        secret = passes.door(row, key=world.app.api.state.code_key).secret
    asker = Asker(world.app)
    wrong = {asyncio.run(asker.post(way, {"secret": f"{n:022}", "name": "Bo"})).status for n in range(200)}
    assert wrong == {404}
    assert asyncio.run(asker.post(way, {"secret": secret, "name": "Bo"})).status in (200, 303)
