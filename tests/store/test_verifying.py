"""Tampering is found: in the chain by its marks, at its end by the anchor outside the database."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from store import audit
from store.anchoring import Anchor, anchor, put_back, read_anchors
from store.audit import AuditEntry, AuditHead, forget_before, note
from store.base import new_id
from store.database import Store, now
from store.keyfile import make_key, read_key
from store.refusal import UnsafeSetup
from store.verifying import Verdict, last_held, verify

ENTRIES, TAMPERINGS = 40, 1_000
COLUMNS = ("id", "at", "actor", "session", "verb", "thing", "family", "why", "mark", "seq")


def look(store: Store, times: int = 1) -> None:
    for _ in range(times):
        with store.writing() as session:
            note(session, actor=new_id(), verb="GET see the family: plan", thing=new_id(), family="f", why="team")


def anchored(store: Store, file: Path) -> None:
    with store.reading() as session:
        assert anchor(session, file)


def verdict(store: Store, file: Path) -> Verdict:
    with store.reading() as session:
        return verify(session, read_anchors(file))


@pytest.fixture
def file(the_store: Store, tmp_path: Path) -> Path:
    """A chain of forty entries, anchored after the tenth and at its end."""
    path = tmp_path / "anchor" / "audit"
    look(the_store, 10)
    anchored(the_store, path)
    look(the_store, ENTRIES - 10)
    anchored(the_store, path)
    return path


# ── a whole chain ──


def test_a_whole_chain_is_counted(the_store: Store, file: Path) -> None:
    assert verdict(the_store, file) == Verdict(entries=ENTRIES, anchors=2, good=ENTRIES)
    look(the_store, 3)
    assert verdict(the_store, file) == Verdict(entries=ENTRIES + 3, anchors=2, good=ENTRIES + 3)


def test_an_anchor_is_for_its_owner_alone_and_only_written_when_something_came(the_store: Store, file: Path) -> None:
    assert [oct(path.stat().st_mode & 0o777) for path in (file, file.parent)] == ["0o600", "0o700"]
    before = file.read_text()
    assert re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \d+ [0-9a-f]{64}\n){2}", before)
    with the_store.reading() as session:
        assert not anchor(session, file)
    assert file.read_text() == before


def test_an_anchor_stands_in_the_log_too(the_store: Store, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    look(the_store)
    anchored(the_store, file)
    assert f"audit {file.read_text().splitlines()[-1]}" in caplog.text


def test_a_chain_whose_oldest_part_is_no_longer_kept_is_whole(the_store: Store, file: Path) -> None:
    with the_store.writing() as session:
        assert forget_before(session, now(session).replace(year=2030)) == ENTRIES - 1
    look(the_store, 2)
    assert verdict(the_store, file) == Verdict(entries=3, anchors=1, good=ENTRIES + 2)


def test_without_an_anchor_the_end_cannot_be_trusted(the_store: Store, file: Path) -> None:
    file.unlink()
    assert "intet anker" in verdict(the_store, file).wrong


def test_an_anchor_file_that_cannot_be_read_is_said_in_a_sentence(the_store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "anchors"
    folder.mkdir()
    with pytest.raises(UnsafeSetup, match="Ankeret anchors kan ikke læses"):
        read_anchors(folder)
    with the_store.writing() as session, pytest.raises(UnsafeSetup, match="kan ikke læses"):
        anchor(session, folder)


def test_an_anchor_file_that_was_written_in_is_refused(the_store: Store, file: Path) -> None:
    file.write_text(file.read_text() + "i dag 41 abc\n")
    with pytest.raises(UnsafeSetup, match="Linje 3"):
        read_anchors(file)


# ── tampering ──


def edit(session: Session, chance: random.Random) -> None:
    column, seq = chance.choice(COLUMNS), chance.randint(1, ENTRIES)
    other = {"at": "2026-01-01 10:00:00.000000", "seq": chance.choice((None, 0, -3, ENTRIES + 7)), "mark": "0" * 64}
    value = other.get(column, new_id())
    session.execute(text(f"UPDATE auditentry SET {column} = :value WHERE seq = :seq"), {"value": value, "seq": seq})


def delete(session: Session, chance: random.Random) -> None:
    session.execute(text("DELETE FROM auditentry WHERE seq = :seq"), {"seq": chance.randint(1, ENTRIES)})


def delete_and_close_the_gap(session: Session, chance: random.Random) -> None:
    gone = chance.randint(1, ENTRIES - 1)
    session.execute(text("DELETE FROM auditentry WHERE seq = :seq"), {"seq": gone})
    for seq in range(gone + 1, ENTRIES + 1):
        session.execute(text("UPDATE auditentry SET seq = :less WHERE seq = :seq"), {"seq": seq, "less": seq - 1})
    _end_at(session, ENTRIES - 1)


def swap(session: Session, chance: random.Random) -> None:
    first, second = chance.sample(range(1, ENTRIES + 1), 2)
    for there, to in ((first, -1), (second, first), (-1, second)):
        session.execute(text("UPDATE auditentry SET seq = :to WHERE seq = :there"), {"there": there, "to": to})


def duplicate(session: Session, chance: random.Random) -> None:
    row = session.exec(select(AuditEntry).where(AuditEntry.seq == chance.randint(1, ENTRIES))).one()
    copied = row.model_dump() | {"id": new_id(), "seq": chance.choice((None, ENTRIES + 1))}
    session.add(AuditEntry(**copied))
    session.flush()
    if copied["seq"]:
        _end_at(session, ENTRIES + 1)


def truncate(session: Session, chance: random.Random) -> None:
    kept = chance.randint(1, ENTRIES - 1)
    session.execute(text("DELETE FROM auditentry WHERE seq > :kept"), {"kept": kept})
    _end_at(session, kept)


def wipe(session: Session, chance: random.Random) -> None:
    session.execute(text("DELETE FROM auditentry"))
    if chance.random() < 0.5:
        session.execute(text("UPDATE audithead SET seq = 0, mark = ''"))


def forge(session: Session, chance: random.Random) -> None:
    session.add(AuditEntry(at=now(session), seq=ENTRIES + 1, actor="a", verb="v", thing="t", mark=new_id()))
    session.flush()
    if chance.random() < 0.5:
        _end_at(session, ENTRIES + 1)


def rebuild_with_another_key(session: Session, chance: random.Random) -> None:
    session.info["secret"] = chance.randbytes(32)
    _rebuild(session, chance.randint(1, ENTRIES))


def lose_the_end(session: Session, chance: random.Random) -> None:
    session.execute(text(chance.choice(("DELETE FROM audithead", "UPDATE audithead SET seq = seq - 1"))))


def move_the_beginning(session: Session, chance: random.Random) -> None:
    kept = chance.randint(2, ENTRIES)
    before = session.exec(select(AuditEntry.mark).where(AuditEntry.seq == kept - 1)).one()
    session.execute(text("DELETE FROM auditentry WHERE seq < :kept"), {"kept": kept})
    session.execute(
        text("UPDATE audithead SET begin_seq = :seq, begin_mark = :mark, begin_seal = :seal"),
        {"seq": kept - 1, "mark": before, "seal": chance.randbytes(32).hex()},
    )


WAYS: tuple[Callable[[Session, random.Random], None], ...] = (
    *(edit, edit, edit, delete, delete_and_close_the_gap, swap, duplicate, truncate, wipe, forge),
    *(rebuild_with_another_key, lose_the_end, move_the_beginning),
)


def _end_at(session: Session, seq: int) -> None:
    """Let the chain's end say what it would say after this entry, as a thief would who knows the table."""
    mark = session.exec(select(AuditEntry.mark).where(AuditEntry.seq == seq)).one()
    session.execute(text("UPDATE audithead SET seq = :seq, mark = :mark"), {"seq": seq, "mark": mark})


