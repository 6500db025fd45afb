"""What happens in a meeting while a server runs, done through the verbs from the test's own process."""

from sqlmodel import select

from accounts.actor import Actor
from accounts.signing_in import invite_employee
from boards import cards, closing, door, log, opening
from families import consent, network
from families.reading import family
from families.tables import Consent
from families.team import join_team
from meetings import inviting, scheduling
from meetings.reading import meeting
from store.base import new_id
from store.clock import minutes
from tests.cast import ENDS, PLACE, STARTS
from tests.live.scene import Scene


def knock(scene: Scene, name: str) -> tuple[str, str]:
    """Let somebody knock who is not on the list. Gives the cookie and the seat."""
    with scene.store.writing() as session:
        row = meeting(session, scene.cast.meeting)
        seat, token = door.knock(session, scene.cast.hold(session), row, name=name)
        return f"guest={token}", seat.id


def come_unlisted(scene: Scene, name: str) -> str:
    """Let somebody in who is not on the list, and reads goals and agreements only. Gives the cookie."""
    cookie, seat = knock(scene, name)
    with scene.store.writing() as session:
        door.admit(session, scene.cast.hold(session), scene.cast.mikkel.actor, seat)
    return cookie


def withdraw_consents(scene: Scene) -> None:
    """Take every consent of the family back, so that professionals read goals and agreements only."""
    with scene.store.writing() as session:
        for row in session.exec(select(Consent).where(Consent.family_id == scene.cast.family)):
            consent.withdraw(session, row)
        session.flush()
        door.follow_consent(session, scene.cast.hold(session), scene.cast.mikkel.actor)


def put_up(scene: Scene, text: str, column: str = "works") -> None:
    """Put a card on the board from another process than the server's."""
    with scene.store.writing() as session:
        cards.put_up(session, scene.cast.hold(session), scene.cast.mikkel.actor, column=column, text=text)


def hand_over(scene: Scene) -> None:
    """Let somebody else write from now on, so that Mikkel runs the meeting no more."""
    with scene.store.writing() as session:
        row = meeting(session, scene.cast.meeting)
        row.recorder_id = scene.cast.ditte.person
        session.add(row)


def comes_to_record(scene: Scene) -> str:
    """Let a new colleague join the team and write from now on. Gives the account."""
    cast, name = scene.cast, f"Kim {new_id()}"
    with scene.store.writing() as session:
        account = invite_employee(session, name=name, email=f"{name.split()[1]}@fjordby.example").id
        house, row = family(session, cast.family), meeting(session, cast.meeting)
        join_team(session, house, cast.lene.actor, account_id=account)
        person = network.add_person(
            session, house, name=name, kind="professional", relation="Familiebehandler", account_id=account
        ).person_id
        inviting.seat(session, row, person)
        row.recorder_id = person
        session.add(row)
        return account


def close(scene: Scene) -> None:
    """Settle what must be settled, and end the meeting."""
    cast, actor = scene.cast, scene.cast.mikkel.actor
    with scene.store.writing() as session:
        board = cast.hold(session)
        closing.name_coordinator(session, board, actor, person_id=cast.lene.person, toward="family")
        closing.leave_next_open(session, board, actor)
        closing.close(session, board, actor)


def come_to_another_meeting(scene: Scene) -> str:
    """Open a meeting of another family with one guest. Gives the guest's cookie."""
    lene: Actor = scene.cast.lene.actor
    with scene.store.writing() as session:
        house = network.start_family(session, lene, title="Familien Holt")
        later = minutes(5)
        row = scheduling.call(
            session, family(session, house.id), purpose="Skole", starts=STARTS + later, ends=ENDS, place=PLACE
        )
        board = log.hold(session, opening.open_meeting(session, row, lene).id)
        seat, token = door.knock(session, board, row, name="Sofie")
        door.admit(session, board, lene, seat.id)
        return f"guest={token}"
