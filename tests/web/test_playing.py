"""A meeting file is loaded and played through the verbs; what cannot be taken is refused with its place."""

import copy
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlmodel import Session, select

from accounts.tables import Account
from boards import opening
from boards.log import events_after, fold
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from boards.tables import Board, BoardEvent, Card
from families.reading import people, plan
from families.snapshot import ActionView
from families.team import families_of, team
from meetings.lists import invitations
from meetings.reading import meeting, meetings_of
from meetings.tables import ChildWord
from store.audit import AuditEntry
from store.clock import local
from store.database import Store
from store.outbox import OutboxMail
from tests.boards.test_log import tables
from tests.web.mutating import JUNK, SAMPLE_CONTENT, files
from web.playing import refused
from web.playing.meeting_file import LARGEST, MeetingFile, parse, sample
from web.playing.play import play, run
from web.playing.telling import load, load_invented_family
from web.playing.told import Told

HOST = "tavlen.example"
RECORD = SAMPLE_CONTENT["meeting_record"]
CHECKS = SAMPLE_CONTENT["expected_checks"]
SARAH = "Min veninde Sarah sover hos os, når hendes far er fuld"
DOC = Path(__file__).parents[2] / "docs" / "meeting-format.md"
CALLED = {"p1": "Mor", "p2": "Far", "p3": "Alma", "p4": "Mormor", "p5": "Farbror", "p6": "Lene", "p7": "Ditte"}
CALLED |= {"p8": "Mikkel", "p9": "Pernille", "p11": "Birgit", "p12": "Hussein"}


