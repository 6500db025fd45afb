"""Cards: put up, edit, move, take down; from a phone by way of the tray; agreements with who, when and how."""

from datetime import date

from sqlmodel import Session, col, func, select

from accounts.actor import Actor
from boards import log
from boards.stage import stage_of
from boards.tables import COLUMNS, Board, BoardEvent, Card
from meetings.tables import Participant
from store.base import is_id, new_id
from store.refusal import NotFound, Refusal, Unfit
from store.text import needed

MOST_LETTERS = 1_000
EMPTY = "Skriv noget på kortet først."


class Locked(Refusal):
    """The board is locked while it is read aloud."""

    sentence = "Tavlen er låst. Lås op for at sætte kortet på."


class EditedByAnother(Refusal):
    """Somebody else changed the card's text in the meantime; both versions must be shown."""

    sentence = "En anden har rettet kortet imens. Vælg den tekst, der skal stå."


def put_up(
    session: Session,
    board: Board,
    actor: Actor,
    *,
    column: str,
    text: str,
    card_id: str = "",
    said_by: str | None = None,
    own_words: bool = True,
    who: str | None = None,
    helpers: list[str] | None = None,
    due: date | None = None,
    how_seen: str = "",
    agreement: bool = False,
    goal_id: str = "",
) -> Card:
    """Put a card on the board. `card_id` is the client's own: sent twice, it makes one card.

    A card in the column `next` with a person, a day or a sign of success is an agreement.
    """
    _unlocked(session, board)
    if there := _seen(session, board, card_id):
        return there
    agreed = column == "next" and bool(agreement or who or due or how_seen)
    card = Card(
        id=card_id or new_id(),
        board_id=board.id,
        board_column=_column(column),
        text=needed(text, EMPTY, field="text", most=MOST_LETTERS),
        said_by=_seat_id(session, board, said_by),
        own_words=own_words,
        agreement=agreed,
        who=_seat_id(session, board, who),
        helpers=[seat for one in helpers or [] if (seat := _seat_id(session, board, one))],
        due=due,
        how_seen=how_seen,
        goal_id=goal_id,
        position=_end(session, board),
    )
    log.add(session, board, actor, card, verb="put up")
    return _get(session, board, card.id)


def send(session: Session, board: Board, actor: Actor, *, column: str, text: str, card_id: str) -> Card:
    """Send a card from a phone: to the recorder's tray, or straight up when the facilitator has said so.

    The sender is the speaker. Sent twice with the same id, it makes one card.
    """
    if there := _seen(session, board, card_id):
        return there
    stage = stage_of(session, board)
    card = Card(
        id=card_id or new_id(),
        board_id=board.id,
        board_column=_column(column),
        text=needed(text, EMPTY, field="text", most=MOST_LETTERS),
        said_by=actor.id,
        sent_by=actor.id,
        place="up" if stage.direct and not stage.locked else "tray",
        position=_end(session, board),
    )
    log.add(session, board, actor, card, verb="sent")
    return _get(session, board, card.id)


def edit(session: Session, board: Board, actor: Actor, card_id: str, *, text: str, version: int) -> Card:
    """Change a card's words. `version` is the one that the editor saw; a newer one raises `EditedByAnother`."""
    card = _get(session, board, card_id)
    words = needed(text, EMPTY, field="text", most=MOST_LETTERS)
    if card.version != version and card.text != words:
        raise EditedByAnother
    if card.text != words:
        _unlocked(session, board)
        log.amend(session, board, actor, card, verb="edited", text=words, version=card.version + 1)
    return card


def credit(session: Session, board: Board, actor: Actor, card_id: str, *, said_by: str | None) -> None:
    """Say who said the words on a card; None leaves it without a name."""
    card, speaker = _get(session, board, card_id), _seat_id(session, board, said_by)
    if card.said_by != speaker:
        log.amend(session, board, actor, card, verb="credited", said_by=speaker)


def move(session: Session, board: Board, actor: Actor, card_id: str, *, column: str) -> None:
    """Move a card to another column; an agreement that leaves `next` is a plain card again."""
    card = _get(session, board, card_id)
    _unlocked(session, board)
    if card.board_column == _column(column):
        return
    log.amend(
        session,
        board,
        actor,
        card,
        verb="moved",
        board_column=column,
        agreement=card.agreement and column == "next",
        position=_end(session, board),
    )


