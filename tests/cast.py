"""The named cast: the invented family Bro Madsen at its second meeting, made through the real verbs.

Everybody's limits are real: Pernille from the job centre may read goals and agreements only, Hussein has no
consent, Per works in another team and must see nothing, and Alma keeps one sentence to herself. Lene, Anne-Marie and
Mikkel are the case team; Ditte and Birgit are professionals at the table. Ada administers and Lars leads: neither sees content.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from accounts.actor import Actor
from accounts.signing_in import actor_of, invite_employee
from boards import door, log, opening
from boards.tables import Board
from families import consent, network
from families.tables import Family
from families.team import join_team
from meetings import childs_words, inviting, scheduling
from meetings.reading import meeting
from store.database import Store

STARTS, ENDS = datetime(2026, 9, 16, 13, 0, tzinfo=UTC), datetime(2026, 9, 16, 14, 30, tzinfo=UTC)
NEXT_STARTS, NEXT_ENDS = datetime(2026, 12, 9, 14, 0, tzinfo=UTC), datetime(2026, 12, 9, 15, 30, tzinfo=UTC)
PLACE = "Havneskolen, lokale 12"
KEY = b"k" * 32
HIDDEN = "Min veninde Sarah sover hos os, når hendes far er fuld"
SHOWN = "Når mor ikke vågner, bliver jeg hjemme og får Viggo afsted"
GOALS_ONLY = ("pernille",)
FROM_STEP = {"pernille": 6}
NO_NUMBER = ("anne_marie",)
TEAM = ("lene", "anne_marie", "mikkel")
ABSENT = ("birgit", "hussein")

EMPLOYEES = (
    ("lene", "Lene Skov", "Børne- og ungerådgiver (myndighed)", "Familieafdelingen"),
    ("ditte", "Ditte Krogh", "Klasselærer for Alma", "Havneskolen"),
    ("mikkel", "Mikkel Holm", "Familiebehandler", "Familiehuset"),
    ("pernille", "Pernille Juul", "Sygedagpengerådgiver", "Jobcenter Fjordby"),
    ("anne_marie", "Anne-Marie Lund", "Netværksfacilitator", "Familieafdelingen, netværksenheden"),
    ("birgit", "Birgit Toft", "Pædagog for Viggo", "Børnehuset Skibet"),
    ("hussein", "Hussein Amin", "Bostøtte for Signe", "Voksenområdet"),
)
PRIVATE = (
    ("signe", "Signe Bro", "parent", "Mor", "inner"),
    ("jonas", "Jonas Madsen", "parent", "Far", "inner"),
    ("alma", "Alma Bro Madsen", "child", "Barn, 13 år", "inner"),
    ("grethe", "Grethe Bro", "network", "Mormor", "inner"),
    ("kim", "Kim Madsen", "network", "Farbror", "middle"),
)


@dataclass(frozen=True)
class Someone:
    """A person of the cast: the ids, and the actor that they are when they do something."""

    person: str
    seat: str
    actor: Actor


@dataclass(frozen=True)
class Cast:
    """Everybody, and the ids of their family, meeting and board."""

    family: str
    meeting: str
    board: str
    signe: Someone
    jonas: Someone
    alma: Someone
    grethe: Someone
    kim: Someone
    lene: Someone
    ditte: Someone
    mikkel: Someone
    pernille: Someone
    anne_marie: Someone
    birgit: Someone
    hussein: Someone
    per: Actor
    admin: Actor
    leader: Actor

    def hold(self, session: Session) -> Board:
        """Give the board, locked for this transaction, as a route does."""
        return log.hold(session, self.board)

    def everybody(self) -> dict[str, Someone]:
        """Give everybody on the meeting's list, by key."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Someone)}


