"""The family's plan on paper: goals, who does what, what works, and whom to call."""

from datetime import UTC, datetime

from exports.agreed import agreements_table, time_and_place
from exports.numbers import numbers_table
from exports.wording import DANISH, Wording
from exports.writing import Column, Paper
from families.snapshot import GoalView, PlanSnapshot

BEFORE_ANY_MEETING = datetime(2000, 1, 1, tzinfo=UTC)


def plan(plan: PlanSnapshot, words: Wording = DANISH) -> bytes:
    """Give the family's plan as a Word document; the same plan gives the same bytes.

    The plan must have passed `seen_by(viewer)`: this function writes all that it is given. A plan without a meeting
    says so; what is not agreed reads "Ikke aftalt".
    """
    paper, title = Paper(words), words.say("Vores plan")
    paper.heading(title, 0)
    for part in PARTS:
        part(paper, plan)
    made = plan.made_on
    at = datetime(made.year, made.month, made.day, 12, tzinfo=UTC) if made else BEFORE_ANY_MEETING
    named = f"{title}, {words.all_of(plan.children)}" if plan.children else title
    return paper.finish(title=named, at=at, top=named)


def _facts(paper: Paper, plan: PlanSnapshot) -> None:
    say, made = paper.words.say, plan.made_on
    paper.line(say("Planen er vores. Vi må rette i den, når vi vil."))
    paper.fact(say("Børn"), paper.words.all_of(plan.children))
    paper.fact(say("Lavet sammen"), paper.words.day(made) if made else say("Ikke på et møde endnu"))
    paper.fact(say("Vi mødes igen"), time_and_place(paper, plan.next_starts, None, plan.next_place))


def _goals(paper: Paper, plan: PlanSnapshot) -> None:
    paper.heading(paper.words.say("Det vil vi"))
    if not plan.goals:
        paper.missing()
    for goal in plan.goals:
        _goal(paper, goal)


def _goal(paper: Paper, goal: GoalView) -> None:
    say = paper.words.say
    paper.heading(goal.text, 2)
    if goal.weeks:
        paper.line(say("Det skal holde i {n} uger.").format(n=goal.weeks), style="Lead")
    if goal.actions:
        agreements_table(paper, goal.text, goal.actions)
    else:
        paper.missing(say("Det gør vi:"))


def _loose(paper: Paper, plan: PlanSnapshot) -> None:
    if plan.loose:
        paper.heading(paper.words.say("Andre aftaler"))
        agreements_table(paper, paper.words.say("Andre aftaler"), plan.loose)


def _strengths(paper: Paper, plan: PlanSnapshot) -> None:
    if plan.strengths:
        paper.heading(paper.words.say("Det går godt"))
    for strength in plan.strengths:
        paper.quote(strength.text, strength.said_by, quoted=False)


def _scales(paper: Paper, plan: PlanSnapshot) -> None:
    answered = [scale for scale in plan.scales if scale.numbers]
    if answered:
        paper.heading(paper.words.say("Skalaen"))
    for scale in answered:
        numbers_table(paper, scale, scale.numbers)


def _people(paper: Paper, plan: PlanSnapshot) -> None:
    """Write who holds the plan together and whom the family can call; phone numbers only where they are known."""
    say = paper.words.say
    toward = {
        "family": say("Holder styr på planen for familien"),
        "professionals": say("Holder styr på planen for fagfolk"),
    }
    rows = [
        (one.called or one.name, toward.get(one.toward, one.toward), one.phone or say("Intet nummer"))
        for one in plan.coordinators
    ]
    rows += [(one.called or one.name, one.relation, one.phone or say("Intet nummer")) for one in plan.helpers]
    paper.heading(say("Dem ringer vi til"))
    if not plan.coordinators:
        paper.missing(say("Hvem holder styr på planen?"))
    if rows:
        columns = (Column(say("Navn"), 5), Column(say("Hvem er det?"), 8), Column(say("Telefon"), 5))
        paper.table(say("Dem ringer vi til"), say("Navn, hvem det er, og telefonnummer."), columns, rows)


PARTS = (_facts, _goals, _loose, _strengths, _people, _scales)
