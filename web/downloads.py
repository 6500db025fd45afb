"""Files to take away: minutes, plan and calendar entry. Each is made from a snapshot that has passed the visibility rule."""

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from meetings import inviting
from store.refusal import NotFound, Refusal
from templates import filters
from templates.text import translator
from web.after import NOTHING, board_for, readers
from web.allowed import allowed
from web.here import Here
from web.plans import plan_of
from web.readers import plan_reader, reader

if TYPE_CHECKING:
    from exports.wording import Wording

router = APIRouter()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class NothingToRead(Refusal):
    """No consent covers this reader."""

    sentence = "Samtykke mangler, så personen må ikke få referatet. Skriv forældrenes svar på familiens side."


@router.get("/meetings/{meeting_id}/minutes.docx")
@allowed("read the minutes")
def minutes(here: Here, meeting_id: str) -> Response:
    """Give the minutes as this employee may read them; a draft says so while the meeting is open."""
    from exports.minutes import minutes as write

    board = board_for(here).seen_by(reader(here))
    return download(
        write(board, words_for(here.locale), draft=here.meeting.closed_at is None), minutes_name(here), WORD
    )


@router.get("/meetings/{meeting_id}/readers/{seat_id}/minutes.docx")
@allowed("take the minutes out", fresh=True)
def minutes_for(here: Here, meeting_id: str, seat_id: str) -> Response:
    """Give the minutes as one participant may read them, by the consents of today."""
    from exports.minutes import minutes as write

    board = board_for(here)
    found = next((one for one in readers(here.session, here.meeting, board) if one.seat.id == seat_id), None)
    if found is None:
        raise NotFound
    if found.reads == NOTHING:
        raise NothingToRead
    seen = board.seen_by(found.viewer())
    return download(write(seen, words_for(here.locale), draft=here.meeting.closed_at is None), minutes_name(here), WORD)


@router.get("/families/{family_id}/plan.docx")
@allowed("take the plan out", fresh=True)
def plan_document(here: Here, family_id: str) -> Response:
    """Give the family's plan as a Word document, as this employee may read it."""
    from exports.plan import plan as write

    plan = plan_of(here.session, family_id).seen_by(plan_reader(here))
    return download(write(plan, words_for(here.locale)), "plan.docx", WORD)


@router.get("/meetings/{meeting_id}/invite.ics")
@allowed("put the meeting in a calendar")
def calendar(here: Here, meeting_id: str) -> Response:
    """Give the meeting for one's own calendar; it names nobody."""
    from exports.invite import invite

    entry = inviting.calendar_entry(here.session, here.meeting, "", host=here.settings.host, method="PUBLISH")
    return download(invite(entry), "moede.ics", "text/calendar; charset=utf-8")


def download(content: bytes, name: str, kind: str) -> Response:
    """Answer with a file to keep. The name is ours: nothing that anybody typed stands in it."""
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


def minutes_name(here: Here) -> str:
    """Give the file name of the minutes in the reader's language."""
    return "minutes.docx" if here.locale == "en" else "referat.docx"


def words_for(locale: str) -> "Wording":
    """Give the fixed words of a document in this language."""
    from exports.wording import DANISH, Wording

    if locale == "da":
        return DANISH
    return Wording(
        say=translator(locale),
        day=lambda day: filters.day(day, locale=locale),
        time=lambda moment: filters.clock(moment, locale=locale),
        language="en-GB",
    )
