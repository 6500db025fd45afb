"""Where an employee signs for a text that names something protected."""

from urllib.parse import urlencode

from families.guarding import Protected
from store.refusal import Refusal


def signing_address(no: Refusal) -> str:
    """Give the page where an employee can sign for what was refused; empty for any other refusal."""
    return address_of(no.family_id, no.place, no.unsigned) if isinstance(no, Protected) else ""


def address_of(family_id: str, place: str, unsigned: tuple[tuple[str, str], ...]) -> str:
    """Give the page's address: ids and marks, nothing that anybody wrote."""
    board = place.removeprefix("board:")
    under = f"/meetings/{board}" if board != place else f"/families/{family_id}"
    asked = [("place", place), *(("unsigned", f"{mark}.{one}") for mark, one in unsigned)]
    return f"{under}/passes?{urlencode(asked)}"
