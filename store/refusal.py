"""Refusal: a polite no, with a Danish sentence that says what to do."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Phrase:
    """A part of a sentence that has a translation of its own; `count` stands where it says {n}."""

    msgid: str
    count: int = 0


class Refusal(Exception):
    """A rule said no.

    `sentence` is the Danish text that the person reads; `field` names the input that it is about, or is
    None when it is about the whole; `status` is the HTTP status that the web answers with.
    """

    sentence = "Det kan ikke lade sig gøre."
    field: str | None = None
    status = 409
    guessed = False  # whether it may be a guess at a secret
    noted = False  # whether the audit holds a line about it already

    def __init__(self, sentence: str | None = None, *, field: str | None = None, **values: object) -> None:
        self.msgid = sentence or self.sentence
        self.values = values
        self.sentence = self.said(str)
        self.field = field or self.field
        super().__init__(self.sentence)

    def said(self, say: Callable[[str], str]) -> str:
        """Give the sentence in the language of `say`; a list of phrases is said one after the other."""
        return say(self.msgid).format(**{name: _in_words(value, say) for name, value in self.values.items()})


class NotFound(Refusal):
    """The thing is not there, or is not for this person: both read the same."""

    sentence = "Vi kan ikke finde siden. Gå tilbage til dine møder."
    status = 404


class Unfit(Refusal):
    """What was typed cannot be taken as it is."""

    status = 422


class UnsafeSetup(Exception):
    """The set-up would put what people wrote at risk; the sentence says what to change."""


def _in_words(value: object, say: Callable[[str], str]) -> object:
    if not isinstance(value, list):
        return value
    return "; ".join(say(phrase.msgid).format(n=phrase.count) for phrase in value)
