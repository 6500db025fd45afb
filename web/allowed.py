"""A route says what its asker must be allowed to do; nothing else opens a session for it.

The whole request, from finding who asks to the commit, happens in one call in one thread: a route cannot
answer before its change is committed, and cannot run without its permission being asked.
"""

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import Request
from sqlmodel import Session

from accounts import signing_in
from accounts.actor import NOBODY, Actor
from accounts.permissions import ACTS, UNTIED, KnockFirst, SignInFirst, Ties, let_in_by
from accounts.signing_in import ProveFirst
from accounts.tables import Account, LoginSession
from families.break_glass import opening_of
from families.guarding import Protected
from families.reading import family as find_family
from families.tables import Family
from families.team import is_on_team
from meetings import passes
from meetings.reading import meeting as find_meeting
from meetings.reading import reads_all, runs
from meetings.tables import Meeting
from store.audit import note
from store.clock import minutes
from store.database import Store, now
from store.limits import TooOften
from store.refusal import NotFound, Refusal
from web import looking
from web.answers import fail
from web.cookies import GUEST, STAFF, cookie, wanted_locale
from web.faults import write_down
from web.guessing import Limit, counted
from web.here import Here

Route = Callable[..., Any]


class Withheld(Refusal):
    """Something stops the text, and what it is concerns only those who work with the family or run its meeting."""

    sentence = "Det kan ikke vises eller sendes herfra. Spørg mødelederen."


SEEN_EVERY = minutes(1)


@dataclass(frozen=True)
class Guesses:
    """How many wrong secrets may be tried in a minute, whoever tries them: in all, or for each thing that `of` names.

    `heard` is told of each wrong one, in the transaction that counts it.
    """

    key: str
    most: int = 60
    of: Callable[[dict[str, Any]], str] | None = None
    each: bool = False  # each employee has a count of their own
    instead: type[Refusal] = TooOften  # what is said when there are too many
    heard: Callable[[Session], None] | None = None

    def limit(self, values: dict[str, Any], asker: str) -> Limit:
        """Give the limit under which a try with these values of a route, by this employee, is counted."""
        parts = [self.key, *([self.of(values)] if self.of else []), *([asker] if self.each else [])]
        return Limit(" ".join(parts), self.most, instead=self.instead, heard=self.heard)


def allowed(
    act: str, *, writing: bool = False, fresh: bool = False, guesses: tuple[Guesses, ...] = ()
) -> Callable[[Route], Route]:
    """Declare what a route's asker must be allowed to do. The route's first parameter is the `Here`.

    With `fresh` an employee must have proved who they are within the last ten minutes.
    """
    if act not in ACTS:
        raise ValueError(f"no rule says who may {act!r}")

    def declare(route: Route) -> Route:
        @functools.wraps(route)
        def endpoint(request: Request, **values: Any) -> Any:
            # who is known is noted by `opened`
            tried = f"{request.method} {act}, refused" if "anyone" in ACTS[act] else ""
            try:
                store: Store = request.app.state.store
                with (
                    counted(store, limits_of(request, guesses, values), verb=tried),
                    opened(request, act, writing=writing, fresh=fresh) as here,
                ):
                    answer = route(here, **values)
                _keep_alive(store, here.in_use)
            except Refusal:
                raise
            except Exception as fault:
                return fail(request, write_down(fault))
            return answer

        request_first = inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
        others = [
            p.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for p in list(inspect.signature(route).parameters.values())[1:]
        ]
        endpoint.__signature__ = inspect.Signature([request_first, *others])  # type: ignore[attr-defined]
        endpoint.act, endpoint.guesses = act, guesses  # type: ignore[attr-defined]
        return endpoint

    return declare


def limits_of(request: Request, guesses: tuple[Guesses, ...], values: dict[str, Any]) -> list[Limit]:
    """Give the limits of a try; who asks is looked up only where each employee has a count of their own."""
    asker = ""
    if any(one.each for one in guesses):
        with request.app.state.store.reading() as session:
            found = signing_in.holder(session, cookie(request, STAFF))
            asker = found[1].id if found else ""
    return [one.limit(values, asker) for one in guesses]


