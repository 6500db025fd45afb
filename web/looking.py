"""Write down who looked at what and who changed what: one entry for each request that found something, made by `allowed`.

What counts: every request that found a family, a meeting or a guest's seat, and every page that asks for a
signed-in employee. A change is noted in its own transaction; a look, and a change that was refused, in one of its own before
the answer leaves, so that nothing is shown that is not written down. An employee who asks for what is not theirs is noted too.
What was refused, stopped because it names what is protected, or failed by a fault of ours is noted too, in a transaction of
its own because the request's is rolled back; only so many an hour for each asker, so that nobody can fill the disk by asking.
What does not count: pages that anybody may see and that found nobody, static files, and what a stream sends after it
opened. Nothing on our pages asks again and again for anything of a family but a stream that is cut; each opening of a
stream is one entry. An open page also asks whether its session holds (`/sign-in/holds`), which finds nobody and is no look.
Only ids and fixed words stand in an entry, so what stands in an address is kept only when it has the shape of an id.
"""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from accounts.permissions import ACTS
from families.guarding import Protected
from store import limits
from store.audit import note
from store.base import is_id
from store.database import Store
from store.refusal import Refusal
from web.here import Here

HOUR = timedelta(hours=1)
MOST_REFUSED = 300  # lines an hour for each employee and guest
MOST_BY_NOBODY = 120  # lines an hour for each way in, by all strangers together
FAILED, NOBODY = ", failed", "nobody"
NO_MORE = "more was refused in this hour than is written down"


@dataclass(frozen=True)
class Entry:
    """What is noted of a request."""

    actor: str
    verb: str
    thing: str
    family: str
    why: str
    login: str


def entry(here: Here, act: str) -> Entry | None:
    """Give what is noted of a request that was answered; None when it does not count."""
    found = here.found_family or here.found_meeting or here.seat
    if found or (here.actor.kind == "employee" and "anyone" not in ACTS[act]):
        return _entry(here, act)
    return None


def refused(here: Here, act: str, why: Exception) -> Entry | None:
    """Give what is noted of a request that was refused or failed; None when whoever asked is not known."""
    if not here.actor.id or "anyone" in ACTS[act]:
        return None
    stopped = isinstance(why, Protected)
    return _entry(here, act, ", stopped" if stopped else ", refused" if isinstance(why, Refusal) else FAILED)


def failed(told: Entry) -> Entry:
    """Give the entry of a change that was not committed after all."""
    return replace(told, verb=told.verb + FAILED)


def write_down(store: Store, told: Entry | None) -> None:
    """Note an entry in a transaction of its own."""
    if told:
        with store.writing() as session:
            note(session, **asdict(told))


def write_down_refusal(store: Store, told: Entry) -> None:
    """Note what was refused, in a transaction of its own; the last line of the asker's hour says that no more will be noted."""
    by_nobody = told.actor == NOBODY
    key = f"refused: {told.actor} {told.verb}" if by_nobody else f"refused: {told.actor}"
    most = MOST_BY_NOBODY if by_nobody else MOST_REFUSED
    with store.reading() as session:
        if limits.is_full(session, key, most=most, within=HOUR):
            return
    with store.writing() as session:
        number = limits.count(session, key, within=HOUR)
        if number < most:
            note(session, **asdict(told))
        elif number == most:
            note(session, **asdict(replace(told, verb=NO_MORE, thing="", family="", why="")))


def _entry(here: Here, act: str, end: str = "") -> Entry:
    family = here.found_family.id if here.found_family else here.found_meeting.family_id if here.found_meeting else ""
    return Entry(
        actor=here.actor.id or NOBODY,
        verb=f"{here.request.method} {act}: {_word(here)}{end}",
        thing=_thing(here),
        family=family,
        why=here.let_in_by,
        login=here.login,
    )


def _word(here: Here) -> str:
    """Give the last part of the address that the route names itself, so that it is one of our words."""
    parts, named = here.request.url.path.split("/"), here.request.path_params.values()
    return next((part for part in reversed(parts) if part and not any(one in part for one in named)), "start")


def _thing(here: Here) -> str:
    """Give the innermost id of the address, else the meeting's, the seat's or the family's; nothing for a list."""
    named = list(here.request.path_params.values())
    if named and is_id(named[-1]) and (here.found_family or here.found_meeting or here.let_in_by):
        return str(named[-1])
    found = here.found_meeting or here.found_family
    return found.id if found else ""
