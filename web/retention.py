"""How long things are kept, and what keeps them: periods, legal hold, filing, and deleting a family. `/retention` shows no content."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlmodel import Session, col, select
from starlette.background import BackgroundTask
from starlette.responses import Response

from families.tables import Family
from families.without_team import Made, made
from keeping import filing, holding, letting_go, periods, retention
from keeping.due import unfiled
from keeping.going import every_going
from keeping.ledger import Ledger
from keeping.removing import LAST
from keeping.tables import LegalHold, Tidying
from store.compacting import compact
from store.database import now
from web.allowed import allowed
from web.answers import go, keep, show
from web.here import Here

router = APIRouter()
CHOSEN = [kept for kept in periods.CLASSES if kept.least < kept.most]


class Days(BaseModel):
    """How many days a class is to be kept."""

    key: str = ""
    days: str = ""


class Holding(BaseModel):
    """Whose data is to stay, by the number of the case, and why."""

    case: str = ""
    reason: str = ""


class Filed(BaseModel):
    """The number that the case system gave the minutes, or why they are not filed."""

    reference: str = ""
    because: str = ""


class Confirmed(BaseModel):
    """What is typed to show that it is meant."""

    typed: str = ""


@router.get("/retention")
@allowed("see the periods")
def retention_page(here: Here, done: str = "") -> Response:
    """Show how long each class is kept, what the next night takes, what the last one took, and who is held."""
    return show(here, "keeping/retention.html", **_words(here), done=done)


@router.post("/retention")
@allowed("set the periods", writing=True)
def choose(here: Here, form: Annotated[Days, Form()]) -> Response:
    """Keep a class this long from now on."""
    keep(here, "keeping/retention.html", **_words(here, typed={form.key: form.days}), done="")
    periods.choose(here.session, here.actor, form.key, days=form.days)
    return go(here, "/retention?done=days")


@router.post("/retention/hold")
@allowed("hold a case", writing=True)
def hold(here: Here, form: Annotated[Holding, Form()]) -> Response:
    """Keep everything of the family with this number."""
    keep(here, "keeping/retention.html", **_words(here, typed=form.model_dump()), done="")
    here.found_family = holding.by_case_number(here.session, form.case)
    holding.hold(here.session, here.actor, here.family, reason=form.reason)
    return go(here, "/retention?done=held")


@router.post("/retention/release")
@allowed("hold a case", writing=True)
def release(here: Here, form: Annotated[Holding, Form()]) -> Response:
    """Let the family with this number go by its periods again."""
    here.found_family = holding.by_case_number(here.session, form.case)
    holding.lift(here.session, here.actor, here.family)
    return go(here, "/retention?done=lifted")


@router.post("/meetings/{meeting_id}/filing")
@allowed("file the minutes", writing=True)
def file(here: Here, meeting_id: str, form: Annotated[Filed, Form()]) -> Response:
    """Write down the case system's number, or why the minutes are not filed."""
    if form.because.strip() and not form.reference.strip():
        filing.need_not_be_filed(here.session, here.actor, here.meeting, because=form.because)
    else:
        filing.file(here.session, here.actor, here.meeting, reference=form.reference)
    return go(here, f"/meetings/{meeting_id}/filing")


@router.get("/meetings/{meeting_id}/filing")
@allowed("file the minutes")
def filing_page(here: Here, meeting_id: str) -> Response:
    """Show whether the minutes are filed, and what happens to the board then."""
    filed = filing.filing_of(here.session, meeting_id)
    goes = filed.filed_at + periods.period(here.session, "board") if filed else None
    return show(
        here,
        "keeping/filing.html",
        meeting=here.meeting,
        filed=filed,
        goes=goes,
        days=periods.days(here.session, "board"),
    )


@router.get("/families/{family_id}/deletion")
@allowed("delete the family")
def deletion_page(here: Here, family_id: str) -> Response:
    """Show how long the family is kept, what would go with it, and what stands in the way."""
    return show(here, "keeping/deletion.html", **_going(here), typed="")


@router.post("/families/{family_id}/deletion")
@allowed("delete the family", writing=True, fresh=True)
def delete(here: Here, family_id: str, form: Annotated[Confirmed, Form()]) -> Response:
    """Delete the family for good, and take it out of the database's files."""
    keep(here, "keeping/deletion.html", **_going(here), typed=form.typed)
    letting_go.delete_family(here.session, Ledger(here.settings.deletion_ledger), here.family, typed=form.typed)
    answer = go(here, "/families?done=deleted")
    answer.background = BackgroundTask(compact, here.request.app.state.store)
    return answer


def _going(here: Here) -> dict[str, object]:
    return {
        "family": here.family,
        "held": holding.hold_of(here.session, here.family.id),
        "waiting": unfiled(here.session, here.family.id),
        "counts": letting_go.what_goes(here.session, here.family),
        "days": periods.days(here.session, "case"),
    }


def _words(here: Here, *, typed: dict[str, str] | None = None) -> dict[str, object]:
    """Give what `/retention` shows: numbers of days and rows, and case numbers for a leader. Nothing that was said."""
    session = here.session
    waiting = unfiled(session)
    late = [row for row in waiting if now(session) - row.ends > periods.period(session, "unfiled")]
    return {
        "chosen": [(kept, periods.days(session, kept.key)) for kept in CHOSEN],
        "foreseen": retention.foreseen(session),
        "last": session.get(Tidying, LAST),
        "waiting": len(waiting),
        "late": len(late),
        "holds": _holds(session) if here.actor.role == "leader" else [],
        "going": _before_long(session) if here.actor.role == "leader" else [],
        "typed": typed or {},
    }


def _before_long(session: Session) -> list[tuple[Made, str, date, int]]:
    """Give the families that go before long, as a leader knows them: when made and by whom, case number, day, unfiled meetings."""
    found = every_going(session)
    known = made(session, [one.family for one in found])
    return [(who, one.family.case_ref or "", one.day, one.unfiled) for who, one in zip(known, found, strict=True)]


def _holds(session: Session) -> list[tuple[LegalHold, str]]:
    wanted = (
        select(LegalHold, Family.case_ref)
        .join(Family, col(Family.id) == col(LegalHold.family_id))
        .where(col(LegalHold.lifted_at).is_(None), col(Family.case_ref).is_not(None))
        .order_by(col(LegalHold.set_at))
    )
    return [(hold, case or "") for hold, case in session.exec(wanted)]
