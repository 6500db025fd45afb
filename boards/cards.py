"""Cards: put up, edit, move, take down; from a phone by way of the tray; agreements with who, when and how."""

from datetime import date

from sqlmodel import Session, col, func, select

from accounts.actor import Actor
from boards import log
from boards.log import Locked as Locked
from boards.stage import stage_of
from boards.tables import COLUMNS, Board, BoardEvent, Card, Statement
from store.base import is_id, new_id
from store.refusal import NotFound, Refusal, Unfit
from store.text import clean_text, needed

MOST_LETTERS, MOST_LINES = 400, 8  # what one card on the wall can show whole
WRONG_ID = "Kortet har et forkert nummer. Genindlæs siden."
HOW_LETTERS = 400


class EditedByAnother(Refusal):
    """Somebody else changed the card's text in the meantime; both versions must be shown."""

    sentence = "En anden har rettet kortet imens. Vælg den tekst, der skal stå."


class TakenDown(Refusal):
    """The card was taken down while somebody wrote in it; the new words must not vanish with it."""

    sentence = "Kortet er taget ned imens. Skriv teksten på et nyt kort."


class AlreadyUsed(Refusal):
    """The card was put up and taken back; a late retry must not bring it back."""

    sentence = "Kortet er allerede sendt og taget tilbage."


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
    if there := _seen(session, board, card_id):
        return there
    log.unlocked(session, board)
    agreed = column == "next" and bool(agreement or who or due or how_seen)
    card = Card(
        id=card_id or new_id(),
        board_id=board.id,
        board_column=_column(column),
        text=_words(text),
        said_by=log.seat_of(session, board, said_by),
        own_words=own_words,
        agreement=agreed,
        who=log.seat_of(session, board, who),
        helpers=_helpers(session, board, helpers),
        due=due,
        how_seen=clean_text(how_seen, most=HOW_LETTERS, field="how_seen"),
        goal_id=_goal_id(session, board, goal_id),
        position=_end(session, board),
    )
    log.add(session, board, actor, card, verb="put up")
    return card_of(session, board, card.id)


def send(session: Session, board: Board, actor: Actor, *, column: str, text: str, card_id: str) -> Card:
    """Send a card from a phone: to the recorder's tray, or straight up when the facilitator has said so.

    The sender is the speaker. Sent twice with the same id, it makes one card.
    """
    if there := _seen(session, board, card_id):
        return _own(there, actor)
    stage = stage_of(session, board)
    card = Card(
        id=card_id or new_id(),
        board_id=board.id,
        board_column=_column(column),
        text=_words(text),
        said_by=(sender := log.seat_of(session, board, actor.id)),
        sent_by=sender,
        place="up" if stage.direct and not stage.locked else "tray",
        position=_end(session, board),
    )
    log.add(session, board, actor, card, verb="sent")
    return card_of(session, board, card.id)


def edit(session: Session, board: Board, actor: Actor, card_id: str, *, text: str, version: int) -> Card:
    """Change a card's words. `version` is the one that the editor saw; a newer one raises `EditedByAnother`."""
    card = card_of(session, board, card_id)
    words = _words(text)
    if card.place == "down":
        raise TakenDown
    if card.version != version and card.text != words:
        raise EditedByAnother
    if card.text != words:
        log.unlocked(session, board)
        log.amend(session, board, actor, card, verb="edited", text=words, version=card.version + 1)
    return card


def credit(session: Session, board: Board, actor: Actor, card_id: str, *, said_by: str | None) -> None:
    """Say who said the words on a card; None leaves it without a name."""
    card, speaker = card_of(session, board, card_id), log.seat_of(session, board, said_by)
    if card.said_by != speaker:
        log.amend(session, board, actor, card, verb="credited", said_by=speaker)


def move(session: Session, board: Board, actor: Actor, card_id: str, *, column: str) -> None:
    """Move a card to another column; an agreement that leaves `next` is a plain card again."""
    card = card_of(session, board, card_id)
    log.unlocked(session, board)
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
    """Take a card down; the log keeps it, and undo brings it back. A locked board keeps its cards."""
    if card_of(session, board, card_id).place == "up":
        log.unlocked(session, board)
    _place(session, board, actor, card_id, "down", "taken down")