@pytest.fixture(scope="module")
def played(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Give the sample played to its end, for tests that only read."""
    folder = tmp_path_factory.mktemp("played") / "store"
    shutil.copytree(migrated, folder)
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key")
    yield run(store, sample(), host=HOST)
    store.close()


def changed(change: Callable[[Any], object]) -> MeetingFile:
    """Give the sample with one change."""
    content = copy.deepcopy(SAMPLE_CONTENT)
    change(content)
    return MeetingFile(content)


def refusals(told: Told) -> list[str]:
    """Give the refusals as the command prints them."""
    return [str(one) for one in told.refusals]


def board(store: Store, told: Told) -> BoardSnapshot:
    """Give the board of the played meeting."""
    with store.reading() as session:
        return snapshot(session, opening.the_board(session, told.meeting_id))


def actions(store: Store, told: Told) -> dict[str, ActionView]:
    """Give the agreements of the plan by their text."""
    with store.reading() as session:
        return {action.text: action for action in plan(session, told.family_id).actions}


def everything_written(session: Session) -> str:
    """Give every row that any page, document or mail is made from, but for the children's own table."""
    rows = [row for table in (BoardEvent, Board, AuditEntry, OutboxMail) for row in session.exec(select(table))]
    return "\n".join(row.model_dump_json() for row in rows)


def test_the_sample_is_played_to_its_end_without_a_refusal(played: Told) -> None:
    assert refusals(played) == []
    assert played.closed
    with played.store.reading() as session:
        numbers = [(row.number, row.closed_at is not None) for row in meetings_of(session, played.family_id)]
    assert numbers == [(1, True), (2, True), (3, False)]


def test_folding_the_log_of_both_meetings_gives_the_tables(played: Told) -> None:
    with played.store.reading() as session:
        boards = session.exec(select(Board)).all()
        assert len(boards) == 2
        for row in boards:
            assert fold(events_after(session, row.id, 0)) == tables(session, row)


def test_a_card_written_beside_the_verbs_shows_in_the_fold(the_store: Store) -> None:
    """A planted fault."""
    told = run(the_store, sample(), host=HOST)
    with the_store.writing() as session:
        row = opening.the_board(session, told.meeting_id)
        session.add(Card(board_id=row.id, board_column="works", text="Skrevet udenom"))
    with the_store.reading() as session:
        row = opening.the_board(session, told.meeting_id)
        assert fold(events_after(session, row.id, 0)) != tables(session, row)


def test_every_card_stands_on_the_board_under_the_name_of_the_one_who_said_it(played: Told) -> None:
    seen = board(played.store, played)
    columns = {"fungerer": "works", "bekymrer": "worries", "skal_ske": "next"}
    wanted = [(columns[c["column"]], c["text"], CALLED[c["said_by"]], c["own_words"]) for c in RECORD["cards"]]
    assert [(c.column, c.text, c.said_by, c.own_words) for c in seen.cards if not c.agreement] == wanted


def test_each_number_stands_beside_the_one_of_last_time(played: Told) -> None:
    seen = board(played.store, played)
    given = {
        (scale.title, answer.called): (answer.value, answer.before, answer.why, answer.one_up)
        for scale in seen.scales
        for answer in scale.answers
    }
    assert given == {
        (scale["title"], CALLED[s["person_id"]]): (s["value"], s["previous"], s["reason"], s["one_up"])
        for scale in RECORD["scales"]
        for s in scale["scores"]
    }
    assert all(scale.revealed for scale in seen.scales)


def test_worries_goals_and_bottom_lines_stand_with_their_people(played: Told) -> None:
    seen = board(played.store, played)
    worries = [one for one in seen.statements if one.kind == "worry"]
    assert [one.people for one in worries] == [("Lene", "Mormor", "Far"), ("Ditte", "Lene", "Mor")]
    assert (worries[0].disagreement_by, worries[1].disagreement) == ("Far", "")
    goals = [one for one in seen.statements if one.kind == "goal"]
    assert [(one.pair_id, one.weeks) for one in goals] == [(worries[0].id, 12), (worries[1].id, 10)]
    assert [one.people for one in seen.statements if one.kind == "bottom_line"] == [("Lene",), ("Lene",)]


def test_the_agreements_are_in_the_plan_with_their_person_and_day(played: Told) -> None:
    there = actions(played.store, played)
    for step in RECORD["next_steps"]:
        action = there[step["text"]]
        assert (action.who, action.helpers) == (CALLED[step["owner_id"]], tuple(CALLED[h] for h in step["helpers"]))
        assert (action.due, action.how_seen) == (date.fromisoformat(step["due"]), step["see_happen"])


def test_the_overdue_agreements_of_last_time_are_those_that_the_sample_names(played: Told) -> None:
    seen = board(played.store, played)
    overdue = {step["text"] for step in RECORD["previous_steps"] if step["id"] in CHECKS["overdue_step_ids"]}
    assert {one.text for one in seen.follow_ups if one.overdue} == overdue
    assert [one.status for one in seen.follow_ups] == ["done", "done", "done", "not_done", "underway"]
    assert [one.text for one in seen.follow_ups] == [step["text"] for step in RECORD["previous_steps"]]


def test_consent_is_missing_where_the_sample_says_so(played: Told) -> None:
    with played.store.reading() as session:
        gaps = {person.called: person.consent for person in people(session, played.family_id) if person.consent}
        following = invitations(session, meeting(session, played.following_id))
    assert gaps == {
        CALLED[gap["person_id"]]: ", ".join(CALLED[one] for one in gap["missing_from"])
        for gap in CHECKS["consent_gaps"]
    }
    not_called = {line.seat.called: (line.sent, line.seat.full) for line in following if not line.sent}
    assert not_called == {"Alma": (False, True), "Hussein": (False, False)}
    assert [line.seat.full for line in following if line.seat.called == "Pernille"] == [False]


def test_the_next_meeting_is_called_on_its_day_at_danish_time(played: Told) -> None:
    with played.store.reading() as session:
        row = meeting(session, played.following_id)
        mails = session.exec(select(OutboxMail).where(OutboxMail.meeting_id == row.id)).all()
        assert (local(row.starts).isoformat(), local(row.ends).isoformat(), row.place) == (
            "2026-12-09T15:00:00+01:00",
            "2026-12-09T16:30:00+01:00",
            "Havneskolen, lokale 12",
        )
        assert len(mails) == 10
        assert all("DTSTART;TZID=Europe/Copenhagen:20261209T150000" in mail.calendar for mail in mails)


def test_a_letter_says_when_where_and_whom_to_call_and_nothing_of_the_family(played: Told) -> None:
    with played.store.reading() as session:
        wanted = select(OutboxMail).where(OutboxMail.meeting_id == played.following_id, OutboxMail.name == "Kim Madsen")
        mail = session.exec(wanted).one()
        person = next(one.id for one in people(session, played.family_id) if one.name == "Kim Madsen")
        assert mail.key == f"invite:{played.following_id}:{person}:0"
        assert (mail.to, mail.method) == ("kim.madsen@familie.example", "REQUEST")
        assert mail.subject == "Møde onsdag den 9. december 2026 kl. 15.00-16.30"
        assert mail.body == (
            "Hej Kim Madsen\n\nDu er inviteret til et møde.\n\nHvornår: onsdag den 9. december 2026 kl. 15.00-16.30\n"
            "Hvor: Havneskolen, lokale 12\n\nSvar ja eller nej i din kalender, eller ring til Fjordby Kommune. "
            "Ring også, hvis du har spørgsmål eller brug for tolk.\n\nVenlig hilsen\nFjordby Kommune\n"
        )


def test_the_coordinators_are_named_with_why(played: Told) -> None:
    closing = board(played.store, played).closing
    assert (closing.toward_family, closing.toward_professionals) == ("Mikkel Holm", "Lene Skov")
    assert closing.why == RECORD["coordinator"]["chosen_because"]


def test_the_hidden_sentence_of_alma_leaves_her_table_never(played: Told) -> None:
    with played.store.reading() as session:
        kept = session.exec(select(ChildWord.text).where(ChildWord.shown == False)).all()  # noqa: E712
        written = everything_written(session) + repr(plan(session, played.family_id))
    assert list(kept) == [SARAH]
    assert "Sarah" not in written + repr(board(played.store, played)) + repr(refusals(played))
    assert "Når mor ikke vågner" in repr(board(played.store, played))


def test_a_hidden_sentence_that_gets_out_is_found(the_store: Store) -> None:
    """A planted fault: the same sentence on a card is in the log, on the board and in the frozen board."""
    file = changed(lambda content: content["meeting_record"]["cards"][0].update(text=SARAH))
    told = run(the_store, file, host=HOST)
    with the_store.reading() as session:
        assert everything_written(session).count("Sarah") == 2
    assert "Sarah" in repr(board(the_store, told))


def test_the_demo_opens_on_a_called_meeting_of_today_with_everything_before_it(the_store: Store) -> None:
    clock = the_store.clock
    told = load_invented_family(the_store, today=date(2027, 3, 3), host=HOST)
    assert the_store.clock is clock
    assert refusals(told) == []
    with the_store.reading() as session:
        row = meeting(session, told.meeting_id)
        called = {line.seat.called: (line.sent, line.held_back != "") for line in invitations(session, row)}
        names = {account.name: account.id for account in session.exec(select(Account))}
        seen_by_per = families_of(session, names["Per Holst"])
        assert [one.name for one in team(session, told.family_id)] == ["Anne-Marie Lund", "Lene Skov", "Mikkel Holm"]
        passwords = {account.password_hash for account in session.exec(select(Account))}
        assert (local(row.starts).isoformat(), row.opened_at, row.closed_at) == (
            "2027-03-03T15:00:00+01:00",
            None,
            None,
        )
        assert (called["Hussein"], called["Pernille"], len(called)) == ((False, True), (True, False), 12)
        assert (len(names), seen_by_per, passwords) == (10, [], {""})
        assert actions(the_store, told)["Mormor henter onsdag"].due == date(2027, 3, 3)


def test_the_meeting_that_the_office_opens_asks_the_same_and_begins_with_last_time(the_store: Store) -> None:
    told = load(the_store, sample(), host=HOST)
    with the_store.writing() as session:
        opening.open_meeting(session, meeting(session, told.meeting_id), next(iter(told.accounts.values())))
    seen = board(the_store, told)
    assert [scale.title for scale in seen.scales] == [scale["title"] for scale in RECORD["scales"]]
    assert [(one.text, one.who) for one in seen.follow_ups] == [
        (step["text"], CALLED[step["owner_id"]]) for step in RECORD["previous_steps"]
    ]
    assert "Når mor ikke vågner" in repr(seen.houses)


def test_the_board_moves_step_by_step_while_it_is_played(the_store: Store) -> None:
    file = sample()
    told = load(the_store, file, host=HOST)
    steps, before = [], 0
    for _ in play(the_store, file, told, host=HOST):
        seen = board(the_store, told)
        assert seen.seq - before < 25
        before = seen.seq
        steps.append(seen.stage.step)
    assert list(dict.fromkeys(steps)) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(steps) > 60


def test_a_meeting_played_on_a_later_day_refuses_a_next_date_that_has_passed(the_store: Store) -> None:
    told = run(the_store, sample(), host=HOST, today=date(2026, 12, 10))
    assert not told.closed
    assert refusals(told)[0] == "meetings[2]: Datoen er gået. Vælg en ny dato."
    assert the_store.clock() > datetime(2026, 12, 10, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda r: r["cards"][3].update(said_by="p99"), "cards[3].said_by: p99 findes ikke i persons. Ret henvisningen."),
        (lambda r: r["cards"][2].update(text="x" * 10_000), "cards[2].text: Teksten er for lang: 10000 tegn. "),
        (lambda r: r.update(cards="ingen"), "cards: skal være en liste. Skriv den i kantede parenteser."),
        (lambda r: r["cards"].append(r["cards"][0]), "cards[18].id: k1 er brugt før i listen. Giv hver sit id."),
        (lambda r: r["cards"][1].update(visible_to="fagpersoner"),
         "cards[1].visible_to: er ikke for alle, og tavlen kan ses af alle. Skriv alle, eller lad kortet ligge."),
        (lambda r: r["scales"][0]["scores"][0].update(value=11),
         "scales[0].scores[0].value: skal være et helt tal fra 0 til 10."),
        (lambda r: r["next_steps"][0].update(due="snart"),
         "next_steps[0].due: skal være en dato, for eksempel 2026-12-09."),
        (lambda r: r["previous_steps"][0].update(status="måske"),
         "previous_steps[0].status: kender ikke ordet. Vælg et af: gjort, done, delvist gjort, i gang, undervejs, "
         "underway, ikke gjort, not_done, droppet, dropped, åben, open."),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named_with_its_place(
    the_store: Store, change: Callable[[Any], object], refusal: str
) -> None:
    told = run(the_store, changed(lambda content: change(content["meeting_record"])), host=HOST)
    assert refusals(told)[0].startswith(f"meeting_record.{refusal}")
    assert told.meeting_id


def test_a_card_whose_speaker_is_unknown_goes_up_without_a_name(the_store: Store) -> None:
    told = run(the_store, changed(lambda c: c["meeting_record"]["cards"][3].update(said_by="p99")), host=HOST)
    card = next(card for card in board(the_store, told).cards if card.text == RECORD["cards"][3]["text"])
    assert card.said_by == ""
    assert told.closed


def test_without_a_coordinator_the_board_stays_open_and_the_reason_is_told(the_store: Store) -> None:
    told = run(the_store, changed(lambda content: content["meeting_record"].update(coordinator=None)), host=HOST)
    assert refusals(told) == ["meeting_record: Mødet kan ikke slutte endnu. Der mangler: en koordinator."]
    seen = board(the_store, told)
    assert (told.closed, told.following_id, seen.facts.closed_at, seen.stage.locked) == (False, "", None, False)


def test_an_agreement_without_a_day_keeps_the_meeting_open_unless_it_is_left_open(the_store: Store) -> None:
    lacking = run(the_store, changed(lambda c: c["meeting_record"]["next_steps"][0].update(due=None)), host=HOST)
    assert refusals(lacking) == [
        "meeting_record: Mødet kan ikke slutte endnu. Der mangler: en person eller en dag på 1 aftale."
    ]
    said = {"due": None, "owner_id": None, "open": True}
    open_one = run(the_store, changed(lambda c: c["meeting_record"]["next_steps"][0].update(said)), host=HOST)
    assert (open_one.closed, refusals(open_one)) == (True, [])
    action = actions(the_store, open_one)[RECORD["next_steps"][0]["text"]]
    assert (action.who, action.due) == ("", None)


def test_without_an_earlier_meeting_the_agreements_of_last_time_still_stand_first(the_store: Store) -> None:
    told = run(the_store, changed(lambda content: content["meetings"].pop(0)), host=HOST)
    assert told.closed
    assert [one.text for one in board(the_store, told).follow_ups] == [s["text"] for s in RECORD["previous_steps"]]
    assert {one.sentence[:30] for one in told.refusals} == {"hører til et tidligere møde, o"}


def test_a_consent_withdrawn_before_the_meeting_holds_the_people_back(the_store: Store) -> None:
    def withdraw(content: Any) -> None:
        for consent in content["consents"]:
            consent["withdrawn_on"] = "2026-09-10"

    told = load(the_store, changed(withdraw), host=HOST)
    with the_store.reading() as session:
        called = {line.seat.called: line.sent for line in invitations(session, meeting(session, told.meeting_id))}
    assert refusals(told) == []
    assert {name for name, sent in called.items() if sent} == {"Mor", "Far", "Mormor", "Farbror"}


def test_goals_only_follows_the_file_where_the_limits_name_nobody(the_store: Store) -> None:
    def limit(content: Any) -> None:
        content["consents"][0].update(limits="", goals_only_ids=["p7"])

    told = load(the_store, changed(limit), host=HOST)
    with the_store.reading() as session:
        full = {person.called: person.full for person in people(session, told.family_id)}
    assert (full["Ditte"], full["Mikkel"]) == (False, True)


@pytest.mark.parametrize("key", ["withdrawn_on", "valid_until", "limits", "goals_only_ids"])
def test_a_consent_that_cannot_be_read_whole_never_shows_more(the_store: Store, key: str) -> None:
    told = load(the_store, changed(lambda content: content["consents"][0].update({key: 7})), host=HOST)
    with the_store.reading() as session:
        full = {
            person.called: person.full for person in people(session, told.family_id) if person.kind == "professional"
        }
    assert refusals(told)[0].startswith(f"consents[0].{key}: skal være ")
    assert set(full.values()) == {False}


def test_a_card_goes_up_only_when_nothing_says_that_it_must_not(the_store: Store) -> None:
    def hide(content: Any) -> None:
        for card, show in zip(content["meeting_record"]["cards"], (False, "nej", True, None), strict=False):
            card["show"] = show

    told = run(the_store, changed(hide), host=HOST)
    texts = [card["text"] for card in RECORD["cards"]]
    assert [card.text for card in board(the_store, told).cards if not card.agreement] == texts[2:]
    assert refusals(told) == ["meeting_record.cards[1].show: skal være true eller false."]


def test_a_coordinator_towards_an_unknown_word_is_not_named(the_store: Store) -> None:
    told = run(the_store, changed(lambda c: c["meeting_record"]["coordinator"].update(toward="skolen")), host=HOST)
    assert refusals(told)[0].startswith("meeting_record.coordinator.toward: kender ikke ordet.")
    closing = board(the_store, told).closing
    assert (closing.toward_family, closing.toward_professionals) == ("", "Lene Skov")


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 5_000, b"[]", b" " * (LARGEST + 1)])
def test_what_is_no_meeting_file_is_refused_as_a_whole(the_store: Store, raw: bytes) -> None:
    told = run(the_store, parse(raw), host=HOST)
    assert (told.meeting_id, told.closed) == ("", False)
    assert refusals(told)[0].startswith("filen: ")


