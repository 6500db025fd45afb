"""Numbers on a scale: one row for each person, never one number for all."""

from collections.abc import Iterable

from boards.snapshot import AnswerView, ScaleView
from exports.elements import Cell
from exports.writing import Column, Paper
from families.snapshot import NumberView, ScaleHistory


def numbers_table(paper: Paper, scale: ScaleView | ScaleHistory, numbers: Iterable[AnswerView | NumberView]) -> None:
    """Write a scale with who gave which number, the number before, why, and what would make it one higher."""
    say = paper.words.say
    title = say(scale.title)
    paper.heading(title, 2)
    paper.labelled(say("0 er:"), say(scale.zero))
    paper.labelled(say("10 er:"), say(scale.ten))
    columns = (
        *(Column(say("Hvem"), 4), Column(say("Tal"), 3), Column(say("Sidst"), 3)),
        *(Column(say("Hvorfor"), 7), Column(say("Hvad gør det én højere?"), 6)),
    )
    about = say("Hver persons eget tal fra 0 til 10, tallet sidst og grunden.")
    paper.table(title, about, columns, [_row(paper, each) for each in numbers])


def _row(paper: Paper, each: AnswerView | NumberView) -> tuple[Cell, ...]:
    say = paper.words.say
    before = say("Intet tal") if each.before is None else str(each.before)
    return each.called, str(each.value), before, each.why or say("Ikke sagt"), each.one_up or say("Ikke sagt")
