"""Families with one of everything that an address can name: the cast's, one that nobody of the cast may see, one deleted."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select
from starlette.testclient import TestClient

from accounts.actor import Actor
from accounts.reviewing import Sampled
from accounts.signing_in import actor_of, invite_employee
from accounts.tables import Account, SampledLooks
from boards import cards, closing, door, opening, scale, statements
from boards.tables import Board, FollowUp, Scale
from families import break_glass, consent, coordination, network
from families.leaving import close_account
from families.protection import lift, protect
from families.reading import family, members
from families.tables import Action, CaseWorker, Consent, Family, GlassBreak
from families.team import join_team
from keeping.due import whole_family
from keeping.ledger import Ledger
from keeping.removing import remove
from meetings import inviting, passes, scheduling
from meetings.reading import coming, meeting
from meetings.tables import Meeting, Participant
from store.backup import copy_to
from store.base import metadata
from store.database import Store
from store.outbox import OutboxMail
from tests.cast import PLACE, Cast
from tests.web.visiting import desk, stranger
from web.app import Tavlen, create_app
from web.inviting_mail import send_invitations
from web.settings import Settings

NEXT, AFTER = datetime(2026, 12, 9, 14, 0, tzinfo=UTC), datetime(2027, 2, 9, 14, 0, tzinfo=UTC)
LENGTH = timedelta(minutes=90)
REASON = "Vagten i nat skal kende aftalerne"


@dataclass(frozen=True)
class Things:
    """One family's ids, by the names that the addresses use. `meeting_id` is open, `called` is not, `closed` is over."""

    family_id: str
    meeting_id: str
    closed: str
    called: str
    person_id: str
    consent_id: str
    action_id: str
    card_id: str
    agreement: str
    sent: str
    seat_id: str
    knocking: str
    scale_id: str
    follow_up_id: str
    mail_id: str
    account_id: str
    opening_id: str
    sample_id: str
    protection_id: str
    tokens: dict[str, str]

    def within(self, path: str) -> str:
        """Give the address of this family's things that a route's path describes."""
        named = vars(self) | ({"card_id": self.agreement} if "/agreements/" in path else {})
        named |= {"card_id": self.sent} if path.startswith("/phone/") else {}
        named |= {"seat_id": self.knocking} if path.endswith("/seats/{seat_id}/sheet") else {}  # it asks who knocks
        return path.format(**named)


@dataclass(frozen=True)
class World:
    """The demo's application over both families, and the browsers of everybody who may ask.

    `gone` names what is not there any more: a family that half the cast worked with until it was deleted.
    """

    app: Tavlen
    cast: Cast
    ours: Things
    theirs: Things
    gone: Things
    browsers: dict[str, TestClient]


def furnished(store: Store, cast: Cast, key_file: Path) -> World:
    """Furnish the families, and let everybody sign in or come to the door."""
    ledger = Ledger(key_file.parent / "deleted")
    settings = Settings(key_file=key_file, deletion_ledger=ledger.path, demo=True, public_url="http://testserver")
    app = create_app(settings, store)
    with store.writing() as session:
        house, first = family(session, cast.family), meeting(session, cast.meeting)
        other, others_first = _of_per(session, cast, "Familien Dahl")
        opener = cast.hussein.actor
        for each, number in ((other, "2026-2002"), (house, "2026-1001")):
            network.number_case(session, each, case_ref=number)
            break_glass.break_glass(session, opener, case_ref=number, reason=REASON)
        break_glass.close_again(session, account_id=opener.id, family_id=other.id)
        account = session.get_one(Account, cast.admin.id)
        admin = network.add_person(
            session, house, name="Ada Drift", kind="professional", relation="", account_id=account.id
        )
        for holder in (cast.signe, cast.jonas):  # an administrator sees nothing, whatever the consents say
            _consent(session, house, holder.person, admin.person_id)
        ours = _furnish(session, house, first, cast.mikkel.actor, app.api.state.code_key)
        for who, someone in (("child", cast.alma), ("private network", cast.grethe)):
            ours.tokens[who] = _come(session, ours, cast.mikkel.actor, someone.person)
        coordinator = _coordinator(session, house)
        leaving = invite_employee(session, name="Dan Lukket", email="dan@fjordby.example")
        theirs = _furnish(session, other, others_first, cast.per, app.api.state.code_key)
        gone = _until_deleted(session, cast, app.api.state.code_key)
    browsers = _browsers(app, cast, ours, theirs)
    browsers |= {"coordinator": desk(app, coordinator), "disabled employee": desk(app, actor_of(leaving))}
    browsers |= {"guest of a deleted meeting": with_pass(app, gone.tokens["admitted"])}
    with store.writing() as session:
        close_account(session, session.get_one(Account, leaving.id), by=cast.admin)
        remove(session, ledger, whole_family(session, gone.family_id))
    return World(app, cast, ours, theirs, gone, browsers)


