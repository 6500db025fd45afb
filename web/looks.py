"""When and why a family was looked up: a list for the team to hand out to the family's people."""

from fastapi import APIRouter
from starlette.responses import Response

from families.looked_at import looked_at
from families.reading import people
from store.refusal import NotFound
from web.allowed import allowed
from web.answers import show
from web.here import Here

router = APIRouter()


@router.get("/families/{family_id}/people/{person_id}/looks")
@allowed("hand out the looks")
def looks(here: Here, family_id: str, person_id: str) -> Response:
    """Show by day when somebody looked and from which position; no employee is named."""
    person = next((one for one in people(here.session, family_id) if one.id == person_id), None)
    if person is None:
        raise NotFound
    return show(
        here, "families/looks.html", person=person, family_id=family_id, looks=looked_at(here.session, family_id)
    )
