"""What happens at the meeting that the pages are looked at in: everything that can be on the board, and its end."""

from sqlmodel import Session, select

from boards import cards, closing
from boards.tables import Card
from families.reading import family
from meetings.reading import meeting
from meetings.scheduling import Meeting, call
from store.base import new_id
from tests.browser.house import House
from tests.cast import NEXT_ENDS, NEXT_STARTS, PLACE

LONG = "Når mor ikke vågner, bliver jeg hjemme og får Viggo afsted, og så kommer jeg for sent i skole og kan ikke følge med"


def fill(house: House) -> None:
    """Let everything be on the board that can be: cards, agreements, waiting cards, a knock, numbers."""
    if "fyldt" in " ".join(house.scene.texts()):
        return
    for column in ("works", "worries", "next"):
        for text in ("Kort", "Mormor henter Viggo om onsdagen", LONG):
            house.somebody_writes(f"{text} fyldt", column)
    cast = house.scene.cast
    with house.scene.store.writing() as session:
        board = cast.hold(session)
        who = {"who": cast.ditte.seat, "helpers": [cast.signe.seat, cast.jonas.seat]}
        cards.put_up(
            session, board, cast.mikkel.actor, column="next", text="Ditte ringer", due=NEXT_STARTS.date(), **who
        )
        for place in ("tray", "later"):
            card = cards.send(
                session, board, cast.grethe.actor, column="works", text=f"Fra telefonen {place}", card_id=new_id()
            )
            if place == "later":
                cards.later(session, board, cast.mikkel.actor, card.id)
    for seat, value in ((cast.signe, 4), (cast.jonas, 4), (cast.alma, 3)):
        address = house.scene.address(f"scales/{house.scale}/answers")
        house.another.post(address, data={"seat": seat.seat, "value": str(value), "why": "Fordi"})
    guest = house.phone()
    guest.joins(house.code, as_="Nabo Bent")


def another_meeting(session: Session, house: House) -> str:
    cast = house.scene.cast
    row: Meeting = call(
        session,
        family(session, cast.family),
        purpose="Hvordan går det?",
        starts=NEXT_STARTS,
        ends=NEXT_ENDS,
        place=PLACE,
        called_by=cast.lene.person,
        facilitator=cast.lene.person,
        recorder=cast.lene.person,
    )
    return row.id


def end(house: House) -> None:
    """End the meeting with everything settled."""
    cast = house.scene.cast
    with house.scene.store.writing() as session:
        if meeting(session, cast.meeting).closed_at:
            return
        board = cast.hold(session)
        for card in cards_in_next(session, board.id):
            cards.say_open(session, board, cast.mikkel.actor, card)
        closing.name_coordinator(session, board, cast.mikkel.actor, person_id=cast.lene.person, toward="family")
        closing.set_next(session, board, cast.mikkel.actor, starts=NEXT_STARTS, ends=NEXT_ENDS, place=PLACE)
        closing.accept(session, board, cast.mikkel.actor, by="Mor, Far og Alma")
        closing.close(session, board, cast.mikkel.actor)


def cards_in_next(session: Session, board_id: str) -> list[str]:
    wanted = select(Card.id).where(Card.board_id == board_id, Card.board_column == "next", Card.agreement == True)  # noqa: E712
    return list(session.exec(wanted))
