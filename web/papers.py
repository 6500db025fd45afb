"""The papers of a played meeting: minutes, plan, fridge sheet, invitation and mails, as files in a folder."""

from datetime import date
from pathlib import Path

from accounts.visibility import FRIDGE, PAPER
from boards.closing import frozen_board
from boards.opening import board_of
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from exports.invite import invite
from exports.letter import mail
from exports.minutes import minutes
from exports.plan import plan
from families.reading import people
from meetings.inviting import calendar_entry
from meetings.posting import leaving
from meetings.reading import meeting
from store.clock import utc_now
from store.database import Store
from store.outbox import OutboxMail
from web.fridge import fridge_page
from web.opening import open_store
from web.plans import plan_of
from web.playing.meeting_file import parse, sample
from web.playing.play import run
from web.playing.told import Told
from web.settings import Settings


def play_to_papers(settings: Settings, file: Path | None, *, out: Path, today: date | None) -> list[str]:
    """Play the file's meeting, or the invented one, and write its papers. Gives what could not be taken, line by line."""
    content = parse(file.read_bytes()) if file else sample()
    out.mkdir(parents=True, exist_ok=True)
    store = open_store(settings, clock=utc_now)
    told = run(store, content, today=today, host=settings.host)
    if told.meeting_id:
        write_minutes(store, told, out)
    if told.family_id:
        write_plan(store, told, out)
    write_invitation(store, told, settings, out)
    write_mails(store, settings, out)
    store.close()
    return [str(refused) for refused in told.refusals]


def write_minutes(store: Store, told: Told, out: Path) -> None:
    """Write the minutes from the frozen board; while the meeting is open they are a draft."""
    with store.reading() as session:
        board = board_of(session, told.meeting_id)
        if board is None:
            return
        seen: BoardSnapshot = frozen_board(session, board) if board.final else snapshot(session, board)
        draft = board.final is None
    (out / "minutes.docx").write_bytes(minutes(seen.seen_by(PAPER), draft=draft))


def write_plan(store: Store, told: Told, out: Path) -> None:
    """Write the family's plan, and the sheet for the fridge as a page that stands alone."""
    with store.reading() as session:
        gathered = plan_of(session, told.family_id)
        known = [person.called for person in people(session, told.family_id)]
    (out / "plan.docx").write_bytes(plan(gathered))
    (out / "fridge.html").write_text(
        fridge_page(gathered.seen_by(FRIDGE), "da", known=known, draft=not told.closed), encoding="utf-8"
    )


def write_invitation(store: Store, told: Told, settings: Settings, out: Path) -> None:
    """Write the next meeting for a calendar, addressed to nobody."""
    if not told.following_id:
        return
    with store.reading() as session:
        entry = calendar_entry(session, meeting(session, told.following_id), "", host=settings.host, method="PUBLISH")
    (out / "invite.ics").write_bytes(invite(entry))


def write_mails(store: Store, settings: Settings, out: Path) -> None:
    """Write each mail of the outbox that may leave as an .eml file, in the order in which they were posted."""
    with store.reading() as session:
        for number, row in enumerate(leaving(session), 1):
            name = f"{number:02} {row.method.lower() or 'mail'} {row.to.split('@')[0]}.eml".replace("/", "-")
            (out / name).write_bytes(as_eml(row, settings))


def as_eml(row: OutboxMail, settings: Settings) -> bytes:
    """Give a mail of the outbox as it would be sent."""
    return mail(
        sender=settings.mail_from,
        to=row.to,
        subject=row.subject,
        body=row.body,
        message_id=f"{row.id}@{settings.host}",
        date=row.at,
        calendar=row.calendar.encode(),
        method=row.method,
    )
