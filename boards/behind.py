"""A board as others than the recorder's desk see it, while something on it is protected. Pure."""

from dataclasses import replace
from typing import TYPE_CHECKING

from accounts.visibility import RUNNERS, Viewer, meant_for
from accounts.visibility import seat as word_of
from families.shield import without

if TYPE_CHECKING:
    from boards.snapshot import BoardSnapshot


def behind(board: "BoardSnapshot", viewer: Viewer) -> "BoardSnapshot":
    """Give the board without the texts that its shields name. The desk sees them, and so does whoever wrote them or is
    protected by them."""
    if not board.shields or meant_for(frozenset({RUNNERS}), viewer):
        return board
    mine = [one for one in board.seats if word_of(one.id) in viewer.reads]
    me, seats = {one.person_id for one in mine}, {one.id for one in mine}
    hidden = {one.text: one.instead for one in board.shields if not me.issuperset(one.people)}

    def own(thing: object) -> bool:
        return not seats.isdisjoint((getattr(thing, "sent_by_id", None), getattr(thing, "seat_id", None)))

    return replace(without(board, hidden, own), shields=())