@pytest.mark.parametrize("key", ["family", "persons", "consents", "meetings", "meeting_record"])
@pytest.mark.parametrize("junk", [JUNK[0], "æøå", [None], {"id": "p1"}], ids=["null", "text", "list", "object"])
def test_each_part_of_the_file_may_be_junk(the_store: Store, key: str, junk: object) -> None:
    told = run(the_store, MeetingFile({**SAMPLE_CONTENT, key: junk}), host=HOST)
    assert told.family_id


@settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(content=files())
def test_a_file_with_random_changes_gives_nothing_worse_than_refusals(the_store: Store, content: Any) -> None:
    told = run(the_store, MeetingFile(content), host=HOST)
    assert all(one.place and one.sentence for one in told.refusals)
    with the_store.reading() as session:
        for row in meetings_of(session, told.family_id):
            if held := opening.board_of(session, row.id):
                assert fold(events_after(session, held.id, 0)) == tables(session, held)


def test_the_document_names_every_key_that_is_read(the_store: Store) -> None:
    file = sample()
    run(the_store, file, host=HOST)
    text = DOC.read_text()
    keys = {key for place in file.asked for key in re.findall(r"\w+", place)}
    assert sorted(key for key in keys if not re.search(rf"\b{key}\b", text)) == []


def test_the_document_says_what_each_refusal_says() -> None:
    text = DOC.read_text()
    sentences = {name: value for name, value in vars(refused).items() if name.isupper()}
    told = {name: re.split(r"[.{]", re.sub(r"^\{id\} ", "", value))[0].strip() for name, value in sentences.items()}
    assert [name for name, words in told.items() if words not in text] == []
    assert len(told) > 20


def test_a_fault_of_ours_is_not_taken_for_a_refusal(the_store: Store) -> None:
    """A planted fault: a number that breaks while it is read must get through to whoever runs the random files."""

    class Broken(int):
        def __ge__(self, other: int) -> bool:
            raise RuntimeError("planted")

    file = changed(lambda content: content["meeting_record"]["scales"][0]["scores"][0].update(value=Broken(5)))
    with pytest.raises(RuntimeError, match="planted"):
        run(the_store, file, host=HOST)


def test_moving_the_file_keeps_the_wall_time_over_a_change_of_clocks(the_store: Store) -> None:
    told = load(the_store, sample(), shift=timedelta(days=60), host=HOST)
    with the_store.reading() as session:
        assert local(meeting(session, told.meeting_id).starts).isoformat() == "2026-11-15T15:00:00+01:00"