@contextmanager
def opened(
    request: Request, act: str, *, writing: bool = False, fresh: bool = False, noted: bool = True
) -> Iterator[Here]:
    """Open the session of one request, check that its asker may do this, and note what they did; 404 for what is not theirs.

    A change is noted in its own transaction. All else is noted in one of its own, before the caller gets to answer: a look,
    and what was refused, was stopped or failed, because that is rolled back.
    """
    state, told = request.app.state, None
    try:
        with state.store.writing() if writing else state.store.reading() as session:
            here = Here(request, session, state.settings, state.code_key, wanted_locale(request, state.settings))
            try:
                let_in(here, act, fresh=fresh)
                yield here
            except Exception as no:
                told = looking.refused(here, act, no)
                if isinstance(no, Protected) and here.let_in_by not in ("team", "runs"):
                    raise Withheld from None
                raise
            told = looking.entry(here, act)
            if writing and told:
                note(session, **asdict(told))
                told = looking.failed(told)  # unless it is committed
    except Exception as no:
        if told and noted:
            with nullcontext() if isinstance(no, Refusal) else suppress(Exception):  # the fault itself is told
                looking.write_down_refusal(state.store, told)
        raise
    if noted and not writing:
        looking.write_down(state.store, told)


def let_in(here: Here, act: str, *, fresh: bool = False) -> None:
    """Find who asks and about what, and refuse whoever may not do this."""
    identify(here)
    unknown = here.actor == NOBODY and "anyone" not in ACTS[act]
    if not unknown:  # a stranger is not told which addresses name something
        here.ties = find(here)
    met = let_in_by(here.actor, act, here.ties)
    if met is None:
        raise KnockFirst if by_guest(here.request) else SignInFirst if unknown else NotFound
    here.let_in_by = met
    if fresh and not here.fresh:
        raise ProveFirst


def by_guest(request: Request) -> bool:
    """Say whether the address is one of a guest's phone."""
    path = request.url.path
    return path == "/phone" or path.startswith("/phone/")


def identify(here: Here) -> None:
    """Find who asks: under /phone a guest by their pass, everywhere else an employee by their session."""
    if by_guest(here.request):
        if guest := passes.holder(here.session, cookie(here.request, GUEST)):
            here.seat = guest[1]
            here.actor = Actor(kind="guest", id=here.seat.id, name=here.seat.called)
    elif found := _signed_in(here):
        here.signed_in, here.login, here.actor = found[0], found[0].id, signing_in.actor_of(found[1])
        if now(here.session) - found[0].seen_at >= SEEN_EVERY:
            here.in_use = found[0].id


def _signed_in(here: Here) -> tuple[LoginSession, Account] | None:
    """Find the session by its cookie; an open stream that asks again by the session that it began with.

    A fresh proof in another tab changes the cookie, and the big screen goes on.
    """
    known = here.request.state
    found = (
        signing_in.holder_still(here.session, known.login_id)
        if hasattr(known, "login_id")
        else signing_in.holder(here.session, cookie(here.request, STAFF))
    )
    if found:
        known.login_id = found[0].id
    return found


def find(here: Here) -> Ties:
    """Find the meeting and the family that the address names, and how the asker is tied to them."""
    named = here.request.path_params
    if here.seat and here.actor.kind == "guest":
        here.found_meeting = find_meeting(here.session, here.seat.meeting_id)
        admitted = here.seat.admitted_at is not None and here.seat.left_at is None
        return Ties(seat=admitted, knocking=not admitted)
    try:
        if "meeting_id" in named:
            here.found_meeting = find_meeting(here.session, named["meeting_id"])
            here.found_family = find_family(here.session, here.found_meeting.family_id)
        elif "family_id" in named:
            here.found_family = find_family(here.session, named["family_id"])
    except NotFound:
        _tied(here, *_as_if_there(here, **named))  # so that the time does not say what is there
        raise
    return _tied(here, here.found_family.id, here.found_meeting) if here.found_family else UNTIED


def _tied(here: Here, family_id: str, row: Meeting | None) -> Ties:
    if here.actor.kind != "employee":
        return UNTIED
    asked = (here.session, family_id, here.actor.id)
    team = is_on_team(*asked)
    here.opening = None if team else opening_of(*asked)
    return Ties(
        team=team,
        around=row is not None and reads_all(here.session, row, here.actor.id),
        runs=row is not None and runs(here.session, row, here.actor.id),
        opened=here.opening is not None,
    )


def _as_if_there(here: Here, *, family_id: str = "", meeting_id: str = "", **_: str) -> tuple[str, Meeting | None]:
    """Give a family, and a meeting where one is asked for, to which nobody is tied, after the look-ups that a real one takes."""
    if not meeting_id:
        return family_id, None
    here.session.get(Family, meeting_id)
    return meeting_id, Meeting(id=meeting_id, family_id=meeting_id, called_by=meeting_id, facilitator_id=meeting_id)


def _keep_alive(store: Store, session_id: str) -> None:
    """Note that an employee's session is in use, at most once a minute."""
    if session_id:
        with store.writing() as session:
            signing_in.touch(session, session_id)
