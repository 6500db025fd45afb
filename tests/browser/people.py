"""People in front of their own browsers. Every verb waits until what it says is true."""

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from tests.browser.house import House

expect.set_options(timeout=15_000)
HOLD = "() => [document.activeElement.id, document.activeElement.value, document.activeElement.selectionStart]"


class Person:
    """Somebody with a page open."""

    def __init__(self, page: Page, house: "House") -> None:
        self.page = page
        self.house = house

    def opens(self, address: str) -> None:
        """Go to a page of the server."""
        self.page.goto(address)

    def presses(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button with this name."""
        (within or self.page).get_by_role("button", name=name).first.click()

    def follows(self, name: str) -> None:
        """Follow the link with this name."""
        self.page.get_by_role("link", name=name).first.click()

    def sees(self, text: str, *, seconds: float = 15) -> None:
        """See a text on the page, now or soon."""
        expect(self.page.locator("body")).to_contain_text(text, timeout=seconds * 1_000)

    def sees_no(self, text: str, *, seconds: float = 15) -> None:
        """See that a text is nowhere on the page, now or soon."""
        expect(self.page.locator("body")).not_to_contain_text(text, timeout=seconds * 1_000)

    def is_refused(self, sentence: str) -> None:
        """Read a refusal, and have it under the eyes: in view, with the focus on it or its field marked."""
        alert = self.page.locator("#notice[role=alert]")
        expect(alert).to_contain_text(sentence)
        expect(alert).to_be_in_viewport()

    def is_connected(self) -> None:
        """Wait until the page is live."""
        expect(self.page.locator("html[data-connected=true]")).to_be_attached()

    def is_told_of_no_connection(self, *, seconds: float = 15) -> None:
        """Wait until the page says that the line is dead."""
        expect(self.page.locator("html[data-connected=false]")).to_be_attached(timeout=seconds * 1_000)

    def holds(self) -> list[Any]:
        """Give the focused field's id, its text, and where the caret stands in it."""
        found: list[Any] = self.page.evaluate(HOLD)
        return found

    def types(self, text: str) -> None:
        """Type into the box, one key after another, and send nothing."""
        self.box.focus()
        self.box.press_sequentially(text)

    @property
    def box(self) -> Locator:
        """The box that one writes a card in."""
        return self.page.locator("#text")

    @property
    def kept(self) -> dict[str, str]:
        """What this browser keeps of typed text."""
        found: dict[str, str] = self.page.evaluate("() => ({...localStorage})")
        return found

    def loses_the_network(self) -> None:
        """The browser has no network any more."""
        self.house.network_fails = True
        self.page.context.set_offline(True)

    def has_network_again(self) -> None:
        """The network is back."""
        self.page.context.set_offline(False)

    def is_told(self, state: str, words: str = "", *, seconds: float = 15) -> None:
        """Read beside the box what becomes of the text: saved, saving, waiting, signin, refused, or empty."""
        place = self.page.locator("[data-outbox-state]")
        expect(place).to_have_attribute("data-now", state, timeout=seconds * 1_000)
        if words:
            expect(place).to_have_text(words)

    def told(self) -> str:
        """Give what the page says of the text at this moment."""
        return self.page.locator("[data-outbox-state]").get_attribute("data-now") or ""

    def waiting(self) -> list[str]:
        """Give the texts that wait on the device, in order."""
        return self.page.locator("[data-outbox-list] li > span").all_text_contents()


class Screen(Person):
    """The big screen, which nobody touches."""

    def shows(self, text: str, *, seconds: float = 15) -> None:
        """Show a card with this text, wholly in view."""
        card = self.page.locator("#screen .card").filter(has_text=text)
        expect(card).to_have_count(1, timeout=seconds * 1_000)
        expect(card).to_be_in_viewport(ratio=1)

    def shows_no(self, text: str, *, seconds: float = 15) -> None:
        """Show no card with this text."""
        expect(self.page.locator("#screen .card").filter(has_text=text)).to_have_count(0, timeout=seconds * 1_000)

    def cards(self) -> list[str]:
        """Give the cards' texts with what stands under them, from left to right."""
        texts = self.page.locator("#screen .card").all_inner_texts()
        return [re.sub(r"\s+", " ", text).strip() for text in texts]


class Phone(Person):
    """A guest's phone."""

    def joins(self, code: str, *, as_: str) -> None:
        """Type the code from the screen and a name, and knock."""
        self.opens("/join")
        self.page.locator("#code").fill(code)
        self.page.locator("#name").fill(as_)
        self.presses("Bank på")
        self.sees("lukker dig ind")

    def is_in(self) -> None:
        """See the place where one writes."""
        expect(self.box).to_be_visible()

    def sends(self, text: str, *, column: str = "") -> None:
        """Write a card and send it."""
        if column:
            self.page.locator(f"#write [name=column][value={column}]").check()
        self.types(text)
        self.presses("Send")

    def reads_of(self, text: str, state: str) -> None:
        """Read what became of a card that was sent."""
        expect(self.page.locator("#mine li").filter(has_text=text)).to_contain_text(state)

    def goes_to(self, tab: str) -> None:
        """Choose another tab at the bottom."""
        self.page.locator(".tabs").get_by_role("link", name=tab).click()
        self.is_connected()

    def gives(self, number: int, *, why: str = "") -> None:
        """Give a number, and perhaps why."""
        form = self.page.locator("form.number").first
        form.locator(f"[name=value][value='{number}']").check()
        if why:
            form.locator("[name=why]").fill(why)
        self.presses("Send", within=form)
        expect(form.locator(".given")).to_contain_text("Dit tal er sendt")
