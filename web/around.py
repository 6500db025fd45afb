"""Change what stands around a family: people, consents and coordinators."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlmodel import Session, select
from starlette.responses import Response

from accounts.tables import Account
from accounts.visibility import PARTS
from families import consent, coordination, network, questions
from families.guarding import check, guard
from families.protection import PAGE
from families.tables import Consent, Family, Person
from store.refusal import NotFound, Unfit
from store.text import as_date
from web.allowed import allowed
from web.answers import go
from web.consent_changes import follow
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
    """What is typed to write down a yes; `covers` and `goals_only` hold ids of people.

    `sees` is all, goals, or chosen: then `parts` are what they may read beyond goals and agreements.
    """

    given_by: str = ""
    given_on: str = ""
    given_form: str = "written"
    noted_by: str = ""
    basis: str = "consent"
    basis_text: str = ""
    kinds: list[str] = []
    how: str = ""
    purpose: str = ""
    limits: str = ""
    covers: list[str] = []
    goals_only: list[str] = []
    sees: str = "all"
    parts: list[str] = []
    valid_from: str = ""
    valid_until: str = ""

    def opened(self) -> list[str]:
        """Give the parts that are opened; refuses another word than the three, and a choice of nothing."""
        if self.sees not in ("all", "goals", "chosen") or (self.sees == "chosen" and not self.parts):
            raise Unfit("Vælg, hvad de må få at vide.", field="sees")
        return {"all": list(PARTS), "goals": [], "chosen": self.parts}[self.sees]


class Answered(BaseModel):
    """The answer to an open question about somebody."""

    person: str = ""
    question: str = ""
    answer: str = ""
    note: str = ""


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
    _follow(here)  # one more with custody may have to say yes
    return go(here, f"/families/{family_id}?done=person")


@router.post("/families/{family_id}/people/{person_id}")
@allowed("change the family", writing=True)
def correct_person(here: Here, family_id: str, person_id: str, form: Annotated[NewPerson, Form()]) -> Response:
    """Correct what is written about somebody; what kind of person it is does not change."""
    member = network.member_of(here.session, family_id, person_id)
    account = _account(here.session, form.email) if member.kind == "professional" else None
    values = form.model_dump(exclude={"kind"}) | _kept(here.session, family_id, person_id, form)
    network.correct(here.session, here.family, person_id=person_id, **values, account_id=account)
    _follow(here)
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
        form=form.given_form,
        noted_by=form.noted_by,
        basis=form.basis,
        basis_text=form.basis_text,
        kinds=form.kinds,
        how=form.how,
        purpose=form.purpose,
        limits=form.limits,
        covers=covers,
        goals_only=form.goals_only,
        parts=form.opened(),
        valid_from=_day(form.valid_from, "valid_from"),
        valid_until=_day(form.valid_until, "valid_until"),
    )
    _follow(here)
    return go(here, f"/families/{family_id}?done=consent#consents")


@router.post("/families/{family_id}/consents/{consent_id}/withdrawal")
@allowed("change the family", writing=True)
def withdraw(here: Here, family_id: str, consent_id: str, noted_by: Annotated[str, Form()] = "") -> Response:
    """Take a yes back, from today, and write down who noted it."""
    row = _consent(here.session, here.family, consent_id)
    consent.withdraw(here.session, row, noted_by=noted_by or here.actor.name)
    _follow(here)
    return go(here, f"/families/{family_id}?done=withdrawn#consents")


@router.post("/families/{family_id}/questions")
@allowed("change the family", writing=True)
def answer_question(here: Here, family_id: str, form: Annotated[Answered, Form()]) -> Response:
    """Write down the answer to an open question."""
    values = {"person_id": form.person, "question": form.question, "answer": form.answer, "note": form.note}
    questions.answer(here.session, here.family, here.actor, **values)
    return go(here, f"/families/{family_id}?done=answered#questions")


@router.post("/families/{family_id}/coordinators")
@allowed("change the family", writing=True)
def hand_over(here: Here, family_id: str, form: Annotated[Coordinator, Form()]) -> Response:
    """Give the task of holding the plan together to this person."""
    if not form.person:
        raise Unfit("Vælg, hvem der skal være koordinator.", field="coordinator")
    check(here.session, family_id, form.why, place=PAGE)
    coordination.hand_over(here.session, family_id, person_id=form.person, toward=form.toward, why=form.why)
    return go(here, f"/families/{family_id}?done=coordinator#coordinators")


def _follow(here: Here) -> None:
    """Let boards and calls follow what was just written down about consent or custody."""
    follow(here.session, here.actor, here.settings, family_id=here.family.id)


def _kept(session: Session, family_id: str, person_id: str, form: NewPerson) -> dict[str, str]:
    """Give what is protected and does not show in the form: an empty field leaves it as it is."""
    on, person = guard(session, family_id), session.get_one(Person, person_id)
    fields = ("organisation", "email", "phone")
    stands = {name: getattr(person, name) for name in fields if not getattr(form, name)}
    return {name: text for name, text in stands.items() if text and not on.clear(text)}


def _account(session: Session, email: str) -> str | None:
    """Give the id of the account with this address, or None."""
    return session.exec(select(Account.id).where(Account.email == email.strip().lower())).first()


def _day(text: str, field: str) -> date | None:
    return as_date(text, field=field) if text.strip() else None


def _consent(session: Session, family: Family, consent_id: str) -> Consent:
    row = session.get(Consent, consent_id)
    if row is None or row.family_id != family.id:
        raise NotFound
    return row
