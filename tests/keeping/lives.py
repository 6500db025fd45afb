"""Lives of families in the database, made through the real verbs, and ways to look for what should be gone."""

from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlmodel import Session, select

from accounts.actor import Actor
from boards import cards, closing, door, scale, statements
from boards.since_last_time import mark
from boards.tables import Board, FollowUp, Scale
from families import plan
from families.tables import Action
from keeping import filing
from meetings import passes, scheduling
from meetings.reading import coming, meeting
from store.base import metadata
from store.database import Store
from store.keyfile import read_key
from store.outbox import letter, post
from tests.cast import KEY, NEXT_ENDS, NEXT_STARTS, PLACE, Cast
from tests.conftest import THE_DAY

CANARY = "Kanariefuglen sang i køkkenet"
SECRET = "Gul fjer"  # a second mark: in names and short fields


def full_meeting(session: Session, cast: Cast, *, close: bool = True) -> Board:
    """Write a canary into every place of the meeting where somebody can write, and close it."""
    board, row, who = cast.hold(session), meeting(session, cast.meeting), cast.mikkel.actor
    door.attend(session, board, who, cast.signe.seat, attended=True)
    passes.open_door(session, row, key=KEY)
    guest, _ = door.knock(session, board, row, name=f"{SECRET} nabo")
    door.admit(session, board, who, guest.id)
    door.knock(session, board, row, name=f"{SECRET} ved døren")
    for column in ("works", "worries"):
        up = cards.put_up(session, board, who, column=column, text=f"{CANARY} {column}", said_by=cast.signe.seat)
    cards.edit(session, board, who, up.id, text=f"{CANARY} rettet", version=up.version)
    cards.send(session, board, Actor("guest", guest.id, SECRET), column="works", text=f"{CANARY} kladde", card_id="")
    goal = statements.state(session, board, who, kind="goal", text=f"{CANARY} mål", weeks=4)
    statements.state(session, board, who, kind="worry", text=f"{CANARY} udsagn", pair_id=goal.id)
    cards.put_up(
        session, board, who, column="next", text=f"{CANARY} aftale", agreement=True,
        who=cast.grethe.seat, due=(NEXT_STARTS - timedelta(days=60)).date(), how_seen=f"{CANARY} set",
    )  # fmt: skip
    asked = session.exec(select(Scale).where(Scale.board_id == board.id)).first()
    assert asked is not None
    scale.answer(
        session, board, who, scale_id=asked.id, seat_id=cast.signe.seat, value=5, why=f"{CANARY} tal", one_up=CANARY
    )
    scale.reveal(session, board, who, scale_id=asked.id)
    for row_ in session.exec(select(FollowUp).where(FollowUp.board_id == board.id)):
        mark(session, board, who, row_.id, status="done", remark=CANARY)
    closing.last_word(session, board, who, seat_id=cast.signe.seat, text=f"{CANARY} sidste ord")
    closing.name_coordinator(session, board, who, person_id=cast.mikkel.person, toward="family", why=f"{CANARY} valg")
    closing.set_next(session, board, who, starts=NEXT_STARTS, ends=NEXT_ENDS, place=PLACE)
    closing.accept(session, board, who, by=f"{SECRET} godkendt")
    mail = letter(session, key=f"brev:{cast.meeting}", meeting_id=cast.meeting, to="a@b.example", name=SECRET, subject="Møde", body=CANARY)  # fmt: skip
    post(session, mail)
    if close:
        closing.close(session, board, who)
        action = session.exec(select(Action).where(Action.family_id == cast.family)).first()
        assert action is not None
        plan.follow_up(session, action, status="underway", remark=f"{CANARY} undervejs")
    return board


def rows(store: Store) -> dict[str, set[str]]:
    """Give the id of every row, table by table, of the tables that hold any."""
    with store.reading() as session:
        found = {t.name: {row for (row,) in session.execute(select(t.c.id))} for t in metadata.sorted_tables}
    return {name: ids for name, ids in found.items() if ids}


def hits_in_tables(store: Store, *words: str) -> list[str]:
    """Give the tables in which any row holds any of these words."""
    with store.reading() as session:
        return [
            table.name
            for table in metadata.sorted_tables
            if any(word in repr(tuple(row)) for row in session.execute(table.select()) for word in words)
        ]


def shifted_by(store: Store, by: timedelta) -> None:
    """Let time pass: the store's clock reads so much later."""
    before = store.clock
    store.clock = lambda: before() + by


def set_clock(store: Store, moment: datetime) -> None:
    """Let the store's clock stand at this moment."""
    store.clock = lambda: moment


def later(store: Store, **by: float) -> None:
    """Let the store's clock stand so long after the meeting."""
    set_clock(store, THE_DAY + timedelta(**by))


def file_minutes(store: Store, cast: Cast) -> None:
    """Say that the minutes of the cast's meeting are filed."""
    with store.writing() as session:
        filing.file(session, cast.lene.actor, meeting(session, cast.meeting), reference="2026-001234")


def call_off_the_next(store: Store, cast: Cast) -> None:
    """Cancel what closing called, so that the meeting was the family's last."""
    with store.writing() as session:
        following = coming(session, cast.family)
        assert following is not None
        scheduling.cancel(session, following)


def decrypted(path: Path, key_file: Path) -> bytes:
    """Give every page of a SQLCipher file or of its log as it is inside, what is deleted among them.

    A page ends with 16 bytes of chance and 64 of its mark; page 1 of the file begins with 16 bytes of salt.
    """
    raw, key, size, tail = path.read_bytes(), read_key(key_file), 4096, 80
    if path.name.endswith("-wal"):
        pages = [raw[at + 24 : at + 24 + size] for at in range(32, len(raw), 24 + size)]
    else:
        pages = [raw[at : at + size] for at in range(0, len(raw), size)]
    return b"".join(_opened(page, key, tail) for page in pages if len(page) == size)


def _opened(page: bytes, key: bytes, tail: int) -> bytes:
    chance = page[-tail : -tail + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(chance)).decryptor()
    whole = decryptor.update(page[:-tail])
    salted = Cipher(algorithms.AES(key), modes.CBC(chance)).decryptor().update(page[16:-tail])
    return whole + salted
