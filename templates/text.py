"""The words of a language: Danish is the source, so a text without translation stays Danish."""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALES = ("da", "en")
_FOLDER = Path(__file__).parent / "locale"


@cache
def translations(locale: str) -> NullTranslations:
    """Give the catalogue of a language, read from its .po file; Danish and unknown languages translate nothing."""
    file = _FOLDER / locale / "LC_MESSAGES" / "messages.po"
    if locale not in LOCALES or not file.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=locale))
    compiled.seek(0)
    return Translations(compiled)


def translator(locale: str) -> Callable[[str], str]:
    """Give the function that says a Danish sentence in this language. Nothing stays nothing."""
    catalogue = translations(locale)
    return lambda sentence: catalogue.gettext(sentence) if sentence else ""
