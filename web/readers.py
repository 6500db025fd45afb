"""What an employee may read of a family's meetings and plan: all for those on the case, for others what consent opens today."""

from sqlmodel import col, select

from accounts.visibility import Viewer, participant, reader_of_plan
from families import consent
from families.reading import places_of
from meetings.inviting import covered
from meetings.tables import Participant
from store.clock import local_date
from store.database import now
from store.refusal import NotFound
from web.here import Here


def reader(here: Here) -> Viewer:
    """Give what this employee may read of the meeting.

    Who runs it, and who is on the case, reads all but the words of a child that did not let them, and the cards that are
    for others only. Somebody else at the table reads what consent opens today.
    """
    mine = [place.person_id for place in places_of(here.session, here.family.id, here.actor.id)]
    wanted = select(Participant).where(Participant.meeting_id == here.meeting.id, col(Participant.person_id).in_(mine))
    seat = here.session.exec(wanted).first()
    if here.ties.team or here.ties.runs or here.ties.opened:
        return participant(seat.id if seat else "nobody", _of_the_case(here))
    if seat is None:
        raise NotFound
    may = covered(here.session, here.meeting)[seat.id]
    return participant(seat.id, may.parts, may.without)


def plan_reader(here: Here) -> Viewer:
    """Give what this employee may read of the family's plan: it is for those on the case, and for nobody else by this."""
    return reader_of_plan(_of_the_case(here)) if here.ties.team or here.ties.opened else reader_of_plan()


def _of_the_case(here: Here) -> frozenset[str]:
    mine = [place.person_id for place in places_of(here.session, here.family.id, here.actor.id)]
    return consent.cover(here.session, here.family.id, local_date(now(here.session))).words_of_case(mine)
