"""What a board looks like to a reader: frozen values, and who may see which of them."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from accounts.visibility import NONE, REST, Viewer, meant_for, only_visible, visible
from boards.answers import AnswerView as AnswerView
from boards.answers import ScaleView as ScaleView
from boards.behind import behind
from families.shield import Shield
from meetings.snapshot import HouseWords, MeetingFacts, Seat, Step


@dataclass(frozen=True)
class CardView:
    """A card. `own_words` is True for what somebody said, word for word; `newest` is the latest that went up for everybody.

    `only_for` are the participants who alone may see it; empty is everybody, by column.
    """

    id: str
    column: str
    text: str
    said_by: str
    said_by_id: str
    said_by_kind: str
    sent_by_id: str
    own_words: bool
    agreement: bool
    who: str
    who_id: str
    helpers: tuple[str, ...]
    helper_ids: tuple[str, ...]
    due: date | None
    how_seen: str
    said_open: bool
    goal_id: str
    place: str
    version: int
    newest: bool = False
    only_for: tuple[str, ...] = ()
    audience: frozenset[str] = NONE
    about: frozenset[str] = NONE

    @property
    def quoted(self) -> bool:
        """Whether the words stand in quotation marks: somebody said them, and they are that person's own."""
        return self.own_words and bool(self.said_by) and not self.agreement

    @property
    def lacks(self) -> tuple[str, ...]:
        """What an agreement lacks before the meeting can end: `who`, `due`, or nothing."""
        if not self.agreement or self.said_open:
            return ()
        return tuple(word for word, there in (("who", self.who_id), ("due", self.due)) if not there)


@dataclass(frozen=True)
class StatementView:
    """A worry statement, a goal or a bottom line."""

    id: str
    kind: str
    text: str
    people: tuple[str, ...]
    pair_id: str
    weeks: int
    disagreement: str
    disagreement_by: str
    audience: frozenset[str] = NONE
    about: frozenset[str] = NONE


@dataclass(frozen=True)
class FollowUpView:
    """An agreement of last time and how it went; the remark is for those who may read more than agreements."""

    id: str
    text: str
    who: str
    due: date | None
    status: str
    remark: str
    overdue: bool
    audience: frozenset[str] = NONE
    about: frozenset[str] = NONE
    remark_audience: frozenset[str] = frozenset({REST})


@dataclass(frozen=True)
class WordView:
    """A sentence of the closing round."""

    id: str
    called: str
    text: str
    audience: frozenset[str] = NONE
    said_by_id: str = ""


@dataclass(frozen=True)
class StageView:
    """What the room looks at: the step and when it began and ends, and what the big screen shows."""

    step: int
    step_started: datetime
    step_ends: datetime
    extra_minutes: int
    view: str
    direct: bool
    locked: bool
    seats: int = 0
    warned: bool = False


@dataclass(frozen=True)
class ClosingView:
    """What is settled before a meeting ends."""

    toward_family: str
    toward_professionals: str
    why: str
    next_starts: datetime | None
    next_ends: datetime | None
    next_place: str
    next_open: bool
    accepted_by: str


