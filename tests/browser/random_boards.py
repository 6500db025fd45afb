"""Random boards, the same for the same seed: what families, professionals and typing errors could put on a wall."""

import random
from dataclasses import replace
from datetime import date, timedelta

from boards.snapshot import AnswerView, BoardSnapshot, CardView
from meetings.snapshot import Step

SAID = (
    "mor far børnene skole aften morgen mad søvn ro henter ringer sammen hver dag om onsdagen Viggo Alma mormor træner "
    "lektier bange glad vred hjælper møder sengetid spiser leger glemmer tasken vasketøj penge arbejde søvnløs hvordan"
)
LONG_WORDS = (
    "familieafdelingens",
    "sygedagpengerådgiveren",
    "børnefamilieenheden",
    "hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh",
    "W" * 60,
)
NAMES = (
    "Mor",
    "Far",
    "Alma",
    "Mormor",
    "Farbror",
    "Lene",
    "Ditte",
    "Mikkel",
    "Anne-Marie",
    "Christian-Emmanuel",
    "Fatima Abdul Rahman al-Khalidi",
)
LENGTHS = (12, 30, 45, 60, 90, 140, 400)
DAY = date(2026, 10, 2)


def some_text(dice: random.Random, most: int, *, long_words: bool = False) -> str:
    """Give up to so many letters of what people say."""
    wanted, text = dice.randint(1, most), ""
    while len(text) < wanted:
        text += f" {dice.choice(LONG_WORDS if long_words and dice.random() < 0.15 else SAID.split())}"
    return text.strip()[:wanted].strip() or "ja"


def some_card(dice: random.Random, number: int, column: str, *, most: int, long_words: bool) -> CardView:
    """Give a card, in `next` mostly an agreement with up to three helpers."""
    agreed = column == "next" and dice.random() < 0.7
    names = dice.sample(NAMES, 4)
    return CardView(
        id=f"c{number}", column=column, text=some_text(dice, most, long_words=long_words),
        said_by=dice.choice(("", *NAMES)), said_by_id="s", said_by_kind="parent", sent_by_id="",
        own_words=dice.random() < 0.8, agreement=agreed, who=names[0] if agreed and dice.random() < 0.8 else "", who_id="s",
        helpers=tuple(names[1 : 1 + dice.randint(0, 3)]) if agreed else (), helper_ids=(),
        due=DAY + timedelta(dice.randint(0, 80)) if agreed and dice.random() < 0.8 else None, how_seen="",
        said_open=False, goal_id="", place="up", version=1, newest=number == 0,
    )  # fmt: skip


def some_board(base: BoardSnapshot, seed: int, *, ordinary: bool = False) -> BoardSnapshot:
    """Give the meeting with random cards, names, numbers, children and agenda; an ordinary one has nothing extreme."""
    dice = random.Random(seed)
    most = dice.choice((30, 45, 60, 90)) if ordinary else dice.choice(LENGTHS)
    counts = [dice.choice((0, 1, 2, 3, 4)) if ordinary else dice.choice((0, 1, 3, 5, 9, 30)) for _ in range(3)]
    cards = [
        some_card(dice, 100 * place + n, column, most=most, long_words=not ordinary)
        for place, column in enumerate(("works", "worries", "next"))
        for n in range(counts[place])
    ]
    steps = [
        Step(n + 1, some_text(dice, 40), some_text(dice, 14), 10) for n in range(dice.randint(1, 8 if ordinary else 20))
    ]
    children = tuple(
        dice.sample(("Alma", "Viggo", "Ida-Marie", "Mohammed", "Frederikke"), dice.randint(1, 2 if ordinary else 5))
    )
    return replace(
        base,
        cards=tuple(cards),
        scales=(replace(base.scales[0], **_numbers(dice, 3 if ordinary else 9)),),
        facts=replace(base.facts, steps=tuple(steps), children=children),
        stage=replace(base.stage, step=dice.randint(1, len(steps)), locked=dice.random() < 0.1),
    )


def _numbers(dice: random.Random, most_on_one: int) -> dict[str, object]:
    names = list(NAMES[: dice.randint(0, 9)])
    crowd, on = dice.randint(0, most_on_one), dice.randint(0, 10)
    answers = tuple(
        AnswerView(f"s{n}", name, dice.choice(("parent", "child")), on if n < crowd else dice.randint(0, 10),
                   dice.choice((None, 3, 10)), "", "", frozenset({"full"}))
        for n, name in enumerate(names)
    )  # fmt: skip
    return {"answers": answers, "revealed": bool(names), "asked": 9, "answered": len(names)}
