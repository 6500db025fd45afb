"""The edge that every text and number from outside passes."""

import contextlib
import json
import unicodedata
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.refusal import Unfit
from store.text import as_date, as_time, bounded, clean_text, danish_order, kept_address, mail_address, needed

# Surrogates, controls, marks, breaks and non-characters are more frequent than in ordinary random text.
NASTY = st.text(
    st.one_of(
        st.characters(codec=None, exclude_categories=()),
        st.sampled_from("\x00\x08\x0b\x0c\x1b\x7f\x85\r\n\t\u2028\u2029\ufffe\uffff\U0001fffe\ud800\udc00"),
        st.sampled_from("\u0300\u0301\u0316\u0344\u05b0\u0e48\u200b\u200d\u202e\u2066\ufeff\xa0\u2003\u3164"),
        st.sampled_from("aåé한ßﬁ👩‍👧"),
    ),
    max_size=60,
)


@given(NASTY, st.booleans())
@settings(max_examples=1_500, deadline=None)
def test_cleaning_twice_is_cleaning_once(raw: str, lines: bool) -> None:
    once = clean_text(raw, lines=lines)
    assert clean_text(once, lines=lines) == once


@given(NASTY, st.booleans())
@settings(max_examples=1_500, deadline=None)
def test_clean_text_can_be_written_everywhere(raw: str, lines: bool) -> None:
    text = clean_text(raw, lines=lines)
    controls = {c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")}
    assert controls <= ({"\n", "\t"} if lines else set())
    assert [hex(ord(c)) for c in text if ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF] == []
    assert text == unicodedata.normalize("NFC", text) == text.strip()
    assert json.loads(json.dumps(text)) == text == text.encode().decode()


@given(st.text(st.sampled_from("aå \u0300\u05b0\u0316\u0344"), max_size=40))
@settings(max_examples=500, deadline=None)
def test_no_pile_of_marks_is_higher_than_four(raw: str) -> None:
    pile = highest = 0
    for character in clean_text(raw):
        pile = pile + 1 if unicodedata.combining(character) else 0
        highest = max(highest, pile)
    assert highest <= 4


def test_the_words_themselves_are_left_alone() -> None:
    words = "Når Alma skriver »❤️«, kommer jeg – også om natten.\nÆrligt: 100 % 👩‍👧 بنت, çok teşekkürler"
    assert clean_text(words) == words


def test_line_ends_of_every_kind_become_line_feeds() -> None:
    assert clean_text("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h") == "a\nb\nc\nd\ne\nf\ng\nh"


def test_a_field_of_one_line_keeps_one_line() -> None:
    assert clean_text("Møde\r\nBcc: alle@kommune.example\u2028X", lines=False) == "Møde Bcc: alle@kommune.example X"


@pytest.mark.parametrize("blank", ["", "   ", "\n\t\r\n", "\xa0\u2003", "\u200b\u200d\ufeff", "\u3164\u2800", "\u0301"])
def test_text_of_which_nothing_shows_is_no_text(blank: str) -> None:
    assert clean_text(blank) == ""
    with pytest.raises(Unfit) as no:
        needed(blank, "Skriv et navn.", field="name")
    assert (no.value.sentence, no.value.field, no.value.status) == ("Skriv et navn.", "name", 422)


@pytest.mark.parametrize("raw", [None, 7, b"bytes", ["a"], {"a": 1}])
def test_anything_but_text_reads_as_empty(raw: object) -> None:
    assert clean_text(raw) == ""


def test_a_text_that_is_too_long_is_refused_and_never_cut() -> None:
    assert clean_text("å" * 1_000, most=1_000) == "å" * 1_000
    with pytest.raises(Unfit) as no:
        needed("å" * 1_001, "Skriv noget.", field="text", most=1_000)
    assert no.value.sentence == "Teksten er for lang: 1001 tegn. Der er plads til 1000. Gør den kortere."
    assert no.value.field == "text"


def test_a_bomb_of_marks_is_refused_before_it_costs_anything() -> None:
    with pytest.raises(Unfit):
        clean_text("\u05b0\u05b4" * 500_000, most=1_000)


def test_braces_in_what_was_typed_do_not_break_a_refusal() -> None:
    assert Unfit("{name} er inde.", name="{0.__class__}{x}").sentence == "{0.__class__}{x} er inde."


@pytest.mark.parametrize("raw", ["7", " 7 ", 7, "+7", "٧"])
def test_a_whole_number_is_read(raw: object) -> None:
    assert bounded(raw, 0, 10, "Vælg et tal fra 0 til 10.") == 7


@pytest.mark.parametrize("raw", ["", "11", "-1", "7.5", "1_0", "x", None, True, "9" * 5_000, 2**70, "1e1", "\ud800"])
def test_anything_but_a_whole_number_in_its_bounds_is_refused(raw: object) -> None:
    with pytest.raises(Unfit) as no:
        bounded(raw, 0, 10, "Vælg et tal fra 0 til 10.", field="value")
    assert (no.value.sentence, no.value.field) == ("Vælg et tal fra 0 til 10.", "value")


@pytest.mark.parametrize("raw", ["2026-12-09", "9.12.2026", "09/12/2026", " 9-12-2026 "])
def test_a_day_is_read_as_people_write_it(raw: str) -> None:
    assert as_date(raw) == date(2026, 12, 9)


@pytest.mark.parametrize(
    "raw", ["", "31.2.2026", "1999-12-31", "2101-01-01", "9.12.26", "i morgen", "2" * 300, None, "\ud8002026-12-09x"]
)
def test_what_is_not_a_day_is_refused_with_how_to_write_it(raw: object) -> None:
    with pytest.raises(Unfit) as no:
        as_date(raw, field="due")
    assert (no.value.sentence, no.value.field) == ("Skriv en dato, for eksempel 2026-12-09.", "due")


@pytest.mark.parametrize(("raw", "read"), [("14.00", time(14)), ("9:05", time(9, 5)), (" 23.59 ", time(23, 59))])
def test_a_time_of_day_is_read_as_people_write_it(raw: str, read: time) -> None:
    assert as_time(raw) == read


@pytest.mark.parametrize("raw", ["", "24.00", "9.60", "9", "nu", "9" * 300, None])
def test_what_is_not_a_time_is_refused_with_how_to_write_it(raw: object) -> None:
    with pytest.raises(Unfit) as no:
        as_time(raw)
    assert no.value.sentence == "Skriv et klokkeslæt, for eksempel 14.00."


@given(NASTY)
@settings(max_examples=500, deadline=None)
def test_no_text_makes_a_number_a_day_or_a_time_fail_in_any_other_way_than_a_refusal(raw: str) -> None:
    for read in (as_date, as_time, lambda text: bounded(text, 0, 10, "Nej.")):
        with contextlib.suppress(Unfit):
            read(raw)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("signe.bro@familie.example", "signe.bro@familie.example"),
        (" Signe.Bro+skole@Familie.Example \n", "Signe.Bro+skole@Familie.Example"),
        ("o'hara_7@a-b.c.example", "o'hara_7@a-b.c.example"),
        ("drift@localhost", "drift@localhost"),
        ("bo@ærø.example", "bo@xn--r-3fa9c.example"),
        ("bo@\u0430pple.example", "bo@xn--pple-43d.example"),  # a Cyrillic letter shows itself
        ("bo@A\u030aRHUS.example", "bo@xn--rhus-poa.example"),
        ("", ""),
        (" \u200b ", ""),
        (None, ""),
    ],
)
def test_a_mail_address_is_read(raw: object, read: str) -> None:
    assert mail_address(raw) == read
    assert mail_address(read) == read


