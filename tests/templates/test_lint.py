"""What escaping does not save: a template puts a person's words only where they cannot become markup, an address or an act."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2] / "templates"
TEMPLATES = sorted(HERE.rglob("*.html"))
ALONE = (
    "families/fridge_file.html",
    "keeping/about_file.html",
)  # each carries its own stylesheet, which no person wrote
# In an attribute that htmx reads, or that is an address, stand ids, addresses made of ids, numbers, and our own words.
OURS = re.compile(
    r"\{\{ ?(?:[a-z_]+(?:\.[a-z_]+)*\.(?:id|[a-z_]+_id|seq|number)|[a-z_]*_id|here|locale|tab|text|address|at|back|way"
    r"|asset\([^)]*\)|_\('[^']*'\)|'en' if locale == 'da' else 'da'|code|href|link|path|then) ?\}\}"
)
# A control with such a name hides what htmx and the browser ask the form itself for: the form could not be sent.
OF_THE_FORM = (
    "form action method submit elements attributes children closest matches reset enctype target requestSubmit"
)
NAMED = re.compile(r"(?:\sname=\"|\sid=\"|m\.(?:field|choice)\(')(" + OF_THE_FORM.replace(" ", "|") + r")[\"']")
STRICT = re.compile(r"\s((?:hx-[a-z:-]+|on[a-z]+|style|srcdoc))=\"([^\"]*)\"")


def faults(name: str, text: str) -> list[str]:
    """Give what a template must not hold."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
    found = [f"{name}: no quotes around {one}" for one in re.findall(r"<[^<>]*\s[a-z:-]+=(\{\{[^}]*\}\})", text)]
    found += [f"{name}: quotes of one kind around {one}" for one in re.findall(r"\s[a-z:-]+='([^'>]*\{\{[^']*)'", text)]
    found += [f"{name}: |safe" for _ in re.findall(r"\|\s*safe\b|\bautoescape\b|Markup", text)]
    found += [f"{name}: a control is named {one}" for one in NAMED.findall(text)]
    for attribute, value in STRICT.findall(text):
        odd = [one for one in re.findall(r"\{\{.*?\}\}", value) if not OURS.fullmatch(one)]
        found += [f"{name}: {attribute} holds {one}" for one in odd]
    for inside in re.findall(r"<script[^>]*>(.*?)</script>|<style[^>]*>(.*?)</style>", text, re.S):
        found += [f"{name}: a script or style holds {one}" for one in re.findall(r"\{\{.*?\}\}", "".join(inside))]
    return found


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_a_template_puts_words_only_where_escaping_saves_them(file: Path) -> None:
    name = file.relative_to(HERE).as_posix()
    found = faults(name, file.read_text())
    if name in ALONE:
        assert found == [f"{name}: |safe", f"{name}: a script or style holds {{{{ style|safe }}}}"]
    else:
        assert found == []


SABOTAGE = {
    "no quotes": "<input value={{ card.text }}>",
    "single quotes": "<input value='{{ card.text }}'>",
    "safe": "<p>{{ card.text|safe }}</p>",
    "a control that hides the form's own form": "{{ m.choice('form', _('Hvordan?'), ways) }}",
    "a control that hides the form's own address": '<input type="hidden" name="action" value="x">',
    "safe with a space": "<p>{{ card.text | safe }}</p>",
    "escaping turned off": "{% autoescape false %}{{ card.text }}{% endautoescape %}",
    "htmx": '<p hx-get="/x/{{ card.text }}"></p>',
    "htmx values": '<p hx-vals="{{ card.text }}"></p>',
    "htmx event": '<p hx-on:click="{{ card.text }}"></p>',
    "handler": '<p onclick="{{ person.name }}"></p>',
    "style": '<p style="width:{{ card.width }}"></p>',
    "script": "<script>let x = '{{ card.text }}'</script>",
    "stylesheet": "<style>{{ family.title }}</style>",
}


@pytest.mark.parametrize("text", SABOTAGE.values(), ids=SABOTAGE)
def test_a_template_with_a_fault_is_found(text: str) -> None:
    """Planted faults, one of each kind."""
    assert faults("sabotage.html", text) != []
