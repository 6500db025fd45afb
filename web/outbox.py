"""The outbox: which letters are on their way. In the demo, where no mail leaves, they can be read."""

from dataclasses import dataclass

from fastapi import APIRouter
from sqlmodel import col, func, select
from sqlmodel.sql.expression import Select
from starlette.responses import Response

from families.guarding import guard, guard_all
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
from web.paging import Page, leaf
from web.start import my_families

router = APIRouter()


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
def outbox(here: Here, page: Page = 1) -> Response:
    """List the letters about the families that this employee may see, the newest first. Only the demo shows what they say."""
    titles = {family.id: family.title for family in my_families(here)}
    counted = select(func.count()).select_from(OutboxMail).join(Meeting, col(Meeting.id) == col(OutboxMail.meeting_id))
    part = leaf(here.session.exec(counted.where(col(Meeting.family_id).in_(list(titles)))).one(), page)
    rows = here.session.exec(_about(titles).offset(part.first).limit(part.last - part.first)).all()
    guard_all(here.session, {row.family_id for _, row in rows})
    return show(here, "outbox.html", letters=[_letter(here, mail, row, titles) for mail, row in rows], part=part)


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


def _about(titles: dict[str, str]) -> Select[tuple[OutboxMail, Meeting]]:
    """Give the question for the letters about these families, the newest first."""
    return (
        select(OutboxMail, Meeting)
        .join(Meeting, col(Meeting.id) == col(OutboxMail.meeting_id))
        .where(col(Meeting.family_id).in_(list(titles)))
        .order_by(col(OutboxMail.at).desc(), col(OutboxMail.id).desc())
    )


def _letter(here: Here, mail: OutboxMail, row: Meeting, titles: dict[str, str]) -> Letter:
    return Letter(
        mail,
        row.id,
        row.family_id,
        titles[row.family_id],
        held=held(guard(here.session, row.family_id), row, mail),
        too_late=mail.sent_at is None and row.ends <= now(here.session),
    )


def _readable(here: Here, mail_id: str) -> OutboxMail:
    """Give a letter that may be read here; outside the demo nobody reads the letters of others."""
    titles = {family.id: family.title for family in my_families(here)}
    named = here.session.exec(_about(titles).where(OutboxMail.id == mail_id)).first()
    found = _letter(here, *named, titles) if named else None
    if found is None or not here.settings.demo or found.held:
        raise NotFound
    here.found_meeting = find_meeting(here.session, found.meeting_id)
    return found.mail
