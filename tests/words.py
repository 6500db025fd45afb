"""Every Danish text that a person can meet, collected from templates and code. `python -m tests.words` adds those
that the English catalogue lacks, without a translation, and drops those that nobody says any more."""

import ast
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "templates" / "locale" / "en" / "LC_MESSAGES" / "messages.po"
Text = str | tuple[str, str]
ROOMS = ("store", "accounts", "families", "meetings", "boards", "keeping", "exports", "templates", "web")
# Calls whose texts are read by people on a page or in a document. The commands and the meeting file speak Danish only.
TRANSLATING = {"say", "gettext", "_", "Phrase"}
USUAL = {"AgendaItem", "Question"}  # the steps and the question of the usual meeting
REFUSING = {"Unfit", "NotFound", "Refusal", "Locked", "needed", "bounded", "as_date", "as_time", "unlocked"}
DANISH_ONLY = {"commands.py", "__main__.py", "checkup.py", "demo_run.py", "papers.py", "keyfile.py", "database.py"}


def of_templates() -> Iterator[Text]:
    """Give each text of the templates; one with a plural is a pair."""
    for file in sorted((ROOT / "templates").rglob("*.html")):
        with file.open("rb") as source:
            for _, function, message, _ in babel_extract(
                source, ("_", "gettext", "ngettext"), [], {"newstyle_gettext": "true"}
            ):
                words = [message] if isinstance(message, str) else [one for one in message if isinstance(one, str)]
                yield (words[0], words[1]) if function == "ngettext" else words[0]


def of_code() -> Iterator[Text]:
    """Give each sentence of the code: what is said, and what refuses."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            if file.name not in DANISH_ONLY and "playing" not in file.parts and "versions" not in file.parts:
                yield from _spoken(ast.parse(file.read_text()))


@cache
def collected() -> list[Text]:
    """Give every text once, in a stable order."""
    found = {text for text in (*of_templates(), *of_code()) if any(letter.isalpha() for letter in "".join(text))}
    plural = {text[0] for text in found if isinstance(text, tuple)}
    return sorted(found - plural, key=str)


def _spoken(tree: ast.Module) -> Iterator[Text]:
    named = _named(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "ngettext":
            one, several = (text for argument in node.args[:2] for text in _texts(argument, named))
            yield one, several
        elif isinstance(node, ast.Call) and _name(node.func) in TRANSLATING:
            yield from (text for argument in node.args[:1] for text in _texts(argument, named))
        elif isinstance(node, ast.Call) and _name(node.func) in USUAL:
            yield from (text for argument in node.args for text in _texts(argument, named))
        elif isinstance(node, ast.Call) and _name(node.func) in REFUSING:
            yield from (text for argument in node.args for text in _texts(argument, named) if _is_sentence(text))
        elif isinstance(node, ast.Assign) and any(_name(target) == "sentence" for target in node.targets):
            yield from _texts(node.value, named)
        elif isinstance(node, ast.FunctionDef):
            yield from (text for name, text in _defaults(node.args) if name == "sentence")


def _named(tree: ast.Module) -> dict[str, str]:
    """Give the texts that stand under a name in a file, also where several are named on one line."""
    pairs = [(target, node.value) for node in ast.walk(tree) if isinstance(node, ast.Assign) for target in node.targets]
    for target, value in pairs:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs += zip(target.elts, value.elts, strict=True)
    return {
        target.id: value.value
        for target, value in pairs
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str)
    }


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, str]]:
    named = [*arguments.posonlyargs, *arguments.args]
    for argument, value in zip(named[::-1], arguments.defaults[::-1], strict=False):
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield argument.arg, value.value


def _texts(node: ast.expr, named: dict[str, str]) -> Iterator[str]:
    """Give the texts that an argument can be."""
    if isinstance(node, ast.Name) and node.id in named:
        yield named[node.id]
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, named)
        yield from _texts(node.orelse, named)


def _is_sentence(text: str) -> bool:
    """Say whether this is said, and not the name of a field or of a kind."""
    return " " in text or text[:1].isupper()


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def english() -> Catalog:
    """Give the English catalogue as it stands."""
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="en")


def untranslated() -> list[Text]:
    """Give the texts that have no English yet."""
    known = {message.id: message.string for message in english() if message.id}
    return [text for text in collected() if not all(known.get(text) or [""])]


def main() -> None:
    """Bring the catalogue's texts in line with the code's."""
    there = english() if CATALOGUE.exists() else Catalog(locale="en")
    known = {message.id: message.string for message in there if message.id}
    fresh = Catalog(locale="en", project="Tavlen", header_comment="# English words for Tavlen's Danish texts.")
    for text in collected():
        fresh.add(text, known.get(text, "" if isinstance(text, str) else ("", "")))
    out = io.BytesIO()
    write_po(out, fresh, width=0, sort_output=True, omit_header=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    head = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    CATALOGUE.write_bytes(head.encode() + out.getvalue())
    print(f"{len(fresh)} texts, {len(untranslated())} without English")


if __name__ == "__main__":
    main()
