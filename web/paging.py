"""Long lists, a page at a time. The page stands in the address, so that the way back leads to it; no name of a family does."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from store.text import SHORT, clean_text

Page = Annotated[int, Query(ge=1, le=999_999)]
MOST = 50
NEAR = 2


@dataclass(frozen=True)
class Leaf:
    """Which part of a list is shown: the lines from `first` to before `last`, of `count`."""

    page: int
    pages: int
    first: int
    last: int
    count: int

    @property
    def near(self) -> list[int]:
        """The pages to go to: the first, the last, and those around this one; 0 stands where some are left out."""
        shown = {1, self.pages, *range(max(1, self.page - NEAR), min(self.pages, self.page + NEAR) + 1)}
        found: list[int] = []
        for number in sorted(shown):
            found += [0] if found and number > found[-1] + 1 else []
            found.append(number)
        return found


def leaf(count: int, page: int, *, most: int = MOST) -> Leaf:
    """Give the part of a list that a page shows. A page after the last is the last; an empty list has one page."""
    pages = max(1, -(-count // most))
    page = min(page, pages)
    return Leaf(page, pages, first=(page - 1) * most, last=min(page * most, count), count=count)


def sought(find: str) -> str:
    """Give what is looked for, so that capitals and spaces make no difference."""
    return clean_text(find[:SHORT], lines=False).casefold()
