"""What of a meeting file could not be taken, and the sentences that say why."""

import re
from dataclasses import dataclass

MISSING = "mangler. Skriv det i filen."
NO_LIST = "skal være en liste. Skriv den i kantede parenteser."
NO_OBJECT = "skal være et objekt. Skriv det i krøllede parenteser."
NO_TEXT = "skal være tekst. Skriv det i anførselstegn."
NO_YES = "skal være true eller false."
NO_NUMBER = "skal være et helt tal fra {least} til {most}."
NO_DAY = "skal være en dato, for eksempel 2026-12-09."
NO_MOMENT = "skal være dag og klokkeslæt, for eksempel 2026-12-09T15:00."
NO_ID = "skal være et id fra {where}."
UNKNOWN = "{id} findes ikke i {where}. Ret henvisningen."
USED = "{id} er brugt før i listen. Giv hver sit id."
TOO_MANY = "har flere end {most} punkter. Resten er ikke taget med."
TOO_LARGE = "er for stor. Den må fylde 5 MB."
NO_JSON = "er ikke JSON i UTF-8. Gem den som JSON."
OTHER_WORD = "kender ikke ordet. Vælg et af: {words}."


@dataclass(frozen=True)
class Refused:
    """What could not be taken: the place in the file, and a Danish sentence that says why."""

    place: str
    sentence: str

    def __str__(self) -> str:
        """Give the line that the command prints."""
        return f"{self.place}: {self.sentence}"


def as_name(value: object) -> str:
    """Give an id of the file as text, empty for anything that cannot be one."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return text if isinstance(text, str) and re.fullmatch(r"[\w.-]{1,40}", text) else ""
