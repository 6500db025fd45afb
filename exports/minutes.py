"""The minutes of one meeting, from a board that shows only what its reader may see."""

from boards.snapshot import BoardSnapshot
from exports import agreed, said
from exports.elements import Cell
from exports.wording import DANISH, Wording
from exports.writing import Column, Paper
from meetings.snapshot import Seat


def minutes(board: BoardSnapshot, words: Wording = DANISH, *, draft: bool = False) -> bytes:
    """Give the minutes as a Word document; the same board gives the same bytes.

    The board must have passed `seen_by(viewer)`: this function writes all that it is given. A part without
    content is left out; what should have been agreed and was not reads "Ikke aftalt".
    """
    paper, say = Paper(words), words.say
    title = say("Kladde: Referat af netværksmøde") if draft else say("Referat af netværksmøde")
    paper.heading(title, 0)
    for part in PARTS:
        part(paper, board)
    day = words.moment(board.facts.starts)
    return paper.finish(
        title=f"{title}, {day}",
        at=board.facts.closed_at or board.facts.starts,
        top=f"{say('Referat af netværksmøde')}, {day}",
        mark=say("Kladde. Ikke læst op og godkendt.") if draft else "",
    )


def _facts(paper: Paper, board: BoardSnapshot) -> None:
    facts, say = board.facts, paper.words.say
    paper.fact(say("Børn"), paper.words.all_of(facts.children))
    paper.fact(say("Tid"), paper.words.moment(facts.starts, facts.ends))
    paper.fact(say("Sted"), facts.place or None)
    paper.fact(say("Video"), facts.video)
    paper.fact(say("Tolk"), facts.interpreter)
    paper.fact(say("Mødeleder"), facts.facilitator)
    paper.fact(say("Referent"), facts.recorder)


def _attendance(paper: Paper, board: BoardSnapshot) -> None:
    """Write those who were there, then those on the list who were not; whoever only knocked was never there."""
    say = paper.words.say
    there = [seat for seat in board.seats if _was_there(seat)]
    away = [seat for seat in board.seats if seat.person_id and not _was_there(seat)]
    columns = (Column(say("Navn"), 4), Column(say("Rolle"), 6), Column(say("Var med"), 4), Column(say("Bemærkning"), 6))
    paper.heading(say("Hvem var med?"))
    about = say("Alle på listen: navn, rolle, og om de var der.")
    paper.table(say("Hvem var med?"), about, columns, [_seat(paper, seat) for seat in there + away])


def _was_there(seat: Seat) -> bool:
    return seat.admitted if seat.attended is None else seat.attended


def _seat(paper: Paper, seat: Seat) -> tuple[Cell, ...]:
    say = paper.words.say
    there = say("Ja") if _was_there(seat) else say("Ikke noteret") if seat.attended is None else say("Nej")
    return seat.called, seat.role, there, seat.note


def _purpose(paper: Paper, board: BoardSnapshot) -> None:
    facts, say = board.facts, paper.words.say
    _lines(paper, say("Hvad skulle vi tale om?"), facts.purpose)
    _lines(paper, say("Familiens ønsker til mødet"), facts.wishes)
    _lines(paper, say("Sådan taler vi sammen"), facts.ground_rules)


def _lines(paper: Paper, heading: str, text: str) -> None:
    lines = [line for line in text.splitlines() if line.strip()]
    if lines:
        paper.heading(heading)
    for line in lines:
        paper.line(line, style="ListBullet" if len(lines) > 1 else "Normal")


def _accepted(paper: Paper, board: BoardSnapshot) -> None:
    say, by = paper.words.say, board.closing.accepted_by
    paper.heading(say("Læst op"))
    paper.line(
        say("Læst op og godkendt af {names}.").format(names=by) if by else say("Ikke læst op og godkendt endnu.")
    )


PARTS = (
    *(_facts, _attendance, _purpose, agreed.since_last_time),
    *(said.childrens_words, said.works, said.worries, said.statements, said.scales),
    *(agreed.agreements, agreed.other_steps, agreed.coordinator, agreed.next_meeting),
    *(said.closing_round, _accepted),
)
