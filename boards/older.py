"""Boards that were frozen before consent spoke of parts: what was for those who might read all is given its part."""

from dataclasses import replace

from accounts.visibility import CHILDS_WORDS, DANGER, NUMBERS, REST, child
from boards.snapshot import BoardSnapshot

_ALL = "full"  # the one word that there was
_STATEMENTS = {"worry": DANGER, "bottom_line": REST}


def in_parts(board: BoardSnapshot) -> BoardSnapshot:
    """Give the board with the old word replaced; a board of today as it is.

    A child is known by its seat at the meeting; the words of one who had none are for the municipality's paper alone.
    """
    children = {seat.called: seat.person_id for seat in board.seats if seat.kind == "child"}
    return replace(
        board,
        cards=tuple(replace(one, audience=_now(one.audience, one.column)) for one in board.cards),
        scales=tuple(
            replace(scale, answers=tuple(replace(one, audience=_now(one.audience, NUMBERS)) for one in scale.answers))
            for scale in board.scales
        ),
        statements=tuple(
            replace(one, audience=_now(one.audience, _STATEMENTS.get(one.kind, REST))) for one in board.statements
        ),
        follow_ups=tuple(replace(one, remark_audience=_now(one.remark_audience, REST)) for one in board.follow_ups),
        houses=tuple(
            replace(one, audience=_now(one.audience, CHILDS_WORDS, child(children.get(one.child) or "")))
            for one in board.houses
        ),
        words=tuple(replace(one, audience=_now(one.audience, REST)) for one in board.words),
    )


def _now(audience: frozenset[str], *words: str) -> frozenset[str]:
    return audience - {_ALL} | set(words) if _ALL in audience else audience
