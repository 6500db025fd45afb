"""What every page must hold for people who see, hear, move or read differently: measured in the page itself."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async only => {
    document.getAnimations().forEach(animation => animation.finish());
    const found = await axe.run(document, only.length > 2 ? { runOnly: { type: 'tag', values: only } }
        : { runOnly: { type: 'rule', values: only } });
    return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}: ${node.html.slice(0, 110)}`));
}"""
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }
"""
SMALL_TARGETS = """least => [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')].filter(target => {
    if (target.closest('.skip') || !target.checkVisibility({ opacityProperty: false })) return false;
    const shown = ['radio', 'checkbox'].includes(target.type) ? target.closest('label') || target : target;
    const box = shown.getBoundingClientRect();
    const inText = target.tagName === 'A' && getComputedStyle(target).display === 'inline' && box.height < 40;
    return !inText && box.width > 0 && (box.height < least - 0.5 || box.width < least - 0.5);
}).map(target => `${Math.round(target.getBoundingClientRect().width)} x ${Math.round(target.getBoundingClientRect().height)}: ${target.outerHTML.slice(0, 110)}`)"""
SIDEWAYS = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > wide + 1 && one.checkVisibility())
        .slice(-3).map(one => `wider than ${wide}: ${one.outerHTML.slice(0, 110)}`).concat('the page scrolls sideways');
}"""
CLIPPED = """() => [...document.querySelectorAll('body *')].filter(one => {
    const style = getComputedStyle(one);
    return ['hidden', 'clip'].includes(style.overflowY) && one.checkVisibility() && !one.matches('.sr,svg,svg *')
        && one.clientHeight > 1 && one.scrollHeight > one.clientHeight + 2;
}).map(one => `cut: ${one.outerHTML.slice(0, 110)}`)"""


def violations(page: Page, *only: str) -> list[str]:
    """Give what axe finds, by all its WCAG rules and best practices or by the rules that are named."""
    if not page.evaluate("() => !!window.axe"):
        page.add_script_tag(path=AXE)
    found: list[str] = page.evaluate(RUN, list(only) or TAGS)
    return found


def in_the_dark(page: Page) -> list[str]:
    """Give texts that are hard to read in the dark theme."""
    page.emulate_media(color_scheme="dark")
    found = violations(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    return [f"dark: {one}" for one in found]


def small_targets(page: Page, least: int) -> list[str]:
    """Give what is too small to be hit, in pixels each way; links in running text are left out, as WCAG does."""
    found: list[str] = page.evaluate(SMALL_TARGETS, least)
    return found


def when_narrow(page: Page) -> list[str]:
    """Give what does not reflow on a page 320 pixels wide, as on a small phone or at 400 %."""
    return _at(page, {"width": 320, "height": 640}, lambda: _evaluated(page, SIDEWAYS))


def when_spaced(page: Page) -> list[str]:
    """Give what is cut or pushed out when letters, words and lines stand further apart (WCAG 1.4.12)."""
    style = page.add_style_tag(content=SPACING)
    found = _evaluated(page, SIDEWAYS) + _evaluated(page, CLIPPED)
    style.evaluate("style => style.remove()")
    return [f"spaced: {one}" for one in found]


def _evaluated(page: Page, script: str) -> list[str]:
    found: list[str] = page.evaluate(script)
    return found


def _at(page: Page, size: Any, look: Any) -> list[str]:
    before = page.viewport_size
    page.set_viewport_size(size)
    found: list[str] = look()
    if before:
        page.set_viewport_size(before)
    return found
