"""What the tests of the office's pages share: the family's addresses, a meeting that ends, and text that wants to harm."""

from datetime import timedelta

from boards import cards, closing
from tests.cast import NEXT_ENDS, NEXT_STARTS, PLACE, Cast
from web.app import Tavlen

HOSTILE = "<script>alert(1)</script>\"'>&{{7*7}}%(num)s \u202eabc\u0000 " + "Ø" * 90

FIELDS = (
    *("title", "relation", "name", "called", "organisation", "email", "phone", "age", "ring", "kind"),
    *("given_by", "given_on", "valid_until", "how", "purpose", "limits", "covers", "goals_only", "why", "toward"),
    *("status", "remark", "date", "starts", "ends", "place", "seat", "answer", "person"),
)


def close_with_an_agreement(app: Tavlen, cast: Cast) -> None:
    """End the meeting with one agreement, a coordinator and a next date."""
    with app.store.writing() as session:
        board = cast.hold(session)
        cards.put_up(
            session, board, cast.mikkel.actor, column="works", text="Onsdag hos mormor", said_by=cast.alma.seat
        )
        cards.put_up(
            session, board, cast.mikkel.actor, column="worries", text="Der var ikke mad", said_by=cast.alma.seat
        )
        cards.put_up(
            session,
            board,
            cast.mikkel.actor,
            column="next",
            text="Mormor henter Alma",
            who=cast.grethe.seat,
            due=(NEXT_STARTS - timedelta(days=60)).date(),
            agreement=True,
        )
        closing.name_coordinator(session, board, cast.mikkel.actor, person_id=cast.mikkel.person, toward="family")
        closing.set_next(session, board, cast.mikkel.actor, starts=NEXT_STARTS, ends=NEXT_ENDS, place=PLACE)
        closing.close(session, board, cast.mikkel.actor)


def addresses(cast: Cast) -> list[str]:
    """Give every address of the family that is read."""
    family, row = f"/families/{cast.family}", f"/meetings/{cast.meeting}"
    return [
        *(family, f"{family}/meetings/new", f"{family}/plan", f"{family}/plan.docx", f"{family}/fridge"),
        *(row, f"{row}/minutes.docx", f"{row}/invite.ics", f"{row}/readers/{cast.signe.seat}/minutes.docx"),
    ]


def changes(cast: Cast) -> list[str]:
    """Give every address of the family that changes something."""
    family, row = f"/families/{cast.family}", f"/meetings/{cast.meeting}"
    return [
        *(f"{family}/people", f"{family}/consents", f"{family}/consents/x/withdrawal", f"{family}/coordinators"),
        *(f"{family}/meetings/new", f"{family}/actions/x", f"{family}/people/{cast.signe.person}"),
        *(
            f"{row}/opening",
            f"{row}/invitation",
            f"{row}/move",
            f"{row}/cancellation",
            f"{row}/people",
            f"{row}/answers",
        ),
    ]
