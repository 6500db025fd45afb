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
NO_ADDRESS = "ligner ikke en adresse. Skriv den som navn@sted.dk."
NOT_FOR_ALL = "er ikke for alle, og tavlen kan ses af alle. Skriv alle, eller lad kortet ligge."
NOT_ASKED = "er ikke et af tavlens spørgsmål. Åbn mødet med det spørgsmål."
NO_STEP = "er ikke på tavlen under »Siden sidst«. Skriv aftalen ind i planen."
NO_NEXT = "har ingen start. Skriv, hvornår mødet begynder."
NO_EARLIER = "hører til et tidligere møde, og det er ikke i meetings. Skriv mødet i meetings."
TAKEN_BACK_LATER = "ligger efter mødet. Tag samtykket tilbage på familiens side, når dagen kommer."
NOT_NAMED = "peger ikke på et møde i meetings. Skriv mødets id."
NO_MEETING = "har intet møde med en start. Skriv et møde, der begynder for eksempel 2026-12-09T15:00."
BAD_END = "skal ligge efter start og højst 12 timer senere. Ret klokkeslættet."


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
