"""A leader's pages: the monthly sample of looks, and the quarter's review of who has access. No family's name or content."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlmodel import Session, col, func, select
from starlette.responses import Response

from accounts import reviewing
from accounts.tables import Account, SampledLooks
from families import without_team
from families.leaving import close_account
from families.looked_at import what_of
from families.tables import CaseWorker, Family
from store.clock import local_date
from store.database import now
from store.refusal import Unfit
from web.allowed import Guesses, allowed
from web.answers import go, keep, show
from web.employees import Left
from web.here import Here
from web.paging import Page, leaf

router = APIRouter(prefix="/leader")
SAMPLE, ACCESS, TEAMS = "leader/sample.html", "leader/access.html", "leader/teams.html"
WRONG = "wrong case numbers of families without a team"
NUMBERS = (
    Guesses(WRONG, most=10, each=True, instead=without_team.NoSuchCase),
    Guesses(WRONG, most=60, instead=without_team.NoSuchCase),
)


class Found(BaseModel):
    """What the leader found of each look, in the order of the page."""

    found: list[str] = []
    remark: list[str] = []


class Reviewed(BaseModel):
    """Whose access ends, and a remark."""

    ended: list[str] = []
    remark: str = ""


class Given(BaseModel):
    """Which family is given to a colleague, by its case number or chosen from those without one, and to whom."""

    family_id: str = ""
    case_ref: str = ""
    email: str = ""


@dataclass(frozen=True)
class Line:
    """A look as the leader reads it: when, who, what kind, by which tie, and which case."""

    at: datetime
    name: str
    kind: str
    what: str
    why: str
    case_ref: str
    times: int
    found: str
    remark: str


@router.get("/samples")
@allowed("see the samples")
def every_sample(here: Here, page: Page = 1) -> Response:
    """List the months' samples, with who signed them and when."""
    everything = reviewing.samples(here.session)
    part = leaf(len(everything), page)
    rows = everything[part.first : part.last]
    names = _names(here.session, {row.signed_by for row in rows})
    return show(here, "leader/samples.html", samples=rows, names=names, part=part)


@router.get("/samples/{sample_id}")
@allowed("see the samples")
def one_sample(here: Here, sample_id: str) -> Response:
    """Show each look of one sample."""
    return show(here, SAMPLE, **_sample(here, reviewing.sample(here.session, sample_id), Found()))


@router.post("/samples/{sample_id}")
@allowed("see the samples", writing=True)
def sign_sample(here: Here, sample_id: str, form: Annotated[Found, Form()]) -> Response:
    """Sign what was found. After that nothing of the sample changes."""
    row = reviewing.sample(here.session, sample_id)
    keep(here, SAMPLE, **_sample(here, row, form))
    reviewing.sign_sample(here.session, row, here.actor, found=form.found, remarks=form.remark)
    return go(here, f"/leader/samples/{sample_id}")


@router.get("/access")
@allowed("review the access")
def access(here: Here, left: Left = 0) -> Response:
    """Show who has an account and how it was last used, to keep or end each."""
    return show(here, ACCESS, **_access(here, Reviewed()), left=left)


@router.post("/access")
@allowed("review the access", writing=True, fresh=True)
def sign_access(here: Here, form: Annotated[Reviewed, Form()]) -> Response:
    """End the accounts that were chosen, and sign the quarter's review."""
    keep(here, ACCESS, **_access(here, form))
    known = {one.id for one in reviewing.accesses(here.session, {})}
    ended = set(form.ended)
    if here.actor.id in ended or not ended <= known:
        raise Unfit("Du kan ikke lukke din egen adgang. Bed en kollega om det.", field="ended")
    kept = len(known) - len(ended)
    reviewing.sign_access(here.session, here.actor, kept=kept, ended=len(ended), remark=form.remark)
    gone = [here.session.get_one(Account, account_id) for account_id in sorted(ended)]
    left = sum(close_account(here.session, account, by=here.actor) for account in gone)
    return go(here, f"/leader/access?left={left}")


@router.get("/teams")
@allowed("give a family to a colleague")
def teams(here: Here, done: str = "") -> Response:
    """Ask for a family without a team, and for a colleague. Of one without a case number it stands here when it was made and by whom."""
    return show(here, TEAMS, form=Given(), done=done, unnumbered=without_team.unnumbered(here.session))


@router.post("/teams")
@allowed("give a family to a colleague", writing=True, fresh=True, guesses=NUMBERS)
def give(here: Here, form: Annotated[Given, Form()]) -> Response:
    """Put the colleague on the team of a family that nobody works with."""
    keep(here, TEAMS, form=form, done="", unnumbered=without_team.unnumbered(here.session))
    here.found_family = without_team.give(here.session, here.actor, **form.model_dump())
    return go(here, "/leader/teams?done=given")


def _sample(here: Here, row: SampledLooks, form: Found) -> dict[str, object]:
    looks = reviewing.lines_of(row)
    names = _names(here.session, {look.actor for look in looks} | {row.signed_by})
    cases = select(Family.id, Family.case_ref).where(col(Family.id).in_({look.family for look in looks}))
    numbers = dict(here.session.exec(cases).all())
    lines = [
        Line(
            at=datetime.fromisoformat(look.at),
            name=names.get(look.actor, ""),
            kind=look.kind,
            what=what_of(look.verb),
            why=look.why,
            case_ref=numbers.get(look.family) or "",
            times=look.times,
            found=look.found or _at(form.found, number),
            remark=look.remark or _at(form.remark, number),
        )
        for number, look in enumerate(looks)
    ]
    return {
        "lines": lines,
        "month": row.month,
        "unit": row.unit,
        "address": f"/leader/samples/{row.id}",
        "signed_at": row.signed_at,
        "signed_by": names.get(row.signed_by, ""),
    }


def _access(here: Here, form: Reviewed) -> dict[str, object]:
    on_team = select(CaseWorker.account_id, func.count()).where(col(CaseWorker.until).is_(None))
    teams = dict(here.session.exec(on_team.group_by(CaseWorker.account_id)).all())
    quarter = reviewing.quarter_of(local_date(now(here.session)))
    signed = [row.model_dump() for row in reviewing.reviews(here.session)]
    return {
        "accesses": reviewing.accesses(here.session, teams),
        "quarter": quarter,
        "signed": signed,
        "due": reviewing.review_of(here.session, quarter) is None,
        "names": _names(here.session, {str(row["signed_by"]) for row in signed}),
        "ended": form.ended,
        "typed": form.remark,
    }


def _names(session: Session, ids: set[str]) -> dict[str, str]:
    return dict(session.exec(select(Account.id, Account.name).where(col(Account.id).in_(ids))).all())


def _at(answers: list[str], number: int) -> str:
    return answers[number] if number < len(answers) else ""
