"""Protected people: the sheet of one person, and the page where an employee signs for a text that names something protected."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from sqlmodel import Session, col, select
from starlette.responses import Response

from boards import shielding
from families import protection
from families.guarding import guard
from families.reading import people
from families.snapshot import PersonView
from families.tables import Protection
from store.refusal import NotFound, Unfit
from web.allowed import allowed
from web.answers import go, keep, show
from web.here import Here
from web.paging import Page, leaf
from web.protecting import count_reasons, names_of, signed_reasons

router = APIRouter()
SHEET, SIGN = "families/protection.html", "families/protection_sign.html"


class NewProtection(BaseModel):
    """What is typed to protect something; `against` holds ids of people, and nobody is everybody."""

    kind: str = ""
    text: str = ""
    against: list[str] = []


class Signed(BaseModel):
    """A reason and a name; `unsigned` holds the mark of each text with the protection that it meets."""

    place: str = ""
    unsigned: list[str] = []
    reason: str = ""
    name: str = ""


@dataclass(frozen=True)
class Kept:
    """A protection as the sheet lists it: `text` is empty but for the one that somebody asked to see."""

    row: Protection
    against: tuple[str, ...]
    set_by: str
    lifted_by: str
    text: str = ""


@router.get("/families/{family_id}/people/{person_id}/protection")
@allowed("see what is protected")
def sheet(here: Here, family_id: str, person_id: str, done: str = "") -> Response:
    """Show which kinds of things about a person are protected, and from whom."""
    return show(here, SHEET, **_sheet(here, person_id), done=done)


@router.post("/families/{family_id}/people/{person_id}/protection")
@allowed("protect people", writing=True)
def protect(here: Here, family_id: str, person_id: str, form: Annotated[NewProtection, Form()]) -> Response:
    """Protect something about a person; every open board is drawn anew."""
    keep(here, SHEET, **_sheet(here, person_id, typed=form), done="")
    protection.protect(here.session, here.family, here.actor, person_id=person_id, **form.model_dump())
    shielding.refresh(here.session, here.actor, family_id=family_id)
    return go(here, f"{_address(here, person_id)}?done=protected")


@router.post("/families/{family_id}/people/{person_id}/protection/{protection_id}/shown")
@allowed("see what is protected", writing=True, fresh=True)
def show_it(here: Here, family_id: str, person_id: str, protection_id: str) -> Response:
    """Show one protected text in clear, once, to somebody who has just proved who they are."""
    row = _row(here, person_id, protection_id)
    return show(here, SHEET, **_sheet(here, person_id, shown=row.id), done="shown")


@router.post("/families/{family_id}/people/{person_id}/protection/{protection_id}/lift")
@allowed("protect people", writing=True, fresh=True)
def lift(here: Here, family_id: str, person_id: str, protection_id: str) -> Response:
    """Lift a protection; who did it and when stays on the sheet."""
    protection.lift(here.session, _row(here, person_id, protection_id), here.actor)
    shielding.refresh(here.session, here.actor, family_id=family_id)
    return go(here, f"{_address(here, person_id)}?done=lifted")


@router.get("/families/{family_id}/passes")
@allowed("sign for the family")
def family_passes(
    here: Here,
    family_id: str,
    place: str = "",
    unsigned: Annotated[tuple[str, ...], Query()] = (),
    done: str = "",
) -> Response:
    """Ask for a reason and a name, for a text in the plan or in a call."""
    return _ask(here, place, unsigned, done)


@router.post("/families/{family_id}/passes")
@allowed("sign for the family", writing=True)
def sign_in_family(here: Here, family_id: str, form: Annotated[Signed, Form()]) -> Response:
    """Let a text of the plan or of a call through, with a signed reason."""
    return _sign(here, form)


@router.get("/meetings/{meeting_id}/passes")
@allowed("sign for the meeting")
def meeting_passes(
    here: Here,
    meeting_id: str,
    place: str = "",
    unsigned: Annotated[tuple[str, ...], Query()] = (),
    done: str = "",
) -> Response:
    """Ask for a reason and a name, for a text of the meeting."""
    return _ask(here, place, unsigned, done)


@router.post("/meetings/{meeting_id}/passes")
@allowed("sign for the meeting", writing=True)
def sign_in_meeting(here: Here, meeting_id: str, form: Annotated[Signed, Form()]) -> Response:
    """Let a text of the meeting through, with a signed reason; its board is drawn anew."""
    return _sign(here, form)


@router.get("/protections/passes")
@allowed("see every signed reason")
def every_pass(here: Here, page: Page = 1) -> Response:
    """List what was let through in every family, for the leader: which case, why and by whom; never the text or whose it is."""
    part = leaf(count_reasons(here.session), page)
    found = signed_reasons(here.session, most=part.last - part.first, after=part.first)
    return show(here, "families/protection_passes.html", passes=found, part=part)


def _ask(here: Here, place: str, unsigned: tuple[str, ...], done: str) -> Response:
    return show(here, SIGN, **_signing(here, Signed(place=place, unsigned=list(unsigned))), done=done)


def _sign(here: Here, form: Signed) -> Response:
    keep(here, SIGN, **_signing(here, form), done="")
    pairs = [(mark, one) for mark, _, one in (pair.partition(".") for pair in form.unsigned)]
    _own_place(here, form.place)
    given = {"place": form.place, "reason": form.reason, "name": form.name}
    protection.let_through(here.session, here.family, here.actor, unsigned=pairs, **given)
    shielding.refresh(here.session, here.actor, family_id=here.family.id)
    return go(here, f"{here.request.url.path}?done=signed")


def _own_place(here: Here, place: str) -> None:
    """Refuse a place that is not of this family or this meeting."""
    own = {protection.MEETING, protection.PLAN, protection.PAGE} | (
        {shielding.place_of(here.found_meeting.id)} if here.found_meeting else set()
    )
    if place not in own:
        raise Unfit("Prøv at gemme teksten igen. Så kan du skrive en grund.")


def _signing(here: Here, form: Signed) -> dict[str, Any]:
    named = {one.partition(".")[2] for one in form.unsigned[:20]}
    rules = [rule for rule in guard(here.session, here.family.id).rules if rule.id in named]
    back = f"/meetings/{here.found_meeting.id}" if here.found_meeting else f"/families/{here.family.id}"
    return {"form": form, "rules": rules, "place": form.place.partition(":")[0], "back": back}


def _sheet(here: Here, person_id: str, *, typed: NewProtection | None = None, shown: str = "") -> dict[str, Any]:
    everybody = people(here.session, here.family.id)
    person = next((one for one in everybody if one.id == person_id), None)
    if person is None:
        raise NotFound
    return {
        "family_id": here.family.id,
        "family_title": here.family.title,
        "person": person,
        "kept": _kept(here.session, person, everybody, shown),
        "others": [one for one in everybody if one.id != person_id],
        "typed": typed or NewProtection(),
        "fresh": here.fresh,
    }


def _kept(session: Session, person: PersonView, everybody: tuple[PersonView, ...], shown: str) -> list[Kept]:
    rows = session.exec(
        select(Protection).where(Protection.person_id == person.id).order_by(col(Protection.set_at))
    ).all()
    called = {one.id: one.called for one in everybody}
    names = names_of(session, [one for row in rows for one in (row.set_by, row.lifted_by)])
    return [
        Kept(
            row,
            tuple(called[one] for one in row.against if one in called),
            names.get(row.set_by, ""),
            names.get(row.lifted_by, ""),
            protection.in_clear(session, row) if row.id == shown else "",
        )
        for row in rows
    ]


def _row(here: Here, person_id: str, protection_id: str) -> Protection:
    row = protection.protection_of(here.session, here.family.id, protection_id)
    if row.person_id != person_id:
        raise NotFound
    return row


def _address(here: Here, person_id: str) -> str:
    return f"/families/{here.family.id}/people/{person_id}/protection"
