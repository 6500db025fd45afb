"""The outbox: which letters are on their way. In the demo, where no mail leaves, they can be read."""

from dataclasses import dataclass

from fastapi import APIRouter
from sqlmodel import col, select
from starlette.responses import Response

from families.guarding import guard
from families.shield import Shield
from meetings.posting import held
from meetings.reading import meeting as find_meeting
from meetings.tables import Meeting
from store.database import now
from store.outbox import OutboxMail
from store.refusal import NotFound
from web.allowed import allowed
from web.answers import show
from web.downloads import download
from web.here import Here
from web.start import my_families

router = APIRouter()
MOST = 100


@dataclass(frozen=True)
class Letter:
    """A letter with the meeting and the family that it is about.

    `held` is what is protected in it; one that had not left when its meeting was over is `too_late`.
    """

    mail: OutboxMail
    meeting_id: str
    family_id: str
    family: str
    held: Shield | None = None
    too_late: bool = False


@router.get("/outbox")
@allowed("work with families")
def outbox(here: Here) -> Response:
    """List the latest letters about the families that this employee may see. Only the demo shows what they say."""
    letters = _letters(here)
    return show(here, "outbox.html", letters=letters[:MOST], more=max(0, len(letters) - MOST))


@router.get("/outbox/{mail_id}.ics")
@allowed("work with families")
def calendar_file(here: Here, mail_id: str) -> Response:
    """Give the calendar file of a letter, in the demo."""
    mail = _readable(here, mail_id)
    if not mail.calendar:
        raise NotFound
    return download(mail.calendar.encode(), "moede.ics", f"text/calendar; method={mail.method}; charset=utf-8")


@router.get("/outbox/{mail_id}.eml")
@allowed("work with families")
def mail_file(here: Here, mail_id: str) -> Response:
    """Give a letter as it would leave the house, in the demo."""
    from web.papers import as_eml

    content = as_eml(_readable(here, mail_id), here.settings)
    return download(content, "brev.eml", "message/rfc822")


def _letters(here: Here) -> list[Letter]:
    titles = {family.id: family.title for family in my_families(here)}
    wanted = (
        select(OutboxMail, Meeting)
        .join(Meeting, col(Meeting.id) == col(OutboxMail.meeting_id))
        .where(col(Meeting.family_id).in_(list(titles)))
        .order_by(col(OutboxMail.at).desc(), col(OutboxMail.id).desc())
    )
    found, moment = here.session.exec(wanted).all(), now(here.session)
    return [
        Letter(
            mail,
            row.id,
            row.family_id,
            titles[row.family_id],
            held=held(guard(here.session, row.family_id), row, mail),
            too_late=mail.sent_at is None and row.ends <= moment,
        )
        for mail, row in found
    ]


def _readable(here: Here, mail_id: str) -> OutboxMail:
    """Give a letter that may be read here; outside the demo nobody reads the letters of others."""
    found = next((one for one in _letters(here) if one.mail.id == mail_id), None)
    if found is None or not here.settings.demo or found.held:
        raise NotFound
    here.found_meeting = find_meeting(here.session, found.meeting_id)
    return found.mail
