"""How everything looks and reads: page() and fragment(), one Jinja environment per language."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2_fragments import render_block

from templates import filters, fit
from templates.assets import asset, icon
from templates.text import LOCALES, translations

__all__ = ["LOCALES", "fragment", "page"]


def page(name: str, *, locale: str, **context: Any) -> str:
    """Give a whole page in this language; a missing translation shows Danish."""
    return environment(locale).get_template(name).render(**context)


def fragment(name: str, block: str, *, locale: str, **context: Any) -> str:
    """Give one block of a page: what a region of it looks like now."""
    return render_block(environment(locale), name, block, **context)


@cache
def environment(locale: str) -> Environment:
    """Give the language's environment. No context variables and no request state, so threads may share it."""
    env = Environment(
        loader=FileSystemLoader(filters.HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = translations(locale)
    env.install_gettext_callables(catalogue.gettext, catalogue.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        icon=icon,
        asset=asset,
        locale=locale,
        fit=fit.fit,
        fit_one=fit.fit_one,
        fit_agreements=fit.fit_agreements,
        top_height=fit.top_height,
    )
    env.filters.update(filters.for_locale(locale))
    return env