def _until_deleted(session: Session, cast: Cast, key: bytes) -> Things:
    """Furnish a family that Per, Mikkel and Lene work with and Hussein opened."""
    house, first = _of_per(session, cast, "Familien Borte")
    for one in (cast.mikkel, cast.lene):
        join_team(session, house, cast.per, account_id=one.actor.id)
    network.number_case(session, house, case_ref="2026-3003")
    break_glass.break_glass(session, cast.hussein.actor, case_ref="2026-3003", reason=REASON)
    return _furnish(session, house, first, cast.per, key)


def _come(session: Session, things: Things, runner: Actor, person_id: str) -> str:
    """Let somebody from the list come by phone. Gives the secret of the phone's cookie."""
    row = meeting(session, things.meeting_id)
    board = opening.the_board(session, row.id)
    guest, token = door.knock(session, board, row, name="Gæst")
    door.admit(session, board, runner, guest.id, as_seat=_seat_of(session, row, person_id).id)
    return token


def _coordinator(session: Session, house: Family) -> Actor:
    """Give an employee who coordinates the plan and is on no team."""
    account = invite_employee(session, name="Karen Koch", email="karen@fjordby.example")
    person = network.add_person(
        session, house, name=account.name, kind="professional", relation="Koordinator", account_id=account.id
    )
    coordination.assign(session, house.id, person_id=person.person_id, toward="professionals")
    return actor_of(account)


def _of_per(session: Session, cast: Cast, title: str) -> tuple[Family, Meeting]:
    """Give a family that only Per knows, and its first meeting."""
    house = network.start_family(session, cast.per, title=title)
    account = session.get_one(Account, cast.per.id)
    mother = network.add_person(session, house, name="Mette Dahl", kind="parent", relation="Mor", custody=True)
    per = network.add_person(
        session, house, name="Per Vang", kind="professional", relation="", email=account.email, account_id=account.id
    )
    _consent(session, house, mother.person_id, per.person_id)
    starts = datetime(2026, 9, 16, 13, 0, tzinfo=UTC)
    first = scheduling.call(
        session,
        house,
        purpose="Hvem henter?",
        starts=starts,
        ends=starts + LENGTH,
        place="Biblioteket",
        called_by=per.person_id,
        recorder=per.person_id,
    )
    for one in (mother, per):
        inviting.seat(session, first, one.person_id)
    return house, first


