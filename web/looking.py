"""Write down who looked at what and who changed what: one entry for each request that found something, made by `allowed`.

What counts: every request that found a family, a meeting or a guest's seat, and every page that asks for a
signed-in employee. A change is noted in its own transaction; a look, and a change that was refused, in one of its own before
the answer leaves, so that nothing is shown that is not written down. An employee who asks for what is not theirs is noted too.
What does not count: pages that anybody may see and that found nobody, static files, and what a stream sends after it
opened. Nothing on our pages asks again and again but a stream that is cut; each opening of a stream is one entry.
Only ids and fixed words stand in an entry, so what stands in an address is kept only when it has the shape of an id.
"""

from dataclasses import asdict, dataclass

from accounts.permissions import ACTS
from store.audit import note
from store.base import is_id
from store.database import Store
from web.here import Here


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


def refused(here: Here, act: str) -> Entry | None:
    """Give what is noted of a request that was refused; None when whoever asked is not known."""
    found = here.let_in_by or here.request.path_params or here.seat or here.request.method == "POST"
    return _entry(here, act, ", refused") if found and here.actor.id and "anyone" not in ACTS[act] else None


def write_down(store: Store, told: Entry | None) -> None:
    """Note an entry in a transaction of its own."""
    if told:
        with store.writing() as session:
            note(session, **asdict(told))


def _entry(here: Here, act: str, end: str = "") -> Entry:
    family = here.found_family.id if here.found_family else here.found_meeting.family_id if here.found_meeting else ""
    return Entry(
        actor=here.actor.id or "nobody",
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
