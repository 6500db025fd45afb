"""The family's one-page plan for the fridge: what stands on it, as a page of ours and as a page that stands alone."""

import base64
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from accounts.visibility import FRIDGE
from families.plan import SETTLED
from families.reading import people
from families.snapshot import ActionView, GoalView, PlanSnapshot
from templates import filters, page
from templates.pictograms import picture
from templates.sheet import MOST_CALLS, MOST_DOING, MOST_GOOD, Call, Line, Sheet, fitted
from templates.text import translator
from web.allowed import allowed
from web.answers import show
from web.here import Here
from web.plans import closed_boards, plan_of
from web.readers import plan_reader

router = APIRouter()
CHILDRENS_LINE = "116 111"  # BørneTelefonen, Børns Vilkår: free, day and night since November 2021


@dataclass(frozen=True)
class Chosen:
    """What the family wants on the sheet, by id; everything empty leaves the choice to us."""

    goal: str = ""
    good: tuple[str, ...] = ()
    doing: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.goal or self.good or self.doing)


@router.get("/families/{family_id}/fridge")
@allowed("print the fridge sheet")
def fridge(
    here: Here,
    family_id: str,
    goal: str = "",
    good: Annotated[list[str], Query()] = [],  # noqa: B006 - read only
    doing: Annotated[list[str], Query()] = [],  # noqa: B006 - read only
) -> Response:
    """Show the sheet as it prints, and which lines are not on it."""
    plan, chosen = (
        plan_of(here.session, family_id).seen_by(plan_reader(here)).seen_by(FRIDGE),
        Chosen(goal, tuple(good), tuple(doing)),
    )
    boards = closed_boards(here.session, family_id)
    known = [person.called for person in people(here.session, family_id)]
    sheet = sheet_of(plan, here.locale, chosen=chosen, known=known, phone=here.settings.municipality_phone)
    draft = not boards or not boards[0].closing.accepted_by
    return show(here, "families/fridge.html", plan=plan, sheet=sheet, draft=draft, open_actions=_open(plan))


def fridge_page(
    plan: PlanSnapshot,
    locale: str,
    *,
    chosen: Chosen = Chosen(),
    known: Collection[str] = (),
    phone: str = "",
    draft: bool = False,
) -> str:
    """Give the sheet as a page that stands alone in a file: style and font are inside it, and it asks nothing of a network."""
    sheet = sheet_of(plan, locale, chosen=chosen, known=known, phone=phone)
    return page("families/fridge_file.html", locale=locale, plan=plan, sheet=sheet, draft=draft, style=style_inside())


def sheet_of(
    plan: PlanSnapshot, locale: str, *, chosen: Chosen = Chosen(), known: Collection[str] = (), phone: str = ""
) -> Sheet:
    """Give what stands on the sheet: no surname, no worries, no logo.

    `known` are the names that people go by here; `phone` is called when the coordinator has no number.
    """
    names = {*known, *plan.children, *(one.called for one in (*plan.helpers, *plan.coordinators))}
    goal = _goal(plan, chosen)
    doing = [one for one in _open(plan) if one.id in chosen.doing or not chosen.anything]
    good = [one for one in plan.strengths if one.id in chosen.good or not chosen.anything]
    scale = plan.scales[0] if plan.scales else None
    return fitted(
        goal=" ".join(goal.text.split()) if goal else "",
        good=[_line(one.id, one.text, "star") for one in good[-MOST_GOOD:]],
        doing=[_line(a.id, a.text, "heart", _below(a, names, locale)) for a in _first(doing, goal)[:MOST_DOING]],
        calls=_calls(plan, locale, phone),
        scale=scale.title if scale else "",
        numbers=frozenset(number.value for number in scale.numbers) if scale else frozenset(),
    )


def _open(plan: PlanSnapshot) -> list[ActionView]:
    return [action for action in plan.actions if action.status not in SETTLED]


def _goal(plan: PlanSnapshot, chosen: Chosen) -> GoalView | None:
    """Give the chosen goal, or the newest of those with the most that is still to do."""
    if chosen.anything:
        return next((goal for goal in plan.goals if goal.id == chosen.goal), None)
    return max(plan.goals, key=lambda goal: (len(goal.actions), plan.goals.index(goal)), default=None)


def _first(doing: list[ActionView], goal: GoalView | None) -> list[ActionView]:
    """Give the agreements, those of the sheet's goal first."""
    of_goal = {action.id for action in goal.actions} if goal else set()
    return sorted(doing, key=lambda action: action.id not in of_goal)


def _line(line_id: str, text: str, otherwise: str, below: str = "") -> Line:
    text = " ".join(text.split())
    return Line(line_id, text, below, picture(text, otherwise))


def _below(action: ActionView, names: Collection[str], locale: str) -> str:
    who = filters.names([_short(name, names) for name in (action.who, *action.helpers) if name], locale=locale)
    due = filters.short_day(action.due, locale=locale) if action.due else ""
    return " · ".join(part for part in (who, due) if part)


def _short(name: str, names: Collection[str]) -> str:
    """Give the name that somebody goes by here; of anybody else the first name only."""
    return name if name in names else name.split()[0]


def _calls(plan: PlanSnapshot, locale: str, phone: str) -> list[Call]:
    """Give three numbers: the own network first, then who holds the plan together, and the children's line."""
    say = translator(locale)
    holder = next((one for one in plan.coordinators if one.toward == "family"), None)
    own = [Call(one.called, one.phone) for one in sorted(plan.helpers, key=lambda one: one.kind != "network")]
    number = (holder.phone or phone) if holder else ""
    theirs = [Call(say("{name} holder styr på planen").format(name=holder.called), number)] if holder and number else []
    child = [Call("BørneTelefonen", CHILDRENS_LINE, say("hele døgnet, gratis"))] if plan.children else []
    return own[: MOST_CALLS - len(theirs) - len(child)] + theirs + child


def style_inside() -> str:
    """Give the stylesheet with the fonts inside, so that the sheet looks the same without a network and asks for nothing."""
    static = filters.HERE.parent / "web" / "static"
    style = (static / "app.css").read_text()
    for font in sorted(set(re.findall(r"vendor/[\w-]+\.woff2", style))):
        inside = f"data:font/woff2;base64,{base64.b64encode((static / font).read_bytes()).decode()}"
        style = style.replace(font, inside)
    return style
