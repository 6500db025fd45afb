"""Every page of the house, the states in which its address can be asked for, and who may see it; files and streams apart."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tests.web.forms import FAMILY, MARK, MEETING
from tests.web.furnished import World
from tests.web.test_access_matrix import EVERYBODY, MAY, role
from web.app import STREAMS, addresses

# address -> the queries with which it is asked for as well
PAGES: dict[str, tuple[str, ...]] = {
    "/": (),
    "/account": ("done=ended",),
    "/employees": ("find=a&done=changed&left=2", "find=a&page=2"),
    "/families": ("page=2", "done=deleted"),
    "/families/other": (),
    FAMILY: (
        "add=child",
        "add=parent",
        "add=network",
        "add=professional",
        "edit={person_id}",
        "done=consent",
        "colleague=a",
    ),
    f"{FAMILY}/deletion": (),
    f"{FAMILY}/fridge": ("goal=0&good=0&doing=0",),
    f"{FAMILY}/meetings/new": (),
    f"{FAMILY}/passes": (f"place=plan&unsigned={MARK}.{{protection_id}}", "done=signed"),
    f"{FAMILY}/people/{{person_id}}/everything": (),
    f"{FAMILY}/people/{{person_id}}/looks": (),
    f"{FAMILY}/people/{{person_id}}/protection": ("done=protected",),
    f"{FAMILY}/plan": ("done=saved",),
    "/join": (),
    "/leader/access": ("left=2",),
    "/leader/openings": ("page=2",),
    "/leader/samples": (),
    "/leader/samples/{sample_id}": (),
    "/leader/teams": ("done=given",),
    MEETING: ("done=sent&count=3",),
    f"{MEETING}/as/{{seat_id}}": (),
    f"{MEETING}/cards/{{card_id}}/sheet": (),
    f"{MEETING}/closing": (),
    f"{MEETING}/door/sheet": (),
    f"{MEETING}/filing": (),
    f"{MEETING}/follow-ups/{{follow_up_id}}/sheet": (),
    f"{MEETING}/passes": (f"place=board:{{meeting_id}}&unsigned={MARK}.{{protection_id}}",),
    f"{MEETING}/recorder": (),
    f"{MEETING}/scales/{{scale_id}}/sheet": (),
    f"{MEETING}/screen": ("text=2",),
    f"{MEETING}/seats/{{seat_id}}/sheet": (),
    f"{MEETING}/seats/{{seat_id}}/removal/sheet": (),
    "/outbox": ("page=2",),
    "/phone": (),
    "/phone/board": (),
    "/phone/numbers": (),
    "/proof": ("then=/account", "done=true"),
    "/protections/passes": (),
    "/chain": ("done=verified",),
    "/retention": ("done=held",),
    "/sign-in": ("then=/families",),
    "/sign-in/code": (),
    "/sign-in/new-code": (),
    "/sign-in/provider/answer": ("code=x&state=x&iss=x",),
    "/sign-in/recovery": (),
    "/welcome": (),
    "/welcome/ways": (),
}
FILES = {
    *("/outbox/{mail_id}.eml", "/outbox/{mail_id}.ics", f"{MEETING}/invite.ics", f"{MEETING}/minutes.docx"),
    *(f"{MEETING}/readers/{{seat_id}}/minutes.docx", f"{MEETING}/readers/{{seat_id}}/plan.docx", f"{FAMILY}/plan.docx"),
    f"{FAMILY}/people/{{person_id}}/everything.zip",
    "/sign-in/holds",  # a page's script asks it
}
# The same page of another thing: a meeting before and after, an agreement, somebody who waits.
OTHER_STATES = {
    MEETING: ("/meetings/{called}", "/meetings/{closed}"),
    f"{MEETING}/filing": ("/meetings/{closed}/filing",),
    f"{MEETING}/cards/{{card_id}}/sheet": (f"{MEETING}/cards/{{agreement}}/sheet", f"{MEETING}/cards/{{sent}}/sheet"),
}


@dataclass(frozen=True)
class View:
    """A page as one person asks for it."""

    who: str
    path: str

    def __str__(self) -> str:
        return f"{self.who} {self.path}"


def pages_by_address(world: World) -> dict[str, list[View]]:
    """Give each page's address with everybody who may see it, at each state by one of them; one that needs no role by a few."""
    acts, found = {path: act for method, path, act in addresses(world.app.api) if method == "GET"}, defaultdict(list)
    for path, queries in PAGES.items():
        states = [*(f"{path}?{query}" for query in queries), *OTHER_STATES.get(path, ())]
        viewers = _viewers(world, path, acts[path])
        first = "recorder" if "recorder" in viewers else viewers[0]
        found[path] += [*(View(who, path) for who in viewers), *(View(first, state) for state in states)]
    return found


def left_out(listed: Iterable[str], there: Iterable[tuple[str, str, str]]) -> set[str]:
    """Give the addresses that are read and stand neither among the pages nor among files and streams."""
    return {path for method, path, _ in there if method == "GET"} - {*listed} - FILES - {*STREAMS}


def _viewers(world: World, path: str, act: str) -> list[str]:
    if MAY[act] == EVERYBODY:
        return ["nobody", "recorder", *(("parent", "waiting guest", "shown out guest") if path == "/phone" else ())]
    return [who for who in world.browsers if role(who, "own", path) in MAY[act]]
