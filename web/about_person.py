"""Everything about one person, to take away: a ZIP with a page to read and the same as JSON."""

import io
import json
import zipfile

from fastapi import APIRouter
from starlette.responses import Response

from families.network import member_of
from families.tables import Person
from keeping.about_person import Everything, everything
from store.base import plain
from store.clock import local_date
from store.database import now
from templates import page
from web.allowed import allowed
from web.answers import show
from web.downloads import download
from web.fridge import style_inside
from web.here import Here

router = APIRouter()


@router.get("/families/{family_id}/people/{person_id}/everything")
@allowed("take a person's data out")
def about_page(here: Here, family_id: str, person_id: str) -> Response:
    """Say what the file holds and how to hand it over."""
    member_of(here.session, family_id, person_id)
    person = here.session.get_one(Person, person_id)
    return show(here, "keeping/about.html", family=here.family, person=person)


@router.get("/families/{family_id}/people/{person_id}/everything.zip")
@allowed("take a person's data out", fresh=True)
def take_out(here: Here, family_id: str, person_id: str) -> Response:
    """Give the file. Its name says nothing about anybody."""
    told = everything(here.session, here.family, person_id)
    day = local_date(now(here.session))
    words = {"told": told, "day": day, "municipality": here.settings.municipality, "style": style_inside()}
    readable = page("keeping/about_file.html", locale=here.locale, **words)
    return download(packed(told, readable), f"oplysninger-{day.isoformat()}.zip", "application/zip")


def packed(told: Everything, readable: str) -> bytes:
    """Give a ZIP with `everything.json` and the page."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "everything.json", json.dumps({"version": 1, **told}, ensure_ascii=False, indent=2, default=plain)
        )
        file.writestr("oplysninger.html", readable)
    return whole.getvalue()
