"""The recorder in front of the desk."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.people import Person

COLUMNS = {"works": "Fungerer", "worries": "Bekymrer", "next": "Skal ske"}


class Desk(Person):
    """The recorder at the desk."""

    def writes(self, text: str, *, says: str = "", column: str = "") -> None:
        """Put a card up, with who says it and in which column."""
        if column:
            self.chooses(column)
        if says:
            self.hears(says)
        self.types(text)
        self.page.keyboard.press("Enter")

    def chooses(self, column: str) -> None:
        """Choose a column."""
        self.page.locator(f"form.writer [name=column][value={column}]").check()

    def hears(self, who: str) -> None:
        """Choose who speaks."""
        self.page.locator(f"#people [data-called='{who}']").check()

    @property
    def speaker(self) -> str:
        """Who is chosen as the speaker."""
        found: str = self.page.evaluate("() => document.querySelector('[name=said_by]:checked')?.dataset.called ?? ''")
        return found

    @property
    def column(self) -> str:
        """Which column is chosen."""
        found: str = self.page.evaluate("() => document.querySelector('[name=column]:checked')?.value ?? ''")
        return found

    def card(self, text: str) -> Locator:
        """The card with this text in one of the three lists."""
        return self.page.locator(".lists li.mini").filter(has_text=text)

    def lists(self, column: str) -> list[str]:
        """Give the texts of one list, newest first."""
        return self.page.locator(f".lists #{column} li.mini > span").all_text_contents()

    def opens_card(self, text: str) -> Locator:
        """Open a card's sheet. Gives it."""
        self.presses("Ret", within=self.card(text))
        return self.sheet

    def opens_numbers(self) -> Locator:
        """Open the sheet where a number is written for somebody without a phone. Gives it."""
        self.presses("Skriv et tal")
        return self.sheet

    @property
    def sheet(self) -> Locator:
        """The sheet, open."""
        sheet = self.page.locator("dialog#sheet[open]")
        expect(sheet).to_be_visible()
        return sheet

    def has_no_sheet(self) -> None:
        """See that the sheet is closed."""
        expect(self.page.locator("dialog#sheet[open]")).to_have_count(0)

    def edits(self, text: str, to: str) -> None:
        """Change a card's words, and save."""
        sheet = self.opens_card(text)
        sheet.locator("#card-text").fill(to)
        self.presses("Gem", within=sheet)
        self.has_no_sheet()

    def moves(self, text: str, column: str) -> None:
        """Move a card to another column."""
        self.presses(COLUMNS[column], within=self.opens_card(text))
        self.has_no_sheet()

    def takes_down(self, text: str) -> None:
        """Take a card down."""
        self.presses("Tag ned", within=self.card(text))

    def takes_back(self) -> None:
        """Undo the latest change."""
        self.page.locator("[data-undo]").click()

    def admits(self, called: str, *, as_: str = "") -> None:
        """Let somebody in who knocks: as somebody from the list, under the name that was written, or as nobody on it."""
        knock = self.page.locator("#door .queue li").filter(has_text=called)
        if as_:
            self.presses("Det er", within=knock)
            person = self.sheet.locator("#as_seat option", has_text=re.compile(rf"^{re.escape(as_)}( \(|$)"))
            self.sheet.locator("#as_seat").select_option(value=person.get_attribute("value"))
            self.presses("Luk ind", within=self.sheet)
            self.has_no_sheet()
        else:
            self.presses("Luk ind", within=knock)

    def in_tray(self, text: str) -> Locator:
        """The card with this text among those from phones."""
        return self.page.locator("#tray li").filter(has_text=text)

    def shows_on_screen(self, view: str) -> None:
        """Choose what the big screen shows."""
        self.page.locator(f"#shows [name=view][value={view}]").click()
