"""The main forms of the office, sent empty or wrong: the sentence stands where the person stands."""

from tests.browser.house import House
from tests.browser.people import Person
from tests.browser.states import Way, office


def refused(path: str, action: str, *, who: str = "lene", **typed: str) -> Way:
    """Give the way to a page whose form to `action` was sent with these words, and refused."""

    def go(house: House) -> Person:
        known = {"family": house.scene.cast.family, "meeting": house.scene.cast.meeting}
        person = office(path, who)(house)
        form = person.page.locator(f"form[method=post][action$='{action.format(**known)}']").first
        form.evaluate(
            "form => { for (let at = form; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true; }"
        )
        for name, words in typed.items():
            form.locator(f"[name={name}]").first.fill(words)
        form.locator("button:not(.quiet)").last.click()
        person.page.locator("[role=alert]").first.wait_for()
        return person

    return go


FAMILY = "/families/{family}"
REFUSED: dict[str, Way] = {
    "new family": refused("/families", "/families"),
    "new person": refused(f"{FAMILY}?add=professional", "{family}/people"),
    "consent": refused(FAMILY, "{family}/consents"),
    "question": refused(FAMILY, "{family}/questions"),
    "coordinator": refused(FAMILY, "{family}/coordinators"),
    "colleague": refused(FAMILY, "{family}/team", email="ingen@fjordby.example"),
    "case number": refused(FAMILY, "{family}/case-number", case_ref="9" * 300),
    "moved meeting": refused("/meetings/{meeting}", "{meeting}/move", date="2026-01-01"),
    "new employee": refused("/employees", "/employees", who="admin", name=""),
    "family without a team": refused("/leader/teams", "/leader/teams", who="leader", case_ref="2026-0", email="x"),
    "password": refused("/account", "/account/password", password="kort"),
}