def _rebuild(session: Session, changed: int) -> None:
    """Change one entry, and mark the whole chain anew with the session's key."""
    before = ""
    for row in session.exec(select(AuditEntry).order_by(AuditEntry.seq)).all():
        row.actor = "somebody-else" if row.seq == changed else row.actor
        row.mark = before = audit.marked(session, row, before)
        session.add(row)
    session.flush()
    _end_at(session, ENTRIES)


def tampered(store: Store, way: Callable[[Session, random.Random], None], chance: random.Random, file: Path) -> Verdict:
    """Tamper, look whether it is found, and put everything back."""
    with store.writing() as session:
        secret = session.info["secret"]
        way(session, chance)
        session.flush()
        session.expire_all()
        session.info["secret"] = secret
        found = verify(session, read_anchors(file))
        session.rollback()
    return found


def test_each_of_a_thousand_random_tamperings_is_found(the_store: Store, file: Path) -> None:
    chance, missed = random.Random(54_729), []
    for number in range(TAMPERINGS):
        way = WAYS[number % len(WAYS)]
        if not tampered(the_store, way, chance, file).wrong:
            missed.append((number, way.__name__))
    print(f"\n{TAMPERINGS} tamperings of {len(WAYS)} kinds: {len(missed)} missed")
    assert missed == []
    assert not verdict(the_store, file).wrong