def take_down(session: Session, board: Board, actor: Actor, card_id: str) -> None:
    """Take a card down; the log keeps it, and undo brings it back."""
    _place(session, board, actor, card_id, "down", "taken down")


def put_from_tray(session: Session, board: Board, actor: Actor, card_id: str) -> None:
    """Put a card from a phone on the board."""
    _unlocked(session, board)
    _place(session, board, actor, card_id, "up", "put up")


def later(session: Session, board: Board, actor: Actor, card_id: str) -> None:
    """Keep a card from a phone for later; its sender sees that."""
    _place(session, board, actor, card_id, "later", "kept for later")


def agree(
    session: Session,
    board: Board,
    actor: Actor,
    card_id: str,
    *,
    who: str | None,
    due: date | None,
    how_seen: str,
    helpers: list[str] | None = None,
) -> None:
    """Make a card in `next` an agreement, or complete one: who, when, how we see it."""
    card = _get(session, board, card_id)
    if card.board_column != "next":
        raise Unfit("Flyt kortet til »Hvad skal der ske?« først.", field="column")
    log.amend(
        session,
        board,
        actor,
        card,
        verb="agreed",
        agreement=True,
        who=_seat_id(session, board, who),
        helpers=[seat for one in helpers or [] if (seat := _seat_id(session, board, one))],
        due=due,
        how_seen=how_seen,
        said_open=False,
    )


def say_open(session: Session, board: Board, actor: Actor, card_id: str) -> None:
    """Say that an agreement's person or day is left open on purpose."""
    log.amend(session, board, actor, _get(session, board, card_id), verb="left open", said_open=True)


def lost_versions(session: Session, board: Board, card_id: str) -> list[BoardEvent]:
    """Give the events of one card, in order: every wording it has had."""
    wanted = select(BoardEvent).where(BoardEvent.board_id == board.id, BoardEvent.subject_id == card_id)
    return list(session.exec(wanted.order_by(col(BoardEvent.seq))))


def _place(session: Session, board: Board, actor: Actor, card_id: str, place: str, verb: str) -> None:
    card = _get(session, board, card_id)
    if card.place != place:
        log.amend(session, board, actor, card, verb=verb, place=place, position=_end(session, board))


def _get(session: Session, board: Board, card_id: str) -> Card:
    card = session.get(Card, card_id)
    if card is None or card.board_id != board.id:
        raise NotFound("Kortet er der ikke mere.")
    return card


def _seen(session: Session, board: Board, card_id: str) -> Card | None:
    """Give the card that this id made before, even if it was taken down or undone since."""
    if not card_id:
        return None
    if not is_id(card_id):
        raise Unfit("Kortet har et forkert nummer. Genindlæs siden.", field="id")
    card = session.get(Card, card_id)
    if card is not None and card.board_id != board.id:
        raise Unfit("Kortet har et forkert nummer. Genindlæs siden.", field="id")
    if card is None and lost_versions(session, board, card_id):
        raise AlreadyUsed
    return card


class AlreadyUsed(Refusal):
    """The card was put up and taken back; a late retry must not bring it back."""

    sentence = "Kortet er allerede sendt og taget tilbage."


def _seat_id(session: Session, board: Board, seat_id: str | None) -> str | None:
    """Give the id of a participant of this meeting, None for nobody; refuses anybody else."""
    if not seat_id:
        return None
    seat = session.get(Participant, seat_id)
    if seat is None or seat.meeting_id != board.meeting_id:
        raise Unfit("Personen er ikke med i mødet. Vælg en anden.", field="who")
    return seat.id


def _column(column: str) -> str:
    if column not in COLUMNS:
        raise Unfit("Vælg, hvor på tavlen kortet skal stå.", field="column")
    return column


def _end(session: Session, board: Board) -> int:
    last = session.exec(select(func.max(Card.position)).where(Card.board_id == board.id)).one()
    return (last or 0) + 1


def _unlocked(session: Session, board: Board) -> None:
    if stage_of(session, board).locked:
        raise Locked
