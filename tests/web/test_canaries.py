"""Canary worlds with a database and the whole application: pages, stream's regions, papers, mail, calendar, refusals."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlmodel import Session, select
from starlette.testclient import TestClient

from accounts import signing_in
from accounts.tables import Account
from boards import cards, closing, only_some, scale, statements
from boards.door import follow_consents
from boards.tables import Card, Scale
from families import consent
from families.reading import family
from families.tables import Consent, ConsentPerson
from meetings import childs_words
from meetings.reading import meeting
from store.clock import shifted
from store.database import Store
from store.outbox import OutboxMail
from tests.boards.test_canaries import leaks
from tests.boards.worlds import PARTS, STAFF, TOKEN, World
from tests.cast import NEXT_ENDS, NEXT_STARTS, PLACE, Cast, arrive, come_by_phone
from tests.conftest import THE_DAY
from tests.databases import compiled_once
from tests.exports.checking import parts_of
from tests.web.visiting import application, stranger
from web.app import Tavlen
from web.inviting_mail import send_invitations

WORLDS = int(os.environ.get("CANARY_SERVED", "25"))
SEATS = {"mor": "signe", "far": "jonas", "alma": "alma", "mormor": "grethe", **{one: one for one in STAFF}}


@pytest.fixture(scope="module")
def arrived(gathered: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Give a database where everybody is there with a phone, to be copied for each world, and what their browsers hold."""
    folder, cast = tmp_path_factory.mktemp("arrived") / "store", gathered[1]
    shutil.copytree(gathered[0], folder)
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(THE_DAY))
    with store.writing() as session:
        arrive(session, cast)
        cookies = {who: come_by_phone(session, cast, cast.everybody()[key]) for who, key in SEATS.items()}
        for who, actor in (("recorder", cast.mikkel.actor), ("outsider", cast.per)):
            cookies[who] = signing_in.sign_in(session, session.get_one(Account, actor.id))
    store.close()
    return folder, cookies


@pytest.fixture(scope="module")
def portal() -> Iterator[BlockingPortal]:
    """Give one event loop for all requests."""
    with start_blocking_portal() as one:
        yield one


@pytest.fixture(scope="module")
def routes(arrived: tuple[Path, dict[str, str]]) -> Tavlen:
    """Give an application whose routes every world uses again, each over its own database."""
    folder = arrived[0]
    return application(Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key"), folder.parent)


@pytest.fixture
def app(arrived: tuple[Path, dict[str, str]], routes: Tavlen, tmp_path: Path) -> Iterator[Tavlen]:
    folder = Path(shutil.copytree(arrived[0], tmp_path / "store"))
    store = compiled_once(Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(THE_DAY)))
    routes.api.state.store = store
    yield Tavlen(routes.api, routes.settings, store)
    store.close()


@pytest.fixture
def browsers(app: Tavlen, arrived: tuple[Path, dict[str, str]], portal: BlockingPortal) -> dict[str, TestClient]:
    """Give everybody's browser: the phones of those at the table, the recorder's, and that of somebody outside."""
    found = {}
    for who, secret in arrived[1].items():
        found[who] = stranger(app)
        found[who].cookies.set("guest" if who in SEATS else "staff", secret)
        found[who].portal = portal
    return found


@pytest.fixture(scope="module")
def cast(gathered: tuple[Path, Cast]) -> Cast:
    """Give the cast without a database of their own."""
    return gathered[1]


def say_yes(session: Session, cast: Cast, dice: Random) -> World:
    """Put consents by chance in the place of those that the cast has; the others of the staff are covered whole."""
    for table in (ConsentPerson, Consent):
        for row in session.exec(select(table)):
            session.delete(row)
        session.flush()
    house, world = family(session, cast.family), World({}, None)
    people = {key: one.person for key, one in cast.everybody().items()}
    day = cast_day(session, cast)
    for parent in ("mor", "far"):
        given = {"given_by": people[SEATS[parent]], "given_on": day}
        rest = [people[one] for one in ("lene", "mikkel", "anne_marie", "birgit")]
        consent.give(session, house, covers=rest, **given)  # type: ignore[arg-type]
        for who in STAFF:
            if dice.random() < 0.75:
                world.yes[parent, who] = frozenset(part for part in PARTS if dice.random() < 0.6)
                opened = world.yes[parent, who]
                consent.give(session, house, covers=[people[who]], parts=opened, **given)  # type: ignore[arg-type]
    if dice.random() < 0.6:
        world.own = frozenset(one for one in SEATS if dice.random() < 0.5) | {"mormor"}
        named = [people[SEATS[one]] for one in world.own]
        consent.give(session, house, given_by=people["alma"], given_on=day, covers=named)
    return world


def cast_day(session: Session, cast: Cast):  # type: ignore[no-untyped-def]
    """Give the day of the meeting."""
    return meeting(session, cast.meeting).starts.date()


