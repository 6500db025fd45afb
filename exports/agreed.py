"""What was agreed: who does what by when, how it went, who holds the plan together, and when to meet again."""

from collections.abc import Sequence
from datetime import datetime

from boards.snapshot import BoardSnapshot, CardView, FollowUpView
from exports.elements import Cell
from exports.said import cards
from exports.writing import Column, Paper
from families.snapshot import ActionView

Agreement = CardView | ActionView


def since_last_time(paper: Paper, board: BoardSnapshot) -> None:
    """Write last time's agreements and how they went; nothing at a first meeting."""
    if not board.follow_ups:
        return
    say = paper.words.say
    columns = (
        *(Column(say("Hvad"), 6), Column(say("Hvem"), 3), Column(say("Hvornår"), 5)),
        *(Column(say("Hvordan gik det?"), 4), Column(say("Bemærkning"), 5)),
    )
    rows = [_follow_up(paper, each) for each in board.follow_ups]
    paper.heading(say("Siden sidst"))
    paper.table(say("Siden sidst"), say("Aftalerne fra sidste møde, og hvordan det gik."), columns, rows)


def _follow_up(paper: Paper, each: FollowUpView) -> tuple[Cell, ...]:
    due = paper.words.day(each.due) if each.due else None
    return each.text, each.who or None, due, _how_it_goes(paper, each), each.remark


def _how_it_goes(paper: Paper, each: FollowUpView | ActionView) -> Cell:
    say = paper.words.say
    statuses = {
        "open": say("Ikke begyndt"),
        "done": say("Gjort"),
        "underway": say("I gang"),
        "not_done": say("Ikke gjort"),
        "dropped": say("Faldt bort"),
    }
    how = statuses.get(each.status, each.status)
    return (how, say("Dagen er gået.")) if each.overdue else how


def agreements(paper: Paper, board: BoardSnapshot) -> None:
    """Write who does what by when, goal by goal, then what belongs to no goal."""
    say, agreed = paper.words.say, [card for card in board.column("next") if card.agreement]
    paper.heading(say("Aftaler"))
    if not agreed:
        paper.missing()
    goals = {each.id: each.text for each in board.statements if each.kind == "goal"}
    for goal_id, text in goals.items():
        if mine := [card for card in agreed if card.goal_id == goal_id]:
            paper.heading(say("Mål: {goal}").format(goal=text), 3)
            agreements_table(paper, text, mine)
    if loose := [card for card in agreed if card.goal_id not in goals]:
        if len(loose) < len(agreed):
            paper.heading(say("Andre aftaler"), 3)
        agreements_table(paper, say("Aftaler"), loose)


def agreements_table(paper: Paper, caption: str, agreed: Sequence[Agreement]) -> None:
    """Write agreements as a table; those of a plan also say how they go."""
    say = paper.words.say
    columns = [
        *(Column(say("Hvad"), 6), Column(say("Hvem"), 4)),
        *(Column(say("Hvornår"), 5), Column(say("Sådan ser vi det"), 6)),
    ]
    if any(isinstance(each, ActionView) for each in agreed):
        columns.append(Column(say("Hvordan går det?"), 4))
    about = say("Hvem gør hvad hvornår, og hvordan vi ser det.")
    paper.table(caption, about, columns, [_agreement(paper, each) for each in agreed])


def _agreement(paper: Paper, each: Agreement) -> tuple[Cell, ...]:
    words = paper.words
    helped = words.say("Hjælp fra {names}").format(names=words.all_of(each.helpers))
    who: Cell = (each.who or None, helped) if each.helpers else each.who or None
    row: tuple[Cell, ...] = (each.text, who, words.day(each.due) if each.due else None, each.how_seen or None)
    return (*row, _status(paper, each)) if isinstance(each, ActionView) else row


def _status(paper: Paper, each: ActionView) -> Cell:
    how = _how_it_goes(paper, each)
    told = how if isinstance(how, tuple) else (how,)
    return (*told, each.remark) if each.remark else told


def other_steps(paper: Paper, board: BoardSnapshot) -> None:
    """Write the cards under what shall happen that are wishes and not agreements."""
    wishes = tuple(card for card in board.column("next") if not card.agreement)
    cards(paper, paper.words.say("Andet, der skal ske"), wishes)


def coordinator(paper: Paper, board: BoardSnapshot) -> None:
    """Write who holds the plan together and why."""
    closing, say = board.closing, paper.words.say
    paper.heading(say("Hvem holder styr på planen?"))
    if not (closing.toward_family or closing.toward_professionals):
        paper.missing()
    paper.fact(say("For familien"), closing.toward_family)
    paper.fact(say("For fagfolk"), closing.toward_professionals)
    paper.fact(say("Hvorfor"), closing.why)


def next_meeting(paper: Paper, board: BoardSnapshot) -> None:
    """Write when and where to meet again."""
    closing, say = board.closing, paper.words.say
    paper.heading(say("Næste møde"))
    again = time_and_place(paper, closing.next_starts, closing.next_ends, closing.next_place)
    paper.fact(say("Tid og sted"), again)


def time_and_place(paper: Paper, starts: datetime | None, ends: datetime | None, place: str) -> str | None:
    """Give a time with its place below, or None when no time is agreed."""
    if starts is None:
        return None
    return f"{paper.words.moment(starts, ends)}\n{place or paper.words.say('Ikke aftalt')}"
