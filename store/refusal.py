"""Refusal: a polite no, with a Danish sentence that says what to do."""


class Refusal(Exception):
    """A rule said no.

    `sentence` is the Danish text that the person reads; `field` names the input that it is about, or is
    None when it is about the whole; `status` is the HTTP status that the web answers with.
    """

    sentence = "Det kan ikke lade sig gøre."
    field: str | None = None
    status = 409
    guessed = False  # whether it may be a guess at a secret

    def __init__(self, sentence: str | None = None, *, field: str | None = None, **values: object) -> None:
        self.msgid = sentence or self.sentence
        self.values = values
        self.sentence = self.msgid.format(**values)
        self.field = field or self.field
        super().__init__(self.sentence)


class NotFound(Refusal):
    """The thing is not there, or is not for this person: both read the same."""

    sentence = "Vi kan ikke finde siden. Gå tilbage til dine møder."
    status = 404


class Unfit(Refusal):
    """What was typed cannot be taken as it is."""

    status = 422


class UnsafeSetup(Exception):
    """The set-up would put what people wrote at risk; the sentence says what to change."""
