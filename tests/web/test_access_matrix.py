"""The matrix: every address, asked by everybody, at every place they may stand to it. What is expected stands in this file.

The table here is written by hand and does not ask `accounts.permissions`: a rule that is too generous there is found here.
"""

import asyncio
from dataclasses import replace

import pytest

from accounts.permissions import ACTS
from tests.web.furnished import Things, World, restored
from tests.web.test_every_route import likely_words
from tests.web.test_hostile import askers
from web.app import addresses

pytestmark = pytest.mark.usefixtures("clock_stands_still")

LEAST_ROUTES, LEAST_CELLS = 110, 5_000
PLACES = ("own", "other meeting", "closed meeting", "other family", "deleted", "unknown")

# The form names a question, the address a card of one guest: another guest is let in, and does not find it.
OF_ONE_GUEST = {"/phone/numbers", "/phone/cards/{card_id}/removal"}
# This installation has no identity provider.
NOT_SET_UP = {"/sign-in/provider", "/sign-in/provider/answer", "/proof/provider"}
# The form names an account or a code, and an empty one names none.
NAMELESS = {"/demo/sign-in", "/join", "/join/as", "/join/names"}
# A letter in the address is there for those who work with its family, at each place.
LETTERS = {"/outbox/{mail_id}.eml", "/outbox/{mail_id}.ics"}
AROUND = {"member", "coordinator", "recorder", "facilitator"}
READERS = {
    **{"own": AROUND, "other meeting": AROUND, "closed meeting": AROUND},
    **{"other family": {"outsider"}, "deleted": set(), "unknown": set()},
}
STAFF = {"employee", "team", "team+runs", "table", "table+runs", "opened", "leader"}
TEAM, RUNS = {"team", "team+runs"}, {"team+runs", "table+runs"}
TABLE = {"table", "table+runs"}
EVERYBODY = STAFF | {"nobody", "admin", "seat", "knocking"}

# act -> the roles that may do it; nobody else.
MAY: dict[str, set[str]] = {
    "look at the front door": EVERYBODY,
    "sign in": EVERYBODY,
    "knock": EVERYBODY,
    "use the demo": EVERYBODY,
    "use the office": STAFF | {"admin"},
    "work with families": STAFF,
    "start a family": STAFF,
    "open another family": STAFF,
    "see the openings": {"leader"},
    "give a family to a colleague": {"leader"},
    "see the samples": {"leader"},
    "review the access": {"leader"},
    "see every signed reason": {"leader"},
    "hold a case": {"leader"},
    "see the periods": {"leader", "admin"},
    "set the periods": {"admin"},
    "manage employees": {"admin"},
    "verify the chain": {"admin"},
    "see the family": TEAM | {"opened"},
    "change the family": TEAM,
    "change the team": TEAM,
    "see who opened the family": TEAM,
    "close the opening": {"opened"},
    "delete the family": TEAM,
    "take a person's data out": TEAM,
    "hand out the looks": TEAM,
    "see what is protected": TEAM,
    "protect people": TEAM,
    "sign for the family": TEAM,
    "call a meeting": TEAM,
    "change the plan": TEAM,
    "take the plan out": TEAM,
    "print the fridge sheet": TEAM,
    "see the meeting": TEAM | RUNS | TABLE | {"opened"},
    "read the minutes": TEAM | RUNS | TABLE,
    "put the meeting in a calendar": TEAM | RUNS | TABLE,
    "change the meeting": TEAM | RUNS,
    "take the minutes out": TEAM | RUNS,
    "see as another": TEAM | RUNS,
    "file the minutes": TEAM | RUNS,
    "sign for the meeting": TEAM | RUNS,
    "show the screen": RUNS,
    "run the board": RUNS,
    "close the meeting": RUNS,
    "wait at the door": {"knocking", "seat"},
    "take part": {"seat"},
    "follow the board": RUNS | {"seat", "knocking"},
}

# who asks -> their role at the family's meetings, on the family's own pages, and with the other family.
ROLES: dict[str, tuple[str, str, str]] = {
    "nobody": ("nobody", "nobody", "nobody"),
    "disabled employee": ("nobody", "nobody", "nobody"),
    "outsider": ("employee", "employee", "team+runs"),
    "goals only": ("employee", "employee", "employee"),
    "member": ("team", "team", "employee"),
    "coordinator": ("team", "team", "employee"),
    "recorder": ("team+runs", "team", "employee"),
    "facilitator": ("team+runs", "team", "employee"),
    "caller": ("table+runs", "employee", "employee"),
    "professional": ("table", "employee", "employee"),
    "opener": ("opened", "opened", "employee"),
    "leader": ("leader", "leader", "leader"),
    "administrator": ("admin", "admin", "admin"),
}
# Guests are known under /phone only, by their own seat, wherever the address points.
GUESTS = {
    "guest": "seat",
    "parent": "seat",
    "child": "seat",
    "private network": "seat",
    "guest of another meeting": "seat",
    "waiting guest": "knocking",
    "shown out guest": "nobody",
    "guest of a deleted meeting": "nobody",
}