def gather(store: Store) -> Cast:
    """Put the whole cast in the database, with the meeting open and nobody marked as there yet."""
    with store.writing() as session:
        actors = {key: _employee(session, key, name) for key, name, _, _ in EMPLOYEES}
        per, admin = _employee(session, "per", "Per Vang"), _employee(session, "admin", "Ada Drift", role="admin")
        leader = _employee(session, "leader", "Lars Leth", role="leader")
        house = network.start_family(session, actors["lene"], title="Familien Bro Madsen")
        for key in TEAM:
            join_team(session, house, actors["lene"], account_id=actors[key].id)
        people = _people(session, house, actors)
        _consents(session, house, people)
        row = _meeting(session, house, people)
        seats = {
            key: inviting.seat(
                session,
                row,
                person,
                from_step=FROM_STEP.get(key, 0),
                gives_number=key not in NO_NUMBER,
            ).id
            for key, person in people.items()
        }
        _childs_words(session, row.id, people["alma"])
        board = opening.open_meeting(session, row, actors["mikkel"])
        guests = {key: Actor(kind="guest", id=seats[key], name=name) for key, name, *_ in PRIVATE}
        known = {key: Someone(people[key], seats[key], actors.get(key) or guests[key]) for key in people}
        return Cast(house.id, row.id, board.id, **known, per=per, admin=admin, leader=leader)


def arrive(session: Session, cast: Cast, *absent: str) -> None:
    """Mark everybody as there but those named, and Birgit and Hussein, who never are."""
    board = cast.hold(session)
    for key, one in cast.everybody().items():
        if key not in ABSENT + absent:
            door.attend(session, board, cast.mikkel.actor, one.seat, attended=True)


def come_by_phone(session: Session, cast: Cast, someone: Someone) -> str:
    """Let somebody from the list knock and be admitted by name. Gives the secret of the phone's cookie."""
    board = cast.hold(session)
    guest, token = door.knock(session, board, meeting(session, cast.meeting), name=someone.actor.name)
    door.admit(session, board, cast.mikkel.actor, guest.id, as_seat=someone.seat)
    return token


def _employee(session: Session, key: str, name: str, *, role: str = "worker") -> Actor:
    return actor_of(invite_employee(session, name=name, email=f"{key}@fjordby.example", role=role))


def _people(session: Session, house: Family, actors: dict[str, Actor]) -> dict[str, str]:
    people = {}
    for key, name, kind, relation, ring in PRIVATE:
        age, email = (13, "") if kind == "child" else (None, f"{key}@familie.example")
        custody = kind == "parent"
        people[key] = network.add_person(
            session, house, name=name, kind=kind, relation=relation, ring=ring, email=email, age=age, custody=custody
        ).person_id
    for key, name, relation, organisation in EMPLOYEES:
        people[key] = network.add_person(
            session,
            house,
            name=name,
            kind="professional",
            relation=relation,
            organisation=organisation,
            email=f"{key}@fjordby.example",
            account_id=actors[key].id,
        ).person_id
    return people


def _consents(session: Session, house: Family, people: dict[str, str]) -> None:
    shared = ["lene", "ditte", "mikkel", "anne_marie", "birgit"]
    whole = ["school", "health", "relations"]
    for giver, day, kinds, covers in (
        ("signe", date(2026, 8, 28), [*whole, "economy"], [*shared, "pernille"]),
        ("jonas", date(2026, 8, 31), [*whole, "treatment"], shared),
        ("alma", date(2026, 9, 9), ["school", "relations"], ["lene", "ditte", "mikkel", "anne_marie", "grethe"]),
    ):
        consent.give(
            session,
            house,
            given_by=people[giver],
            given_on=day,
            form="oral" if giver == "alma" else "written",
            noted_by="Mikkel Holm" if giver == "alma" else "",
            kinds=kinds,
            purpose="Holde netværksmøder og samle én familieplan",
            covers=[people[key] for key in covers],
            goals_only=[people[key] for key in GOALS_ONLY],
            valid_until=None if giver == "alma" else day.replace(year=2027),
        )


def _meeting(session: Session, house: Family, people: dict[str, str]) -> scheduling.Meeting:
    return scheduling.call(
        session,
        house,
        purpose="Hvordan får alle tre børn en god morgen?",
        starts=STARTS,
        ends=ENDS,
        place=PLACE,
        called_by=people["ditte"],
        facilitator=people["anne_marie"],
        recorder=people["mikkel"],
    )


def _childs_words(session: Session, meeting_id: str, alma: str) -> None:
    row = meeting(session, meeting_id)
    for house, text, shown in (
        ("good", "Mormor henter mig om onsdagen, og så laver vi mad", True),
        ("worries", SHOWN, True),
        ("worries", HIDDEN, False),
        ("dreams", "At en anden voksen har styr på morgenen", True),
    ):
        childs_words.write(session, row, person_id=alma, house=house, text=text, shown=shown)