def _furnish(session: Session, house: Family, first: Meeting, runner: Actor, key: bytes) -> Things:
    _hold_and_close(session, house, first, runner)
    second = coming(session, house.id)
    assert second is not None
    second.called_by = first.called_by
    board = opening.open_meeting(session, second, runner)
    passes.open_door(session, second, key=key)
    parent = next(member.person_id for _, member in _around(session, house) if member.kind == "parent")
    seat = _seat_of(session, second, parent)
    card, agreement = _cards(session, board, runner, seat)
    asked = session.exec(select(Scale).where(Scale.board_id == board.id)).first()
    assert asked is not None
    scale.answer(session, board, runner, scale_id=asked.id, seat_id=seat.id, value=5, why="Ro", one_up="Søvn")
    tokens = {}
    for who, let_in in (("admitted", True), ("waiting", False), ("shown out", True)):
        guest, tokens[who] = door.knock(session, board, second, name=f"Gæst {who}")
        if let_in:
            door.admit(session, board, runner, guest.id)
        if who == "admitted":
            mine = cards.send(
                session, board, Actor("guest", guest.id, "Gæst"), column="works", text="Fra mig", card_id=""
            )
        if who == "shown out":
            door.show_out(session, board, runner, guest.id)
        if who == "waiting":
            knocking = guest.id
    guest, tokens["parent"] = door.knock(session, board, second, name="Mor")
    door.admit(session, board, runner, guest.id, as_seat=seat.id)
    third = _call(session, house, second)
    send_invitations(session, third, host="testserver")
    return Things(
        family_id=house.id,
        meeting_id=second.id,
        closed=first.id,
        called=third.id,
        person_id=parent,
        consent_id=_first(session, select(Consent.id).where(Consent.family_id == house.id)),
        action_id=_first(session, select(Action.id).where(Action.family_id == house.id)),
        card_id=card,
        agreement=agreement,
        sent=mine.id,
        seat_id=seat.id,
        knocking=knocking,
        scale_id=asked.id,
        follow_up_id=_first(session, select(FollowUp.id).where(FollowUp.board_id == board.id)),
        sample_id=_sampled(session, house),
        mail_id=_first(session, select(OutboxMail.id).where(OutboxMail.meeting_id == third.id)),
        account_id=_first(session, select(CaseWorker.account_id).where(CaseWorker.family_id == house.id)),
        opening_id=_first(session, select(GlassBreak.id).where(GlassBreak.family_id == house.id)),
        protection_id=_lifted(session, house, runner, parent),
        tokens=tokens,
    )


def _lifted(session: Session, house: Family, runner: Actor, person_id: str) -> str:
    """Give a protection that is lifted, so that phones may write directly on the board as they do elsewhere."""
    row = protect(session, house, runner, person_id=person_id, kind="car", text="AB 12 345")
    lift(session, row, runner)
    return row.id


def _consent(session: Session, house: Family, giver: str, covers: str) -> None:
    day = datetime(2026, 9, 1).date()
    consent.give(session, house, given_by=giver, given_on=day, how="skriftligt", purpose="", covers=[covers])


def _hold_and_close(session: Session, house: Family, row: Meeting, runner: Actor) -> None:
    """Hold the first meeting: one card of each kind, a goal, a coordinator, and a next date."""
    board = opening.open_meeting(session, row, runner)
    parent = next(member for _, member in _around(session, house) if member.kind == "parent")
    seat = _seat_of(session, row, parent.person_id)
    door.attend(session, board, runner, seat.id, attended=True)
    statements.state(session, board, runner, kind="goal", text="Alle sover om natten", weeks=4)
    for column in ("works", "worries"):
        cards.put_up(session, board, runner, column=column, text=f"Ord om {column}", said_by=seat.id)
    due = datetime(2026, 9, 30).date()
    cards.put_up(session, board, runner, column="next", text="Vi ringer", who=seat.id, due=due, how_seen="Ro")
    closing.name_coordinator(session, board, runner, person_id=parent.person_id, toward="family", why="Tillid")
    closing.set_next(session, board, runner, starts=NEXT, ends=NEXT + LENGTH, place=PLACE)
    closing.accept(session, board, runner, by="Alle")
    closing.close(session, board, runner)


def _cards(session: Session, board: Board, runner: Actor, seat: Participant) -> tuple[str, str]:
    """Put a card and an agreement up, and leave one from a phone in the tray."""
    up = cards.put_up(session, board, runner, column="works", text="Vi spiser sammen", said_by=seat.id)
    agreed = cards.put_up(session, board, runner, column="next", text="Vi går tur", agreement=True, who=seat.id)
    sender = Actor(kind="guest", id=seat.id, name=seat.called)
    cards.send(session, board, sender, column="worries", text="Sendt fra en telefon", card_id="")
    return up.id, agreed.id


def _call(session: Session, house: Family, before: Meeting) -> Meeting:
    """Call a meeting that is not opened, with the people of the one before."""
    row = scheduling.call(
        session,
        house,
        purpose="Hvordan går det?",
        starts=AFTER,
        ends=AFTER + LENGTH,
        place=PLACE,
        called_by=before.called_by,
        recorder=before.recorder_id,
    )
    for seat in session.exec(select(Participant).where(Participant.meeting_id == before.id)).all():
        if seat.person_id:
            inviting.seat(session, row, seat.person_id)
    for person, _ in _around(session, house):
        person.email = person.email or f"{person.id}@familie.example"
        session.add(person)
    return row