def role(who: str, place: str, path: str) -> str:
    """Give the role in which this asker stands to the address at this place."""
    if path == "/phone" or path.startswith("/phone/"):
        return GUESTS.get(who, "nobody")
    if who in GUESTS:
        return "nobody"
    at_meeting, at_family, elsewhere = ROLES[who]
    without_ties = at_family if at_family in ("nobody", "leader", "admin") else "employee"
    if place == "other family":
        return elsewhere
    if place in ("deleted", "unknown") or "{" not in path:
        return without_ties
    return at_meeting if path.startswith("/meetings/") else at_family if path.startswith("/families/") else without_ties


def at(world: World, place: str) -> Things:
    """Give the things that the addresses name at this place."""
    ours = world.ours
    unknown = dict.fromkeys(
        ("family_id", "meeting_id", "account_id", "mail_id", "opening_id", "card_id", "sent"), "x" * 20
    )
    return {
        "own": ours,
        "other meeting": replace(ours, meeting_id=ours.called),
        "closed meeting": replace(ours, meeting_id=ours.closed),
        "other family": world.theirs,
        "deleted": world.gone,
        "unknown": replace(ours, **unknown),
    }[place]


def expected(who: str, method: str, path: str, act: str, place: str) -> set[int]:
    """Give the statuses that are right in this cell."""
    employee = role(who, place, path) not in ("nobody", "seat", "knocking") and not path.startswith("/phone")
    if role(who, place, path) not in MAY[act]:
        return {404} if employee else {401} if method == "POST" or path.endswith("/stream") else {303}
    if path in LETTERS:
        return {200} if who in READERS[place] else {404}
    if path in NOT_SET_UP or (path in NAMELESS and method == "POST"):
        return {404}
    if path in OF_ONE_GUEST and who == "guest of another meeting":
        return {404} if method == "POST" else {200}
    if place != "own" or MAY[act] == EVERYBODY or path in OF_ONE_GUEST:
        return {200, 204, 303, 404, 409, 422, 429}  # let in, and then what the thing itself says
    return {200, 303} if method == "GET" else {200, 204, 303, 409, 422}


def cells(world: World, path: str) -> list[tuple[str, str]]:
    """Give place and asker of each cell of an address: a place differs where a thing is named, and for whom it is known."""
    return [
        (place, who)
        for place in PLACES
        for who in world.browsers
        if place == "own" or ("{" in path and who not in GUESTS and not path.startswith("/phone"))
    ]


def wrong_cells(world: World, routes: list[tuple[str, str, str]]) -> tuple[int, list[tuple[object, ...]]]:
    """Ask each address as everybody at every place. Gives how many cells were asked, and those with another status."""
    asked, wrong, everybody = 0, [], askers(world)
    with restored(world.app.store) as again, asyncio.Runner() as loop:
        for method, path, act in routes:
            for place, who in cells(world, path):
                address, right = at(world, place).within(path), expected(who, method, path, act, place)
                if path.endswith("/stream") and right > {200}:
                    continue  # does not end
                answer = loop.run(everybody[who].ask(method, address))
                answers = [answer] if answer.status != 404 or 404 in right else []  # an empty form names nobody
                if method == "POST" and (not answers or (place == "own" and answer.status == 422)):
                    answers.append(loop.run(everybody[who].post(address, likely_words(world.ours))))
                asked += 1
                for one in answers:
                    to_the_sign_in = one.headers.get("location", "").startswith("/sign-in?")
                    if one.status not in right or (to_the_sign_in and right != {303} and act != "sign in"):
                        wrong.append((who, method, path, place, one.status))
                if method == "POST" and any(one.status < 400 for one in answers):
                    again()
    return asked, wrong


def test_every_cell_answers_as_the_table_of_this_file_says(world: World) -> None:
    routes = addresses(world.app.api)
    assert len(routes) >= LEAST_ROUTES
    asked, wrong = wrong_cells(world, routes)
    print(f"\n{len(routes)} addresses, {asked} cells: {len(wrong)} wrong")
    assert wrong == []
    assert asked >= LEAST_CELLS


def test_no_cell_is_missing(world: World) -> None:
    assert set(MAY) == set(ACTS)
    assert {*ROLES, *GUESTS} == set(world.browsers)
    assert len(world.browsers) >= 14


@pytest.mark.parametrize(
    ("act", "need"),
    [
        ("see the family", "worker"),
        ("see the meeting", "employee"),
        ("take part", "knocking"),
        ("see the openings", "worker"),
        ("take the minutes out", "around"),
    ],
)
def test_a_rule_that_is_too_generous_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, act: str, need: str
) -> None:
    """A planted fault: one act lets one more in."""
    routes = [one for one in addresses(world.app.api) if one[2] == act and one[0] == "GET"][:2]
    assert wrong_cells(world, routes)[1] == []
    monkeypatch.setitem(ACTS, act, (*ACTS[act], need))
    assert wrong_cells(world, routes)[1] != []
