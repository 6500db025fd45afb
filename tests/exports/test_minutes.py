"""The minutes: everything that the reader may see, in the words in which it was said, and nothing else."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts.visibility import NOBODY, PAPER, participant
from exports.minutes import minutes
from exports.wording import DANISH, Wording
from tests.exports.checking import (
    opened,
    parts_of,
    read_by_office,
    read_by_pandoc,
    squeezed,
    tables_of,
    text_of,
    word_faults,
)
from tests.exports.scene import BOARD, CLOSED, OTHER_GOAL, STARTS, TRAY, WORRY

ON_PAPER = BOARD.seen_by(PAPER)
GOALS_ONLY = BOARD.seen_by(participant("s9"))
WHOLE = minutes(ON_PAPER)


def headings(document: bytes) -> list[str]:
    return [p.text for p in opened(document).paragraphs if p.style.name == "Heading 1"]


def words_on_the_board() -> list[str]:
    cards = [card.text for card in ON_PAPER.cards]
    cards += [each.text for each in (*ON_PAPER.statements, *ON_PAPER.follow_ups, *ON_PAPER.words)]
    cards += [text for house in ON_PAPER.houses for text in house.texts]
    return cards + [answer.why for scale in ON_PAPER.scales for answer in scale.answers]


def test_the_minutes_come_in_the_order_of_the_meeting():
    assert headings(WHOLE) == [
        "Hvem var med?",
        "Hvad skulle vi tale om?",
        "Familiens ønsker til mødet",
        "Sådan taler vi sammen",
        "Siden sidst",
        "Børnenes ord",
        "Hvad fungerer?",
        "Hvad bekymrer?",
        "Bekymringer og mål",
        "Skalaen",
        "Aftaler",
        "Andet, der skal ske",
        "Hvem holder styr på planen?",
        "Næste møde",
        "Sidste runde",
        "Læst op",
    ]


def test_the_first_page_tells_when_and_where_and_for_which_children():
    assert [p.text for p in opened(WHOLE).paragraphs][:4] == [
        "Referat af netværksmøde",
        "Børn\tAlma, Freja og Viggo",
        "Tid\tonsdag den 16. september 2026 kl. 15.00 til 16.30",
        "Sted\tHavneskolen, lokale 12",
    ]


def test_those_who_were_there_come_first_and_whoever_only_knocked_is_not_named():
    names = [(row[0], row[2]) for row in tables_of(WHOLE)[0]]
    assert names[:2] == [("Navn", "Var med"), ("Signe", "Ja")]
    assert names[-1] == ("Birgit", "Nej")
    assert "En fremmed" not in text_of(WHOLE)


def test_own_words_stand_in_quotation_marks_with_who_said_them():
    quotes = {p.text.replace("\xa0", " "): p.style.name for p in opened(WHOLE).paragraphs}
    assert quotes["»Onsdag hos mormor er ugens bedste dag« – Alma"] == "Quote"
    assert quotes["Jonas møder op. Det har han gjort hele vejen – Mikkel"] == "Statement"


def test_every_number_stands_beside_its_own_person_and_last_times_number():
    scale = next(table for table in tables_of(WHOLE) if table[0][1] == "Tal")
    assert [row[:3] for row in scale[1:4]] == [["Signe", "6", "4"], ["Jonas", "7", "6"], ["Alma", "5", "Intet tal"]]
    assert scale[5][4] == "Ikke sagt"
    assert "5,6" not in text_of(WHOLE)


def test_agreements_stand_under_their_goal_with_who_helps_and_when():
    first = next(table for table in tables_of(WHOLE) if table[0] == ["Hvad", "Hvem", "Hvornår", "Sådan ser vi det"])
    assert first[1][1:3] == ["Jonas\nHjælp fra Kim og Mormor", "fredag den 25. september 2026"]
    assert f"Mål: {OTHER_GOAL}" in [p.text for p in opened(WHOLE).paragraphs if p.style.name == "Heading 3"]


def test_what_was_left_open_reads_ikke_aftalt():
    assert tables_of(WHOLE)[-1][1] == [
        "Nogen tager Freja med til svømning",
        "Ikke aftalt",
        "Ikke aftalt",
        "Ikke aftalt",
    ]


def test_a_meeting_that_agreed_on_nothing_says_so():
    closing = replace(
        BOARD.closing, toward_family="", toward_professionals="", why="", next_starts=None, accepted_by=""
    )
    nothing = minutes(replace(BOARD.seen_by(NOBODY), closing=closing))
    assert headings(nothing)[-4:] == ["Aftaler", "Hvem holder styr på planen?", "Næste møde", "Læst op"]
    assert text_of(nothing).count("Ikke aftalt") == 3
    assert "Ikke læst op og godkendt endnu." in text_of(nothing)
    assert word_faults(nothing) == []


def test_a_reader_whom_consent_does_not_cover_gets_goals_and_agreements_but_no_worry():
    assert WORRY in text_of(WHOLE)
    limited = minutes(GOALS_ONLY)
    whole_file = b"".join(parts_of(limited).values()).decode()
    assert OTHER_GOAL in text_of(limited)
    assert "Kim lægger sit nummer ind" in text_of(limited)
    assert [card.text for card in BOARD.cards if card.column != "next" and card.text in whole_file] == []
    assert [word.text for word in BOARD.words if word.text in whole_file] == []
    assert "Onsdage er 8" not in whole_file
    assert [heading for heading in headings(limited) if "ekym" in heading] == []


def test_a_card_that_waits_in_the_tray_is_in_nobodys_minutes():
    assert TRAY in [card.text for card in BOARD.cards]
    assert TRAY not in text_of(minutes(BOARD))


def test_a_draft_says_so_in_its_title_and_on_every_page():
    draft = opened(minutes(ON_PAPER, draft=True))
    assert draft.paragraphs[0].text == "Kladde: Referat af netværksmøde"
    assert draft.core_properties.title == "Kladde: Referat af netværksmøde, onsdag den 16. september 2026 kl. 15.00"
    assert draft.sections[0].header.paragraphs[0].text == "Kladde. Ikke læst op og godkendt."
    assert "Kladde" not in text_of(WHOLE)


def test_the_document_is_accessible_and_holds_no_field_but_the_page_numbers():
    assert word_faults(WHOLE) == []
    assert word_faults(minutes(GOALS_ONLY, draft=True)) == []


def test_the_file_knows_its_title_its_language_and_its_meetings_date():
    core = opened(WHOLE).core_properties
    assert core.title == "Referat af netværksmøde, onsdag den 16. september 2026 kl. 15.00"
    assert (core.language, core.author) == ("da-DK", "Tavlen")
    assert core.created == core.modified == CLOSED.replace(tzinfo=core.created.tzinfo)


def test_minutes_of_an_open_meeting_carry_the_time_at_which_it_began():
    still_open = replace(ON_PAPER, facts=replace(BOARD.facts, closed_at=None))
    created = opened(minutes(still_open)).core_properties.created
    assert created.replace(tzinfo=UTC) == STARTS


def test_the_footer_counts_the_pages():
    assert opened(WHOLE).sections[0].footer.paragraphs[0].text == "Side 1 af 1"


def test_the_same_board_gives_the_same_bytes():
    assert minutes(ON_PAPER) == WHOLE
    assert minutes(replace(ON_PAPER, seq=ON_PAPER.seq)) == WHOLE


def test_another_time_zone_and_another_process_give_the_same_bytes():
    code = (
        "import hashlib; from accounts.visibility import PAPER; from exports.minutes import minutes; "
        "from tests.exports.scene import BOARD; print(hashlib.sha256(minutes(BOARD.seen_by(PAPER))).hexdigest())"
    )
    elsewhere = {**os.environ, "TZ": "America/New_York", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", code], env=elsewhere, cwd=root, capture_output=True, check=True, timeout=60
    )
    assert told.stdout.decode().strip() == hashlib.sha256(WHOLE).hexdigest()


def test_the_minutes_are_a_light_file():
    assert len(WHOLE) <= 20_000


def test_english_minutes_keep_the_familys_own_words():
    english = Wording(
        say=lambda text: {"Hvad fungerer?": "What works?", "Side {page} af {pages}": "Page {page} of {pages}"}.get(
            text, text
        ),
        day=lambda day: day.isoformat(),
        time=lambda moment: f"{moment:%H:%M}",
        language="en-GB",
    )
    made = minutes(ON_PAPER, english)
    assert "What works?" in headings(made)
    assert "Onsdag hos mormor er ugens bedste dag" in text_of(made)
    assert opened(made).sections[0].footer.paragraphs[0].text == "Page 1 of 1"
    assert opened(made).core_properties.language == "en-GB"
    assert word_faults(made) == []


def test_days_and_times_are_written_as_danes_write_them():
    assert DANISH.moment(datetime(2026, 12, 9, 14, 0, tzinfo=UTC)) == "onsdag den 9. december 2026 kl. 15.00"
    assert DANISH.moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "torsdag den 2. juli 2026 kl. 00.30"
    assert [DANISH.all_of(names) for names in ((), ("Alma",), ("Alma", "Freja"))] == ["", "Alma", "Alma og Freja"]


@pytest.mark.parametrize("reader", ["pandoc", "LibreOffice"])
def test_other_programs_find_every_word_of_the_board(reader, tmp_path):
    found = (read_by_pandoc(WHOLE) if reader == "pandoc" else read_by_office(WHOLE, tmp_path)).replace("\xa0", " ")
    assert [words for words in words_on_the_board() if squeezed(words) not in found] == []
