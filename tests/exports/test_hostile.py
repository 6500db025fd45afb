"""Whatever somebody writes, the files open, and it stands there as text."""

import os
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from exports.cleaning import legible
from exports.invite import invite
from exports.minutes import minutes
from exports.plan import plan
from tests.exports.checking import calendar_faults, squeezed, text_of, word_faults
from tests.exports.scene import BOARD, ENTRY, PLAN_NOW, card

POISON = {
    "script": "<script>alert(1)</script>",
    "template": "{{7*7}} {% raise %} ${7*7} {page} {pages} {names} {0}",
    "controls": "a\x00b\x07c\x1bd\x0be\x85f\x9fg",
    "turned round": "\u202eevil\u202c and \u2066more\u2069",
    "half a letter": "a\ud800b\udfffc",
    "no space": "å" * 4000,
    "entities": '&lt;&amp;&#0;&#x1F; <!DOCTYPE x [<!ENTITY y "z">]> &y;',
    "end of data": "]]> <![CDATA[ </w:t></w:r></w:p>",
    "a field": '{ INCLUDETEXT "C:\\\\secret" } =SUM(A1) MERGEFIELD x',
    "non-characters": "a\ufffeb\uffffc",
    "many scripts": "سلام שלום 中文 👩‍👧‍👦 Łódź Київ",
    "lines": "one\r\ntwo\rthree\u2028four\ttab",
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
def test_a_poisoned_board_still_gives_whole_minutes(poison):
    facts = replace(BOARD.facts, children=(poison,), purpose=poison, place=poison, wishes=poison, recorder=poison)
    closing = replace(BOARD.closing, toward_family=poison, why=poison, next_place=poison, accepted_by=poison)
    made = minutes(
        replace(
            BOARD,
            facts=facts,
            closing=closing,
            seats=tuple(replace(seat, called=poison, role=poison, note=poison) for seat in BOARD.seats),
            cards=(card(1, "works", poison, poison), card(2, "next", poison, poison, agreement=True, who=poison)),
            statements=tuple(replace(each, text=poison, disagreement=poison) for each in BOARD.statements),
            houses=tuple(replace(each, child=poison, texts=(poison,)) for each in BOARD.houses),
            scales=tuple(replace(each, title=poison, zero=poison) for each in BOARD.scales),
        )
    )
    assert word_faults(made) == []
    assert squeezed(legible(poison)) in text_of(made)


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
def test_a_poisoned_plan_still_gives_a_whole_document(poison):
    goals = tuple(replace(goal, text=poison) for goal in PLAN_NOW.goals)
    made = plan(replace(PLAN_NOW, goals=goals, children=(poison,), next_place=poison))
    assert word_faults(made) == []
    assert squeezed(legible(poison)) in text_of(made)


@pytest.mark.parametrize("poison", [*POISON.values(), "x\r\nATTENDEE:mailto:other@evil.example\r\nEND:VEVENT"])
def test_a_poisoned_place_still_gives_one_event_for_one_guest(poison):
    made = invite(
        replace(
            ENTRY,
            location=poison,
            description=poison,
            summary=poison,
            uid=poison,
            attendee_email=f"a{poison}@b.example",
        )
    )
    assert calendar_faults(made) == []
    event = Calendar.from_ical(made).walk("VEVENT")[0]
    assert squeezed(event["LOCATION"]) == squeezed(legible(poison))


@settings(max_examples=int(os.environ.get("MANY", "60")), deadline=None)
@given(st.text(st.characters(codec=None), min_size=1, max_size=80))
def test_any_text_at_all_gives_files_that_open(text):
    made = minutes(replace(BOARD, cards=(card(1, "works", text, text),), facts=replace(BOARD.facts, children=(text,))))
    assert word_faults(made) == []
    assert squeezed(legible(text)).strip() in text_of(made)
    assert calendar_faults(invite(replace(ENTRY, location=text, uid=text, attendee_email=text))) == []