def fill(session: Session, cast: Cast, world: World, dice: Random) -> None:
    """Put a token wherever somebody writes."""
    board, pen = cast.hold(session), cast.mikkel.actor
    seats = {key: one.seat for key, one in cast.everybody().items()}
    row = meeting(session, cast.meeting)
    row.purpose, row.wishes = world.token("rest"), world.token("rest")
    session.add(row)
    childs_words.write(session, row, person_id=cast.alma.person, house="good", text=world.token("house"), shown=True)
    childs_words.write(
        session, row, person_id=cast.alma.person, house="good", text=world.token("kept", who=""), shown=False
    )
    for number in range(9):
        column, speaker = ("works", "worries", "next")[number % 3], dice.choice(list(SEATS))
        known = Card(board_id="", board_column=column, text="", place="up")
        about = {speaker} & {"mor", "far"}
        text = world.token("card", card=known, about=about)
        card = cards.put_up(
            session,
            board,
            pen,
            column=column,
            text=text,
            said_by=seats[SEATS[speaker]],
            agreement=column == "next",
        )
        if number > 5:
            chosen = [one for one in ("mor", "far", "mormor") if dice.random() < 0.5] or ["mor"]
            only_some.show_only(session, board, pen, card.id, seats=[seats[SEATS[one]] for one in chosen])
            known.only_for = [f"seat-{one}" for one in chosen]
        if column == "next":
            cards.say_open(session, board, pen, card.id)
    for kind in ("worry", "goal", "bottom_line"):
        statements.state(session, board, pen, kind=kind, text=world.token(kind, about=set()))
    asked = session.exec(select(Scale.id).where(Scale.board_id == board.id)).first()
    assert asked
    for who in ("mor", "ditte"):
        why = world.token("number", who=who, shown=True)
        scale.answer(
            session, board, pen, scale_id=asked, seat_id=seats[who if who == "ditte" else "signe"], value=4, why=why
        )
    scale.reveal(session, board, pen, scale_id=asked)
    closing.last_word(session, board, pen, seat_id=None, text=world.token("rest"))


@pytest.mark.parametrize("number", range(WORLDS))
def test_no_page_paper_or_mail_gives_anybody_what_is_not_theirs(
    app: Tavlen, browsers: dict[str, TestClient], cast: Cast, number: int
) -> None:
    dice = Random(number)
    with app.store.writing() as session:
        world = say_yes(session, cast, dice)
        follow_consents(session, cast.mikkel.actor, family_id=cast.family)
        fill(session, cast, world, dice)
    given = at_the_table(browsers, cast)
    with app.store.writing() as session:
        mails = close(session, cast)
    given += [("outsider", "mail", mail) for mail in mails]
    given += on_paper(browsers["recorder"], cast)
    given += [("outsider", page, browsers["outsider"].get(page).text) for page in theirs_only(cast)]
    assert [(who, page, wrong) for who, page, text in given if (wrong := leaks(world, who, text))] == []
    assert sum(bool(TOKEN.search(text)) for _, _, text in given) >= 20


Given = list[tuple[str, str, str]]  # whom, on what, which text


def at_the_table(browsers: dict[str, TestClient], cast: Cast) -> Given:
    """Give what everybody is shown while the meeting runs."""
    given, here, recorder = [], f"/meetings/{cast.meeting}", browsers["recorder"]
    for who, key in SEATS.items():
        given += [(who, page, browsers[who].get(page).text) for page in ("/phone", "/phone/board", "/phone/numbers")]
        given += [(who, "see as", recorder.get(f"{here}/as/{cast.everybody()[key].seat}").text)]
    return [*given, *((who, who, recorder.get(f"{here}/{who}").text) for who in ("screen", "recorder"))]


def close(session: Session, cast: Cast) -> list[str]:
    """Close the meeting, and give the mails that call the next one."""
    board = cast.hold(session)
    closing.name_coordinator(session, board, cast.mikkel.actor, person_id=cast.mikkel.person, toward="family")
    closing.set_next(session, board, cast.mikkel.actor, starts=NEXT_STARTS, ends=NEXT_ENDS, place=PLACE)
    following = closing.close(session, board, cast.mikkel.actor)
    assert following
    send_invitations(session, following, host="test")
    return [f"{mail.subject} {mail.body} {mail.calendar}" for mail in session.exec(select(OutboxMail))]


def on_paper(recorder: TestClient, cast: Cast) -> Given:
    """Give the calendar's file, and minutes and plan as each reader gets them."""
    here, given = f"/meetings/{cast.meeting}", []
    for who, key in SEATS.items():
        for paper in ("minutes", "plan"):
            answer = recorder.get(f"{here}/readers/{cast.everybody()[key].seat}/{paper}.docx")
            if answer.status_code == 200:
                parts = parts_of(answer.content).values()
                given.append((who, paper, "".join(one.decode("utf-8", "replace") for one in parts)))
    return [("outsider", "calendar", recorder.get(f"{here}/invite.ics").text), *given]


def theirs_only(cast: Cast) -> list[str]:
    """Give the pages of which somebody outside must get nothing."""
    house, here = f"/families/{cast.family}", f"/meetings/{cast.meeting}"
    return [house, f"{house}/plan", f"{house}/fridge", f"{house}/plan.docx", here, f"{here}/screen", "/", "/families"]
