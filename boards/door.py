"""The door: knock, admit by name, show out; who is there is part of the log."""

from sqlmodel import Session, col, func, or_, select

from accounts.actor import SYSTEM, Actor
from boards import log
from boards.stage import stage_of
from boards.tables import Board, BoardEvent
from boards.underway import hold_each
from meetings import inviting, passes
from meetings.tables import Meeting, Participant
from store import limits
from store.base import new_id
from store.clock import minutes
from store.database import now
from store.refusal import NotFound, Refusal, Unfit
from store.text import bounded, clean_text, needed

MOST_GUESTS = 60
MANY_WRONG, LATELY = 10, minutes(15)
NOTE_LETTERS = 400
NAME = "Skriv, hvad vi skal kalde dig."
ROOM = "Skriv et tal fra 1 til 60, eller lad feltet stå tomt."


class NoSeatLeft(Refusal):
    """More have knocked than a room can hold."""

    sentence = "Der er ikke plads til flere lige nu. Spørg mødelederen."


class AllSeatsTaken(Refusal):
    """As many phones are in, or wait, as the recorder has made room for."""

    sentence = "Alle {n} pladser er taget. Spørg mødelederen i rummet."


def knock(session: Session, board: Board, meeting: Meeting, *, name: str) -> tuple[Participant, str]:
    """Knock with a name of one's own. Gives the seat and the secret of the guest's cookie; nothing is shown yet."""
    called = needed(name, NAME, field="name", most=60, lines=False)
    waiting = select(func.count()).where(
        Participant.meeting_id == meeting.id, col(Participant.person_id).is_(None), col(Participant.left_at).is_(None)
    )
    if session.exec(waiting).one() >= MOST_GUESTS:
        raise NoSeatLeft
    room = stage_of(session, board).seats
    if room and _phones(session, board) >= room:
        raise AllSeatsTaken(n=room)
    actor = Actor(kind="guest", id=new_id(), name=called)
    seat = Participant(id=actor.id, meeting_id=meeting.id, called=called, gives_number=True, knocked_at=now(session))
    log.add(session, board, actor, seat, verb="knocked")
    row = _seat(session, board, seat.id)
    return row, passes.give_pass(session, row, meeting)


def admit(session: Session, board: Board, actor: Actor, seat_id: str, *, as_seat: str = "") -> Participant:
    """Let a guest in, as somebody from the list (`as_seat`) or under the name that they wrote.

    Somebody from the list sees what consent covers; anybody else sees goals and agreements only. Refuses a guest
    who was shown out: the phone's pass is gone, so it must knock again.
    """
    guest = _seat(session, board, seat_id)
    if guest.admitted_at:
        return guest
    if guest.left_at and guest.person_id is None:
        raise Unfit("{name} er vist ud. Bed personen banke på igen.", field="seat", name=guest.called)
    if not as_seat or as_seat == seat_id:
        let_in = {"admitted_at": now(session), "admitted_by": actor.id, "left_at": None}
        if guest.person_id is None:
            family_id = session.get_one(Meeting, board.meeting_id).family_id
            let_in["without"] = sorted(inviting.uncovered(session, family_id).without)
        log.amend(session, board, actor, guest, verb="admitted", **let_in)
        return guest
    seat = _seat(session, board, as_seat)
    if guest.person_id or not seat.person_id:
        raise Unfit("Vælg den, der banker på, og et navn fra listen.", field="as_seat")
    if seat.admitted_at and not seat.left_at:
        raise Unfit("{name} er allerede lukket ind på en anden telefon.", field="as_seat", name=seat.called)
    passes.pass_on(session, guest.id, seat.id)
    log.amend(
        session,
        board,
        actor,
        seat,
        verb="admitted",
        admitted_at=now(session),
        admitted_by=actor.id,
        left_at=None,
        attended=True,
    )
    log.change(session, board, actor, verb="became", subject="seat", subject_id=guest.id, after=None)
    return seat


def show_out(session: Session, board: Board, actor: Actor, seat_id: str) -> None:
    """Show somebody out, or turn somebody away who knocks: the pass ends and the stream closes. Twice is once."""
    seat = _seat(session, board, seat_id)
    passes.revoke(session, seat.id)
    if seat.left_at and not seat.admitted_at:
        return
    log.amend(session, board, actor, seat, verb="shown out", left_at=now(session), admitted_at=None)


