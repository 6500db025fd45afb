"""What a scale and its numbers look like to a reader: frozen values, standard library only."""

from dataclasses import dataclass

from accounts.visibility import NONE


@dataclass(frozen=True)
class AnswerView:
    """One person's number; `before` is the number of the previous meeting, None where there is none."""

    seat_id: str
    called: str
    kind: str
    value: int
    before: int | None
    why: str
    one_up: str
    audience: frozenset[str] = NONE


@dataclass(frozen=True)
class ScaleView:
    """A scale. `asked` and `answered` count people, so that waiting shows without showing anybody's number."""

    id: str
    title: str
    zero: str
    ten: str
    revealed: bool
    asked: int
    answered: int
    answered_ids: tuple[str, ...]
    answers: tuple[AnswerView, ...]
    audience: frozenset[str] = NONE

    @property
    def compared(self) -> bool:
        """Whether anybody's earlier number is known."""
        return any(answer.before is not None for answer in self.answers)

    def at(self, number: int) -> tuple[AnswerView, ...]:
        """Give the answers that chose this number."""
        return tuple(answer for answer in self.answers if answer.value == number)
