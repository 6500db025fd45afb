"""What a family looks like to a reader: frozen values, standard library only."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from accounts.visibility import ALL, NONE, REST, Viewer, in_plan, meant_for, only_visible
from families.shield import Shield


@dataclass(frozen=True)
class PersonView:
    """A person around the family. `called` is the name on the board; `consent` is empty when nothing is missing."""

    id: str
    name: str
    called: str
    kind: str
    relation: str
    organisation: str = ""
    email: str = ""
    phone: str = ""
    ring: str = "middle"
    age: int | None = None
    custody: bool = False
    consent: str = ""
    invitable: bool = True
    full: bool = True
    parts: frozenset[str] = NONE
    audience: frozenset[str] = NONE
    about: frozenset[str] = NONE


@dataclass(frozen=True)
class ConsentView:
    """A yes: from whom, when, in which form, to what, whom it covers, its limits, and until when.

    `goals_only` are those of them who read goals and agreements only; `parts` is what the others read beyond that.
    `state` is holds, waiting (for its first day), replaced, expired or withdrawn; `replaced` are those for whom a newer
    yes of the same giver counts instead.
    """

    given_by: str
    given_on: date
    purpose: str
    limits: str
    covers: tuple[str, ...]
    valid_until: date | None
    withdrawn_on: date | None
    goals_only: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    form: str = "written"
    noted_by: str = ""
    basis: str = "consent"
    basis_text: str = ""
    kinds: tuple[str, ...] = ()
    how: str = ""
    valid_from: date | None = None
    withdrawal_noted_by: str = ""
    id: str = ""
    state: str = "holds"
    replaced: tuple[str, ...] = ()
    audience: frozenset[str] = NONE

    @property
    def whole(self) -> bool:
        """Whether those who are not limited to goals and agreements read everything."""
        return set(self.parts) >= ALL


@dataclass(frozen=True)
class QuestionView:
    """An open question about somebody, or about two together, and its answer: `yes`, `no`, `not_relevant`, or empty while nobody has answered."""

    person_id: str
    called: tuple[str, ...]
    age: int | None
    question: str
    answer: str = ""
    note: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    audience: frozenset[str] = NONE


@dataclass(frozen=True)
class CoordinatorView:
    """Who holds the plan together, and towards whom: `family` or `professionals`."""

    name: str
    called: str
    toward: str
    why: str = ""
    phone: str = ""
    audience: frozenset[str] = NONE


@dataclass(frozen=True)
class FamilyView:
    """A family's page in the office."""

    id: str
    title: str
    custody: str
    people: tuple[PersonView, ...]
    consents: tuple[ConsentView, ...]
    coordinators: tuple[CoordinatorView, ...]
    shields: tuple[Shield, ...] = ()

    def group(self, *kinds: str) -> tuple[PersonView, ...]:
        """Give the people of these kinds."""
        return tuple(person for person in self.people if person.kind in kinds)

    def ring(self, ring: str) -> tuple[PersonView, ...]:
        """Give the people in this ring of the network map."""
        return tuple(person for person in self.people if person.ring == ring)

    def seen_by(self, viewer: Viewer) -> "FamilyView":
        """Give the page with only what this viewer may see."""
        return replace(
            self,
            people=only_visible(self.people, viewer),
            consents=only_visible(self.consents, viewer),
            coordinators=only_visible(self.coordinators, viewer),
        )


@dataclass(frozen=True)
class ActionView:
    """An agreement: who, helpers, by when, how it shows, how it goes. `who` and `due` are empty when said to be open."""

    id: str
    text: str
    who: str
    helpers: tuple[str, ...]
    due: date | None
    how_seen: str
    status: str
    remark: str
    overdue: bool = False
    audience: frozenset[str] = NONE
    about: frozenset[str] = NONE


@dataclass(frozen=True)
class GoalView:
    """A goal with its agreements; `weeks` is how long it must hold, 0 when nothing was said."""

    id: str
    text: str
    weeks: int
    actions: tuple[ActionView, ...]
    audience: frozenset[str] = NONE
    about: frozenset[str] = NONE


@dataclass(frozen=True)
class StrengthView:
    """What works and shall be kept, and who said it."""

    id: str
    text: str
    said_by: str
    audience: frozenset[str] = NONE
    about: frozenset[str] = NONE


@dataclass(frozen=True)
class NumberView:
    """One person's number at a meeting, and the one before; None where there is none."""

    called: str
    value: int
    before: int | None
    why: str
    one_up: str
    audience: frozenset[str] = NONE
    about: frozenset[str] = NONE


@dataclass(frozen=True)
class ScaleHistory:
    """A scale as it stood at the latest meeting, each person's number beside the earlier one. Never averaged."""

    title: str
    zero: str
    ten: str
    on: date
    numbers: tuple[NumberView, ...]
    audience: frozenset[str] = NONE


@dataclass(frozen=True)
class PlanSnapshot:
    """The family's one plan. `made_on` is None while no meeting has been closed."""

    family_id: str
    title: str
    children: tuple[str, ...]
    made_on: date | None
    goals: tuple[GoalView, ...]
    loose: tuple[ActionView, ...]
    strengths: tuple[StrengthView, ...]
    coordinators: tuple[CoordinatorView, ...]
    helpers: tuple[PersonView, ...]
    scales: tuple[ScaleHistory, ...]
    next_starts: datetime | None
    next_place: str
    next_open: bool
    shields: tuple[Shield, ...] = ()

    @property
    def actions(self) -> tuple[ActionView, ...]:
        """Every agreement, those of the goals first."""
        return tuple(action for goal in self.goals for action in goal.actions) + self.loose

    def seen_by(self, viewer: Viewer) -> "PlanSnapshot":
        """Give the plan with only what this viewer may see; remarks and reasons are for those who may read all else."""
        rest = meant_for(frozenset({in_plan(REST)}), viewer)
        goals, scales = only_visible(self.goals, viewer), only_visible(self.scales, viewer)
        hidden = tuple(one for goal in self.goals if goal not in goals for one in goal.actions)
        holders = only_visible(self.coordinators, viewer)
        return replace(
            self,
            goals=tuple(replace(goal, actions=_actions(goal.actions, viewer, rest)) for goal in goals),
            loose=_actions(self.loose + hidden, viewer, rest),
            strengths=only_visible(self.strengths, viewer),
            coordinators=tuple(one if rest else replace(one, why="") for one in holders),
            helpers=only_visible(self.helpers, viewer),
            scales=tuple(replace(scale, numbers=only_visible(scale.numbers, viewer)) for scale in scales),
        )


def _actions(actions: tuple[ActionView, ...], viewer: Viewer, rest: bool) -> tuple[ActionView, ...]:
    return tuple(one if rest else replace(one, remark="") for one in only_visible(actions, viewer))
