"""Boards that were frozen before consent spoke of parts: what was for those who might read all is given its part.

Those from before closing words and houses said by id whose they are get the id of the one seat that goes by the name.
"""

from collections import Counter
from dataclasses import replace

from accounts.visibility import CHILDS_WORDS, DANGER, NUMBERS, REST, child
from boards.snapshot import BoardSnapshot

_ALL = "full"  # the one word that there was
_STATEMENTS = {"worry": DANGER, "bottom_line": REST}


def in_parts(board: BoardSnapshot) -> BoardSnapshot:
    """Give the board with the old word replaced; a board of today as it is.

    A child is known by its seat at the meeting; the words of one who had none are for the municipality's paper alone.
    """
    names = Counter(seat.called for seat in board.seats)
    alone = [seat for seat in board.seats if names[seat.called] == 1]
    seats = {seat.called: seat.id for seat in alone}
    persons = {seat.called: seat.person_id or "" for seat in alone if seat.kind == "child"}
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
            replace(
                one,
                audience=_now(one.audience, CHILDS_WORDS, child(children.get(one.child) or "")),
                child_id=one.child_id or persons.get(one.child, ""),
            )
            for one in board.houses
        ),
        words=tuple(
            replace(one, audience=_now(one.audience, REST), said_by_id=one.said_by_id or seats.get(one.called, ""))
            for one in board.words
        ),
    )


def _now(audience: frozenset[str], *words: str) -> frozenset[str]:
    return audience - {_ALL} | set(words) if _ALL in audience else audience
