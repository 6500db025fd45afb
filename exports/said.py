"""What was said at a meeting: the children's words, what works, what worries, statements and numbers."""

from boards.snapshot import BoardSnapshot, CardView, StatementView
from exports.numbers import numbers_table
from exports.writing import Paper


def childrens_words(paper: Paper, board: BoardSnapshot) -> None:
    """Write what the children let us show of their three houses, child by child."""
    say = paper.words.say
    if board.houses:
        paper.heading(say("Børnenes ord"))
    for child in dict.fromkeys(words.child for words in board.houses):
        paper.heading(child, 2)
        for house in (words for words in board.houses if words.child == child):
            paper.heading(_houses(paper).get(house.house, house.house), 3)
            for text in house.texts:
                paper.quote(text)


def _houses(paper: Paper) -> dict[str, str]:
    say = paper.words.say
    return {
        "good": say("Huset med de gode ting"),
        "worries": say("Huset med bekymringer"),
        "dreams": say("Drømmehuset"),
    }


def works(paper: Paper, board: BoardSnapshot) -> None:
    """Write what works, each sentence with who said it."""
    cards(paper, paper.words.say("Hvad fungerer?"), board.column("works"))


def worries(paper: Paper, board: BoardSnapshot) -> None:
    """Write what worries, each sentence with who said it."""
    cards(paper, paper.words.say("Hvad bekymrer?"), board.column("worries"))


def cards(paper: Paper, heading: str, shown: tuple[CardView, ...]) -> None:
    """Write a column of the board; nothing when no card of it is shown."""
    if shown:
        paper.heading(heading)
    for card in shown:
        paper.quote(card.text, card.said_by, quoted=card.quoted)


def statements(paper: Paper, board: BoardSnapshot) -> None:
    """Write each worry with its goals and bottom lines, then the goals and bottom lines that stand alone."""
    say = paper.words.say
    if board.statements:
        worried = any(each.kind == "worry" for each in board.statements)
        paper.heading(say("Bekymringer og mål") if worried else say("Det vil vi"))
    for each in _in_pairs(board.statements):
        _statement(paper, each)


def _in_pairs(all_of_them: tuple[StatementView, ...]) -> list[StatementView]:
    ordered: dict[str, StatementView] = {}
    for first in sorted(all_of_them, key=lambda each: each.kind != "worry"):
        paired = (each for each in all_of_them if each.pair_id == first.id or each.id == first.pair_id)
        for each in (first, *paired):
            ordered.setdefault(each.id, each)
    return list(ordered.values())


def _statement(paper: Paper, each: StatementView) -> None:
    say = paper.words.say
    kinds = {"worry": say("Bekymring"), "goal": say("Mål"), "bottom_line": say("Mindstekrav")}
    paper.heading(kinds.get(each.kind, each.kind), 2)
    paper.quote(each.text, paper.words.all_of(each.people), quoted=False)
    if each.weeks:
        paper.line(say("Det skal holde i {n} uger.").format(n=each.weeks))
    if each.disagreement:
        paper.labelled(say("Ikke alle er enige:"), "")
        paper.quote(each.disagreement, each.disagreement_by)


def scales(paper: Paper, board: BoardSnapshot) -> None:
    """Write each person's own number; a scale without an answer to show is left out."""
    answered = [scale for scale in board.scales if scale.answers]
    if answered:
        paper.heading(paper.words.say("Skalaen"))
    for scale in answered:
        numbers_table(paper, scale, scale.answers)


def closing_round(paper: Paper, board: BoardSnapshot) -> None:
    """Write the last round, each sentence with who said it."""
    if board.words:
        paper.heading(paper.words.say("Sidste runde"))
    for word in board.words:
        paper.quote(word.text, word.called)