def add_to_list(
    session: Session, board: Board, actor: Actor, person_id: str, *, note: str = "", gives_number: bool = True
) -> Participant:
    """Put somebody from around the family on the list of a meeting that is open; what they may read follows consent."""
    row = session.get_one(Meeting, board.meeting_id)
    seat = inviting.seat(session, row, person_id, note=note, gives_number=gives_number)
    listed = select(BoardEvent.id).where(BoardEvent.board_id == board.id, BoardEvent.subject_id == seat.id)
    if not session.exec(listed).first():
        log.amend(session, board, actor, seat, verb="listed")
    return seat


def follow_consent(session: Session, board: Board, actor: Actor) -> None:
    """Bring what each person on the list may read in line with the consents of today: when one is given or withdrawn."""
    row = session.get_one(Meeting, board.meeting_id)
    today, others = inviting.covered(session, row), inviting.uncovered(session, row.family_id)
    listed = select(Participant).where(Participant.meeting_id == board.meeting_id).order_by(col(Participant.id))
    for seat in session.exec(listed).all():
        may = today.get(seat.id, others)
        parts, without = sorted(may.parts), sorted(may.without)
        if (sorted(seat.parts), sorted(seat.without)) != (parts, without):
            log.amend(session, board, actor, seat, verb="followed consent", parts=parts, without=without)


def renew_code(session: Session, board: Board, actor: Actor, *, key: bytes) -> None:
    """Close the present way in and make another; every screen shows it, and those who are in stay in."""
    passes.renew(session, session.get_one(Meeting, board.meeting_id), key=key)
    log.amend(session, board, actor, stage_of(session, board), verb="renewed code", warned=False)


def make_room(session: Session, board: Board, actor: Actor, *, seats: object) -> None:
    """Say how many phones may knock or be in, from 1 to 60, or nothing for no limit. Those who are in stay in."""
    most = bounded(seats, 1, MOST_GUESTS, ROOM, field="seats") if str(seats).strip() else 0
    stage = stage_of(session, board)
    if stage.seats != most:
        log.amend(session, board, actor, stage, verb="made room", seats=most)


def hear_wrong_code(session: Session) -> None:
    """Count a wrong code; the tenth in a quarter of an hour tells every meeting that is open, once.

    A wrong code names no meeting, so it cannot renew that meeting's code by itself: a stranger could keep every screen
    changing. Whoever runs a meeting is told, and renews with one tap.
    """
    if limits.count(session, "wrong codes lately", within=LATELY) != MANY_WRONG:
        return
    for board in hold_each(session):
        stage = stage_of(session, board)
        if not stage.warned and passes.open_code(session, board.meeting_id):
            log.amend(session, board, SYSTEM, stage, verb="heard wrong codes", warned=True)


def follow_consents(session: Session, actor: Actor, *, family_id: str) -> None:
    """Do so on every board of the family that is open: a yes that is taken back counts at once."""
    for board in hold_each(session, family_id=family_id):
        follow_consent(session, board, actor)


def attend(
    session: Session, board: Board, actor: Actor, seat_id: str, *, attended: bool | None, note: str | None = None
) -> None:
    """Write down whether somebody on the list is there; None leaves it unsaid. Who had gone and is there again is here."""
    seat = _seat(session, board, seat_id)
    words = seat.note if note is None else clean_text(note, most=NOTE_LETTERS, field="note")
    left = None if attended and seat.person_id else seat.left_at
    if (seat.attended, seat.note, seat.left_at) != (attended, words, left):
        log.amend(session, board, actor, seat, verb="attended", attended=attended, note=words, left_at=left)


def _phones(session: Session, board: Board) -> int:
    """Give how many phones are in or wait at the door."""
    here = or_(col(Participant.admitted_at).is_not(None), col(Participant.knocked_at).is_not(None))
    wanted = select(func.count()).where(Participant.meeting_id == board.meeting_id, col(Participant.left_at).is_(None))
    return session.exec(wanted.where(here)).one()


def _seat(session: Session, board: Board, seat_id: str) -> Participant:
    seat = session.get(Participant, seat_id)
    if seat is None or seat.meeting_id != board.meeting_id:
        raise NotFound("Personen er ikke med i mødet.")
    return seat