def _browsers(app: Tavlen, cast: Cast, ours: Things, theirs: Things) -> dict[str, TestClient]:
    staff = {
        "outsider": cast.per,
        "member": cast.lene.actor,
        "professional": cast.birgit.actor,
        "caller": cast.ditte.actor,
        "leader": cast.leader,
        "opener": cast.hussein.actor,
        "goals only": cast.pernille.actor,
        "recorder": cast.mikkel.actor,
        "facilitator": cast.anne_marie.actor,
        "administrator": cast.admin,
    }
    guests = {
        "guest": ours.tokens["admitted"],
        "waiting guest": ours.tokens["waiting"],
        "shown out guest": ours.tokens["shown out"],
        "guest of another meeting": theirs.tokens["admitted"],
        "parent": ours.tokens["parent"],
        "child": ours.tokens["child"],
        "private network": ours.tokens["private network"],
    }
    return {
        "nobody": stranger(app),
        **{name: desk(app, who) for name, who in staff.items()},
        **{name: with_pass(app, token) for name, token in guests.items()},
    }


def with_pass(app: Tavlen, token: str) -> TestClient:
    """Give the phone that holds this pass."""
    browser = stranger(app)
    browser.cookies.set("guest", token)
    return browser


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Give every row of every table, but the counts of tries and the looks that are noted."""
    with store.reading() as session:
        tables = [table for table in metadata.sorted_tables if table.name not in ("bucket", "auditentry", "audithead")]
        return {table.name: sorted(map(tuple, session.execute(table.select())), key=repr) for table in tables}


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """Put the database back as it was, whatever was written inside."""
    kept = copy_to(store, Path(tempfile.mkdtemp(dir=Path(str(store.url.database)).parent)))
    try:
        yield
    finally:
        store.close()
        for end in ("", "-wal", "-shm"):
            Path(f"{store.url.database}{end}").unlink(missing_ok=True)
        kept.rename(str(store.url.database))


@contextmanager
def restored(store: Store) -> Iterator[Callable[[], None]]:
    """Give what puts the database back as it is now, as often as it is called, and once more at the end."""
    kept, file = copy_to(store, Path(tempfile.mkdtemp(dir=Path(str(store.url.database)).parent))), store.url.database

    def again() -> None:
        store.close()
        for end in ("-wal", "-shm"):
            Path(f"{file}{end}").unlink(missing_ok=True)
        shutil.copyfile(kept, str(file))

    try:
        yield again
    finally:
        again()


@contextmanager
def same_cookies(*browsers: TestClient) -> Iterator[None]:
    """Let browsers forget what they were given meanwhile."""
    kept = [dict(browser.cookies) for browser in browsers]
    try:
        yield
    finally:
        for browser, cookies in zip(browsers, kept, strict=True):
            browser.cookies.clear()
            browser.cookies.update(cookies)


def _sampled(session: Session, house: Family) -> str:
    """Give a month's sample with one look at this family."""
    month = datetime(2026, 8, 1).date()
    moment = datetime(2026, 8, 19, 10, 0, tzinfo=UTC)
    look = Sampled("look", "drawn", moment.isoformat(), house.created_by, "GET see the family: plan", house.id, "team")
    row = SampledLooks(month=month, unit=house.id, looks=[asdict(look)], drawn_at=moment)
    session.add(row)
    session.flush()
    return row.id


def _around(session: Session, house: Family) -> list[tuple[object, object]]:
    return [(person, member) for member, person in members(session, house.id)]


def _seat_of(session: Session, row: Meeting, person_id: str) -> Participant:
    wanted = select(Participant).where(Participant.meeting_id == row.id, Participant.person_id == person_id)
    return session.exec(wanted).one()


def _first(session: Session, wanted) -> str:  # type: ignore[no-untyped-def]
    return session.exec(wanted).first()