def test_a_checker_without_the_anchor_does_not_see_what_is_cut_off_at_the_end(the_store: Store, file: Path) -> None:
    """A planted fault: the same chain, compared with an anchor of its own cut end."""
    chance = random.Random(7)
    with the_store.writing() as session:
        truncate(session, chance)
        head = session.exec(select(AuditHead).execution_options(populate_existing=True)).one()
        assert verify(session, [Anchor("2026-09-16T12:50:00Z", head.seq, head.mark)]).wrong == ""
        assert f"linje {head.seq + 1} til {ENTRIES} mangler" in verify(session, read_anchors(file)).wrong


def test_a_chain_that_is_rebuilt_with_the_right_key_is_found_by_the_anchor(the_store: Store, file: Path) -> None:
    found = tampered(the_store, lambda session, _: _rebuild(session, 25), random.Random(1), file)
    assert (found.good, "skrevet om fra linje 11" in found.wrong) == (10, True)


@pytest.mark.parametrize(
    ("change", "good", "sentence"),
    [
        ("UPDATE auditentry SET actor = 'x' WHERE seq = 7", 6, "Linje 7 er ændret eller ikke skrevet af Tavlen."),
        ("DELETE FROM auditentry WHERE seq = 7", 6, "Linje 7 er slettet."),
        ("DELETE FROM auditentry WHERE seq > 30", 30, "Linje 31 til 40 er slettet."),
        ("DELETE FROM auditentry", 0, "Linje 1 til 40 er slettet."),
        ("DELETE FROM audithead", 0, "Sporets ende er slettet."),
    ],
)
def test_the_sentence_says_what_is_wrong_and_from_where(
    the_store: Store, file: Path, change: str, good: int, sentence: str
) -> None:
    found = tampered(the_store, lambda session, _: session.execute(text(change)), random.Random(1), file)  # type: ignore[arg-type, func-returns-value]
    assert (found.good, found.wrong) == (good, sentence)


# ── a database that came from a copy ──


def put_back_to(store: Store, kept: int) -> None:
    """Do to the chain what an old copy of the database does."""
    with store.writing() as session:
        session.execute(text("DELETE FROM auditentry WHERE seq > :kept"), {"kept": kept})
        _end_at(session, kept)


@pytest.mark.parametrize("written_since", [0, 60])
def test_a_restored_copy_is_told_apart_once_somebody_says_so(the_store: Store, file: Path, written_since: int) -> None:
    put_back_to(the_store, 20)
    look(the_store, written_since)
    assert "Er databasen lagt tilbage fra en kopi, så kør: tavlen audit restored" in verdict(the_store, file).wrong
    with the_store.writing() as session:
        put_back(session, file, seq=last_held(session, read_anchors(file)))
    anchored(the_store, file)
    found = verdict(the_store, file)
    assert (found.wrong, found.entries) == ("", 21 + written_since)
    assert "er tabt" in found.lost[0]
    with the_store.reading() as session:
        assert session.exec(select(AuditEntry.verb).where(AuditEntry.verb == "restored")).all() == ["restored"]


def test_what_is_cut_off_after_the_copy_is_found_as_before(the_store: Store, file: Path) -> None:
    put_back_to(the_store, 20)
    with the_store.writing() as session:
        put_back(session, file, seq=last_held(session, read_anchors(file)))
    look(the_store, 5)
    anchored(the_store, file)
    put_back_to(the_store, 22)
    assert "linje 23 til 26 mangler" in verdict(the_store, file).wrong


def test_a_word_about_a_copy_that_somebody_else_wrote_is_found(the_store: Store, file: Path, tmp_path: Path) -> None:
    put_back_to(the_store, 20)
    make_key(tmp_path / "other")
    with the_store.reading() as session:
        line = file.read_text().splitlines()[0]
        session.info["secret"] = read_key(tmp_path / "other")
    file.write_text(f"{file.read_text()}{line} restored\n")
    assert "er ikke skrevet af Tavlen" in verdict(the_store, file).wrong


def test_a_torn_last_line_stops_nothing_and_the_next_anchor_is_whole(the_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "anchor"
    with the_store.writing() as session:
        note(session, actor="a", verb="saw", thing="t")
    with the_store.reading() as session:
        assert anchor(session, file)
    first = file.read_text()
    file.write_text(first + first[:30])
    with the_store.writing() as session:
        note(session, actor="a", verb="saw", thing="t")
    with the_store.reading() as session:
        assert anchor(session, file)
        assert [one.seq for one in read_anchors(file)] == [1, 2]
    assert file.read_text().startswith(first)