def take_back(session: Session, board: Board, actor: Actor, card_id: str) -> None:
    """Let a sender take their own card down again; one that has become an agreement is no longer theirs alone."""
    card = _own(card_of(session, board, card_id), actor)
    if card.agreement:
        raise Unfit("Kortet er blevet en aftale. Sig det højt, hvis det skal ned.")
    take_down(session, board, actor, card.id)


def put_from_tray(session: Session, board: Board, actor: Actor, card_id: str) -> None:
    """Put a card from a phone on the board."""
    log.unlocked(session, board)
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
    card = card_of(session, board, card_id)
    if card.board_column != "next":
        raise Unfit("Flyt kortet til »Hvad skal der ske?« først.", field="column")
    log.amend(
        session,
        board,
        actor,
        card,
        verb="agreed",
        agreement=True,
        who=log.seat_of(session, board, who),
        helpers=_helpers(session, board, helpers),
        due=due,
        how_seen=clean_text(how_seen, most=HOW_LETTERS, field="how_seen"),
        said_open=False,
    )


def say_open(session: Session, board: Board, actor: Actor, card_id: str) -> None:
    """Say that an agreement's person or day is left open on purpose."""
    log.amend(session, board, actor, card_of(session, board, card_id), verb="left open", said_open=True)


def _own(card: Card, actor: Actor) -> Card:
    """Give the card to its sender; the id of somebody else's card opens nothing."""
    if card.sent_by != actor.id:
        raise Unfit(WRONG_ID, field="id")
    return card


def lost_versions(session: Session, board: Board, card_id: str) -> list[BoardEvent]:
    """Give the events of one card, in order: every wording it has had."""
    wanted = select(BoardEvent).where(
        BoardEvent.board_id == board.id, BoardEvent.subject_id == card_id, BoardEvent.subject == "card"
    )
    return list(session.exec(wanted.order_by(col(BoardEvent.seq))))


def _words(text: str) -> str:
    """Give a card's words as they can hang on the wall; refuses what is empty or has no room there."""
    words = needed(text, "Skriv noget på kortet først.", field="text", most=MOST_LETTERS)
    if words.count("\n") >= MOST_LINES:
        raise Unfit(
            "Kortet har for mange linjer. Der er plads til {most}. Del det i flere kort.", field="text", most=MOST_LINES
        )
    return words


def _place(session: Session, board: Board, actor: Actor, card_id: str, place: str, verb: str) -> None:
    card = card_of(session, board, card_id)
    if card.place != place:
        log.amend(session, board, actor, card, verb=verb, place=place, position=_end(session, board))


def card_of(session: Session, board: Board, card_id: str) -> Card:
    """Give a card of this board; refuses one that is not there."""
    card = session.get(Card, card_id)
    if card is None or card.board_id != board.id:
        raise NotFound("Kortet er der ikke mere.")
    return card


def _seen(session: Session, board: Board, card_id: str) -> Card | None:
    """Give the card that this id made before, even if it was taken down or undone since."""
    if not card_id:
        return None
    if not is_id(card_id):
        raise Unfit(WRONG_ID, field="id")
    card = session.get(Card, card_id)
    if card is not None and card.board_id != board.id:
        raise Unfit(WRONG_ID, field="id")
    if card is None and lost_versions(session, board, card_id):
        raise AlreadyUsed
    return card


def _helpers(session: Session, board: Board, seat_ids: list[str] | None) -> list[str]:
    return [seat for one in dict.fromkeys(seat_ids or []) if (seat := log.seat_of(session, board, one))]


def _goal_id(session: Session, board: Board, goal_id: str) -> str:
    """Give the id of a goal on this board, or nothing when no goal is meant; refuses anything else."""
    if not goal_id:
        return ""
    goal = session.get(Statement, goal_id)
    if goal is None or goal.board_id != board.id or goal.kind != "goal":
        raise Unfit("Målet er der ikke mere. Vælg et andet.", field="goal_id")
    return goal.id


def _column(column: str) -> str:
    if column not in COLUMNS:
        raise Unfit("Vælg, hvor på tavlen kortet skal stå.", field="column")
    return column


def _end(session: Session, board: Board) -> int:
    last = session.exec(select(func.max(Card.position)).where(Card.board_id == board.id)).one()
    return (last or 0) + 1
