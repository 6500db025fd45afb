"""Change what stands around a family: people, consents and coordinators."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlmodel import Session, select
from starlette.responses import Response

from accounts.tables import Account
from boards import door
from families import consent, coordination, network
from families.tables import Consent, Family
from store.refusal import NotFound, Unfit
from store.text import as_date
from web.allowed import allowed
from web.answers import go
from web.here import Here

router = APIRouter()


class NewPerson(BaseModel):
    """What is typed to put a person around the family."""

    kind: str = ""
    name: str = ""
    relation: str = ""
    called: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    age: str = ""
    ring: str = ""
    custody: bool = False


class NewConsent(BaseModel):
    """What is typed to write down a yes; `covers` and `goals_only` hold ids of people."""

    given_by: str = ""
    given_on: str = ""
    how: str = ""
    purpose: str = ""
    limits: str = ""
    covers: list[str] = []
    goals_only: list[str] = []
    valid_until: str = ""


class Coordinator(BaseModel):
    """Who is to hold the plan together, and towards whom."""

    person: str = ""
    toward: str = ""
    why: str = ""


@router.post("/families/{family_id}/people")
@allowed("change the family", writing=True)
def add_person(here: Here, family_id: str, form: Annotated[NewPerson, Form()]) -> Response:
    """Put a person around the family. An employee is known by the address of their account."""
    values = form.model_dump()
    account = _account(here.session, form.email) if form.kind == "professional" else None
    network.add_person(here.session, here.family, **values, account_id=account)
    door.follow_consents(here.session, here.actor, family_id=family_id)  # one more with custody may have to say yes
    return go(here, f"/families/{family_id}?done=person")


@router.post("/families/{family_id}/people/{person_id}")
@allowed("change the family", writing=True)
def correct_person(here: Here, family_id: str, person_id: str, form: Annotated[NewPerson, Form()]) -> Response:
    """Correct what is written about somebody; what kind of person it is does not change."""
    member = network.member_of(here.session, family_id, person_id)
    account = _account(here.session, form.email) if member.kind == "professional" else None
    values = form.model_dump(exclude={"kind"})
    network.correct(here.session, here.family, person_id=person_id, **values, account_id=account)
    door.follow_consents(here.session, here.actor, family_id=family_id)
    return go(here, f"/families/{family_id}?done=corrected")


@router.post("/families/{family_id}/consents")
@allowed("change the family", writing=True)
def give_consent(here: Here, family_id: str, form: Annotated[NewConsent, Form()]) -> Response:
    """Write down a yes. Whoever is ticked for goals only is covered as well."""
    covers = list(dict.fromkeys(one for one in (*form.covers, *form.goals_only) if one))
    if not form.given_by:
        raise Unfit("Vælg, hvem der giver samtykke.", field="given_by")
    if not covers:
        raise Unfit("Vælg mindst én person, som samtykket gælder.", field="covers")
    consent.give(
        here.session,
        here.family,
        given_by=form.given_by,
        given_on=as_date(form.given_on, field="given_on"),
        how=form.how,
        purpose=form.purpose,
        limits=form.limits,
        covers=covers,
        goals_only=form.goals_only,
        valid_until=as_date(form.valid_until, field="valid_until") if form.valid_until.strip() else None,
    )
    door.follow_consents(here.session, here.actor, family_id=family_id)
    return go(here, f"/families/{family_id}?done=consent#consents")


@router.post("/families/{family_id}/consents/{consent_id}/withdrawal")
@allowed("change the family", writing=True)
def withdraw(here: Here, family_id: str, consent_id: str) -> Response:
    """Take a yes back, from today."""
    consent.withdraw(here.session, _consent(here.session, here.family, consent_id))
    door.follow_consents(here.session, here.actor, family_id=family_id)
    return go(here, f"/families/{family_id}?done=withdrawn#consents")


@router.post("/families/{family_id}/coordinators")
@allowed("change the family", writing=True)
def hand_over(here: Here, family_id: str, form: Annotated[Coordinator, Form()]) -> Response:
    """Give the task of holding the plan together to this person."""
    if not form.person:
        raise Unfit("Vælg, hvem der skal være koordinator.", field="coordinator")
    coordination.hand_over(here.session, family_id, person_id=form.person, toward=form.toward, why=form.why)
    return go(here, f"/families/{family_id}?done=coordinator#coordinators")


def _account(session: Session, email: str) -> str | None:
    """Give the id of the account with this address, or None."""
    return session.exec(select(Account.id).where(Account.email == email.strip().lower())).first()


def _consent(session: Session, family: Family, consent_id: str) -> Consent:
    row = session.get(Consent, consent_id)
    if row is None or row.family_id != family.id:
        raise NotFound
    return row