def test_names_stand_in_the_order_of_a_danish_list() -> None:
    names = ["anders", "Bo", "Émile", "Eva", "Zoe", "Ægidius", "Øster", "Aaen", "Ål", "Åse"]
    assert sorted(reversed(names), key=danish_order) == names
    assert sorted(["Åse", "A\u030al"], key=danish_order) == ["A\u030al", "Åse"]


def test_an_address_is_looked_up_as_it_is_kept_and_what_is_none_is_nobodys() -> None:
    tried = ("Bo@ÆRØ.example", " bo@xn--r-3fa9c.example ", "ingen adresse\n", "b@" + "o" * 900)
    assert [kept_address(one) for one in tried][:3] == ["bo@xn--r-3fa9c.example"] * 2 + ["ingen adresse"]
    assert len(kept_address(tried[3])) == 200


NO_ADDRESS = (
    *("bo", "bo@", "@b.example", "bo b.example", "bo@b@c.example", "bo@b.example,alle@b.example"),
    *("bo@b.example; alle@b.example", "bo@b.example alle@b.example", "Bo <bo@b.example>", '"bo"@b.example'),
    *("bo@b.example\r\nBcc: alle@b.example", "bo@b.example\nalle@b.example", "bo\n@b.example", "bo@b.example\tx"),
    *(
        "bo@b.example\u2028x",
        "bo@b.example?bcc=alle@c.example",
        "mailto:bo@b.example",
        "bo@[127.0.0.1]",
        "bo@b_c.example",
    ),
    *(
        "bo@-b.example",
        "bo@b-.example",
        "bo@b..example",
        "bo@.example",
        "bo@b.example.",
        ".bo@b.example",
        "bo.@b.example",
    ),
    *(
        "b..o@b.example",
        "bø@b.example",
        "b\u00ado@b.example",
        "bo@b.example%0aBcc:x@c.example",
        "bo@b.example/<script>",
    ),
    *("x" * 65 + "@b.example", "bo@" + "x" * 64 + ".example", "bo@" + "ø" * 60 + ".example", "x" * 201 + "@b.example"),
    "bo@" + "b." * 90 + "example" * 3,
)


@pytest.mark.parametrize("raw", NO_ADDRESS)
def test_what_is_no_single_mail_address_is_refused(raw: str) -> None:
    with pytest.raises(Unfit) as no:
        mail_address(raw, field="email")
    assert no.value.field == "email"


@given(NASTY)
@settings(max_examples=800, deadline=None)
def test_whatever_is_typed_the_address_is_one_on_one_line_or_refused(raw: str) -> None:
    for written in (raw, f"bo{raw}@b.example", f"bo@b{raw}.example", f"bo@b.example{raw}"):
        with contextlib.suppress(Unfit):
            address = mail_address(written)
            assert address.isascii()
            assert address.isprintable()
            assert (address.count("@"), len(address.split())) in ((1, 1), (0, 0))
