"""P-1: what is protected is found in every disguise, and ordinary sentences are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from families import disguise, finding
from families.disguise import fold
from families.finding import find, needles
from tests.families.disguises import DISGUISES, PROTECTED, ordinary

ALL = [(name, kind, text) for name in DISGUISES for kind, text in PROTECTED]


def missed() -> list[tuple[str, str, str]]:
    return [
        (name, kind, text)
        for name, kind, text in ALL
        if find(f"Vi ses: {DISGUISES[name](text)}", needles(kind, text)) is None
    ]


def test_two_hundred_protected_texts_are_found_in_forty_disguises_each() -> None:
    assert (len(PROTECTED), len(DISGUISES)) == (200, 40)
    found = len(ALL) - len(gone := missed())
    print(f"\nP-1: {found} of {len(ALL)} disguised protected texts are found")
    assert gone == []


def test_a_normaliser_that_keeps_hidden_characters_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault."""
    step = disguise._step
    monkeypatch.setattr(disguise, "_step", lambda one: one if one in "\u200b\u200d\u2060\ufeff\u00ad" else step(one))
    for cached in (disguise.written, disguise.fold, finding.needles):
        cached.cache_clear()
    lost = {name for name, _, _ in missed()}
    for cached in (disguise.written, disguise.fold, finding.needles):
        cached.cache_clear()
    assert {"zero-width spaces", "zero-width joiners", "soft hyphens"} <= lost


def test_fewer_than_five_of_a_thousand_ordinary_sentences_are_stopped() -> None:
    rules = [needles(kind, text) for kind, text in PROTECTED]
    sentences = list(ordinary(10_000))
    stopped = [one for one in sentences if any(find(one, rule) for rule in rules)]
    print(
        f"\nP-1: {len(stopped)} of {len(sentences)} ordinary sentences are stopped by any of {len(rules)} protections"
    )
    assert len(set(sentences)) > 8_000
    assert len(stopped) / len(sentences) < 0.005, stopped[:20]


@pytest.mark.parametrize(
    ("kind", "protected", "text"),
    [
        ("address", "Lærkevej 12, 2. th, 9999 Fjordby", "Vi bor på Lærkev. nr. 12"),
        ("address", "Lærkevej 12", "lærkevejen 12B, 2. sal"),
        ("address", "Tranebærstien 7", "ude på Tranebærstien"),
        ("address", "Sankt Annæ Allé 3", "Skt. Annae alle 3"),
        ("school", "Havneskolen", "hun går i havneskolens 3. b"),
        ("school", "Vesterbro Skole", "på Vesterbro-skolen"),
        ("institution", "Børnehuset Skibet", "Viggo er startet i børnehaven Skibet"),
        ("institution", "Børnehuset Skibet", "Skibets børnehus"),
        ("institution", "Vuggestuen Regnbuedalen", "Regnbuedalen ringede"),
        ("phone", "20 12 34 56", "ring på 0045 2012 3456"),
        ("phone", "+45 20123456", "tlf. 2-0-1-2-3-4-5-6"),
        ("email", "sarah.h@mail.example", "sarah.h snabel-a mail punktum example"),
        ("car", "den røde Yaris, AB 12 345", "Ab12345 holder udenfor"),
        ("name", "Emma Lund", "Lund, Emma"),
        ("name", "Signe Marie Bro", "Signe Bros bil"),
        ("first_name", "Emma", "Clara E m m a"),
        ("first_name", "Emma", "det var Emmas"),
    ],
)
def test_it_is_found_as_people_write_it(kind: str, protected: str, text: str) -> None:
    found = find(text, needles(kind, protected))
    assert found is not None
    assert text[found.start : found.end] == found.words


@pytest.mark.parametrize(
    ("kind", "protected", "text"),
    [
        ("address", "Lærkevej 12", "vi bor på Lærkevej"),
        ("address", "Lærkevej 12", "vi bor på Lærkevej 123"),
        ("address", "Lærkevej 12", "vi bor på Lærkevej 21"),
        ("school", "Havneskolen", "ved havnen ligger skolen"),
        ("institution", "Børnehuset Skibet", "vi så skibet sejle"),
        ("phone", "20 12 34 56", "nr. 1201234567"),
        ("name", "Emma Lund", "Emma og Jens Lund"),
        ("first_name", "Emma", "femmaen, dilemmaet og temaet"),
    ],
)
def test_what_only_looks_like_it_is_left_alone(kind: str, protected: str, text: str) -> None:
    assert find(text, needles(kind, protected)) is None


@given(st.text())
def test_any_text_has_one_way_to_write_it(text: str) -> None:
    folded = fold(text)
    assert fold(folded.letters).letters == folded.letters
    assert all(text[start:end] for start, end in zip(folded.starts, folded.ends, strict=True))
    assert len(fold(text, across=False).letters) >= len(folded.letters)


@given(st.text(), st.text(min_size=1))
def test_looking_for_anything_in_anything_never_fails(text: str, protected: str) -> None:
    for kind in ("address", "school", "phone", "email", "car", "name", "first_name"):
        wanted = needles(kind, protected)
        found = find(text, wanted)
        assert found is None or text[found.start : found.end] == found.words
        assert not wanted or find(f". {protected} .", wanted) is not None
