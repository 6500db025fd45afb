"""A card that only some may see: the recorder says who, as far as consent lets them."""

from sqlmodel import Session

from accounts.actor import Actor
from boards import log
from boards.cards import card_of
from boards.tables import Board, Card
from meetings.tables import Participant
from store.refusal import Unfit


def show_only(session: Session, board: Board, actor: Actor, card_id: str, *, seats: list[str]) -> None:
    """Say who alone may see a card; nobody named is everybody, by column. Refuses somebody to whom consent does not open it.

    Such a card is on the recorder's desk and in those persons' minutes, and nowhere else: it does not come into the plan.
    """
    card = card_of(session, board, card_id)
    chosen = sorted({seat for one in seats if (seat := log.seat_of(session, board, one))})
    for seat_id in chosen:
        _check(session.get_one(Participant, seat_id), card)
    if card.only_for != chosen:
        log.amend(session, board, actor, card, verb="shown to some" if chosen else "shown to all", only_for=chosen)


def _check(seat: Participant, card: Card) -> None:
    if card.board_column != "next" and card.board_column not in seat.parts:
        raise Unfit("Samtykket giver ikke {name} lov til at se kortet. Vælg en anden.", field="seats", name=seat.called)
