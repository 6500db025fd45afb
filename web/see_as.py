"""*Se som …*: the board, the minutes and the plan as one person would get them, before anything is sent.

The same snapshots are cut by the same viewers as for the person's own phone, minutes and plan. What is held back is counted
and said without its content. The page shows nobody more than they may read themselves: what is for some only, and a child's
own words that the asker may not read, are neither shown nor counted; the plan is for the case team.
"""

from dataclasses import dataclass, replace

from fastapi import APIRouter
from starlette.responses import Response

from accounts.visibility import ROOM, RUNNERS, SCREEN, TABLE, Viewer, participant, reader_of_plan, visible
from boards.opening import board_of
from boards.snapshot import BoardSnapshot, CardView, StatementView
from families.snapshot import PlanSnapshot
from meetings.inviting import Covered, covered, uncovered
from meetings.reading import facts, meeting, seats
from store.refusal import NotFound
from web.after import board_for
from web.allowed import allowed
from web.answers import show
from web.downloads import WORD, NothingToRead, download, words_for
from web.here import Here
from web.plans import plan_of
from web.readers import reader

router = APIRouter()
THE_SCREEN, A_GUEST = "screen", "guest"


@dataclass(frozen=True)
class Eyes:
    """Whose eyes the page is made for: the viewers of the board and the plan, and what consent opens."""

    called: str
    board: Viewer
    plan: Viewer
    may: Covered
    screen: bool = False


@dataclass(frozen=True)
class HeldBack:
    """How many things of one sort are not shown, and why: no yes from `lacking`, a narrow consent, or the child's own word."""

    sort: str
    count: int
    why: str
    lacking: tuple[str, ...] = ()


@router.get("/meetings/{meeting_id}/as/{seat_id}")
@allowed("see as another")
def see_as(here: Here, meeting_id: str, seat_id: str) -> Response:
    """Show what this person, the big screen, or a guest who is on no list would get."""
    eyes, opened = _eyes(here, seat_id), board_of(here.session, here.meeting.id) is not None
    whole = board_for(here) if opened else None
    plan = plan_of(here.session, here.family.id)
    return show(
        here,
        "meetings/see_as.html",
        eyes=eyes,
        reader=seat_id,
        facts=facts(here.session, here.meeting),
        board=whole.seen_by(_own(here)).seen_by(eyes.board) if whole else None,  # the asker first: shields fall once
        plan=plan.seen_by(eyes.plan) if eyes.may.invitable and here.ties.team else None,
        held=_held_back(whole, plan, eyes) if whole else (),
    )


@router.get("/meetings/{meeting_id}/readers/{seat_id}/plan.docx")
@allowed("take the plan out", fresh=True)
def plan_for(here: Here, meeting_id: str, seat_id: str) -> Response:
    """Give the plan as one participant may read it, by the consents of today."""
    from exports.plan import plan as write

    eyes = _eyes(here, seat_id)
    if not eyes.called:
        raise NotFound
    if not eyes.may.invitable:
        raise NothingToRead
    seen = plan_of(here.session, here.family.id).seen_by(eyes.plan)
    return download(write(seen, words_for(here.locale)), "plan.docx", WORD)


def _own(here: Here) -> Viewer:
    """Give what the asker may read: who runs the board sees on the desk what is for some only."""
    own = reader(here)
    return replace(own, reads=own.reads | {RUNNERS}) if here.ties.runs else own


def _eyes(here: Here, seat_id: str) -> Eyes:
    if seat_id == THE_SCREEN:
        return Eyes("", SCREEN, Viewer(), Covered(), screen=True)
    if seat_id == A_GUEST:
        may = uncovered(here.session, here.meeting.family_id)
        return Eyes("", participant("nobody", may.parts, may.without), Viewer(), may)
    row = meeting(here.session, here.meeting.id)
    seat = next((one for one in seats(here.session, row) if one.id == seat_id and one.person_id), None)
    if seat is None:
        raise NotFound
    may = covered(here.session, row).get(seat.id, Covered())
    board = participant(seat.id, may.parts, may.without) if may.invitable else Viewer()
    return Eyes(seat.called, board, reader_of_plan(may.parts, may.without), may)


def _held_back(whole: BoardSnapshot, plan: PlanSnapshot, eyes: Eyes) -> tuple[HeldBack, ...]:
    """Give what is not shown of what the room may see, sort by sort; nothing at all for one who may read nothing."""
    called = {seat.person_id: seat.called for seat in whole.seats}
    hidden = [card for card in _shared(whole) if not visible(card, eyes.board)]
    found = [
        _held(sort, [one for one in hidden if one.column == sort], eyes, called)
        for sort in ("works", "worries", "next")
    ]
    found.append(_held("statements", [one for one in whole.statements if not visible(one, eyes.board)], eyes, called))
    answers = [one for scale in whole.scales for one in scale.answers if scale.revealed]
    unseen = sum(1 for one in answers if not visible(one, eyes.board))
    found.append(HeldBack("numbers", unseen, "narrow"))
    found.append(HeldBack("childs_words", sum(1 for one in whole.houses if not visible(one, eyes.board)), "child"))
    return tuple(one for one in found if one.count)


def _shared(whole: BoardSnapshot) -> list[CardView]:
    return [card for card in whole.cards if card.place == "up" and not card.only_for and visible(card, ROOM)]


def _held(
    sort: str, hidden: list[CardView] | list[StatementView], eyes: Eyes, called: dict[str | None, str]
) -> HeldBack:
    """A thing for the whole table is only held back for want of somebody's yes; any other for want of a wider consent."""
    lacking = {person for one in hidden if TABLE in one.audience for person in one.about & eyes.board.without}
    names = tuple(name for person in sorted(lacking) if (name := called.get(person)))
    return HeldBack(sort, len(hidden), "lacking" if names else "narrow", names)