@dataclass(frozen=True)
class BoardSnapshot:
    """A board at event number `seq`, with everything of its meeting."""

    id: str
    seq: int
    facts: MeetingFacts
    seats: tuple[Seat, ...]
    stage: StageView
    cards: tuple[CardView, ...]
    scales: tuple[ScaleView, ...]
    statements: tuple[StatementView, ...]
    follow_ups: tuple[FollowUpView, ...]
    houses: tuple[HouseWords, ...]
    words: tuple[WordView, ...]
    closing: ClosingView
    undo: str = ""
    shields: tuple[Shield, ...] = ()

    @property
    def step(self) -> Step | None:
        """The present step of the agenda."""
        return next((step for step in self.facts.steps if step.number == self.stage.step), None)

    @property
    def present_column(self) -> str:
        """The column that the present step speaks of; `works` where it speaks of none."""
        about = self.step.about if self.step else ""
        return about if about in ("works", "worries", "next") else "works"

    @property
    def steps_near(self) -> tuple[Step, ...]:
        """The steps that fit on the big screen: all, or eight around the present one."""
        first = max(0, min(self.stage.step - 4, len(self.facts.steps) - 8))
        return self.facts.steps[first : first + 8]

    @property
    def scale_to_show(self) -> ScaleView | None:
        """The scale that the room talks about: one that is being answered, else the last one shown, else the first."""
        underway = [scale for scale in self.scales if scale.answered and not scale.revealed]
        shown = [scale for scale in self.scales if scale.revealed]
        return next(iter(underway + shown[::-1] + list(self.scales)), None)

    @property
    def present(self) -> tuple[Seat, ...]:
        """Those who are here, in the room or on a phone."""
        return tuple(seat for seat in self.seats if seat.here)

    @property
    def at_table(self) -> tuple[Seat, ...]:
        """Those on the list, also the absent, and the guests who are in."""
        return tuple(seat for seat in self.seats if not seat.knocking and (seat.person_id or not seat.left))

    def to_choose(self, *named: str | None) -> tuple[Seat, ...]:
        """Give those at the table, and whoever a card names already, though they went."""
        return tuple(seat for seat in self.seats if seat in self.at_table or seat.id in named)

    @property
    def knocking(self) -> tuple[Seat, ...]:
        """Those who wait at the door."""
        return tuple(seat for seat in self.seats if seat.knocking)

    @property
    def phones(self) -> int:
        """How many phones are in or wait at the door."""
        return sum(seat.knocking or seat.admitted for seat in self.seats)

    def named(self, said: str) -> Seat | None:
        """Give the one from the list who is not let in yet and goes by this: the name on the board, the whole name, or
        the first name. None when it is nobody's, or when it could be several."""
        free = [seat for seat in self.seats if seat.person_id and not seat.admitted]
        for goes_by in (
            {seat.id: seat.called for seat in free},
            {seat.id: seat.name for seat in free},
            {seat.id: seat.name.split()[0] for seat in free},
        ):
            found = [seat for seat in free if goes_by[seat.id].casefold() == said.casefold()]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def column(self, name: str) -> tuple[CardView, ...]:
        """Give the cards that are up in this column, oldest first."""
        return tuple(card for card in self.cards if card.column == name and card.place == "up")

    def waiting(self, place: str) -> tuple[CardView, ...]:
        """Give the cards from phones in this place: `tray` or `later`."""
        return tuple(card for card in self.cards if card.place == place)

    def sent_by(self, seat_id: str) -> tuple[CardView, ...]:
        """Give the cards that this participant sent, newest first."""
        return tuple(card for card in reversed(self.cards) if card.sent_by_id == seat_id)

    def seat(self, seat_id: str) -> Seat | None:
        """Give a participant, or None when there is none with this id."""
        return next((seat for seat in self.seats if seat.id == seat_id), None)

    def seen_by(self, viewer: Viewer) -> "BoardSnapshot":
        """Give the board with only what this viewer may see.

        Purpose, wishes, notes and why a coordinator was chosen are for those who may read all else.
        """
        rest = meant_for(frozenset({REST}), viewer)
        scales = tuple(
            replace(scale, answers=only_visible(scale.answers, viewer))
            for scale in self.scales
            if visible(scale, viewer)
        )
        seen = replace(
            self,
            facts=self.facts if rest else replace(self.facts, purpose="", wishes=""),
            seats=tuple(one if rest else replace(one, note="") for one in only_visible(self.seats, viewer)),
            closing=self.closing if rest else replace(self.closing, why=""),
            cards=only_visible(self.cards, viewer),
            scales=scales,
            statements=tuple(
                one if rest else replace(one, disagreement="", disagreement_by="")
                for one in only_visible(self.statements, viewer)
            ),
            follow_ups=tuple(
                row if meant_for(row.remark_audience, viewer) else replace(row, remark="")
                for row in only_visible(self.follow_ups, viewer)
            ),
            houses=only_visible(self.houses, viewer),
            words=only_visible(self.words, viewer),
        )
        return behind(seen, viewer)

    def shield(self, *texts: str) -> Shield | None:
        """Give what stands in the way of showing one of these texts to others than the desk, or None."""
        return next((one for one in self.shields if one.text in texts), None)
