"""The administrator's page about the chain of looks: when it was verified, whether it holds, and when its end was anchored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from store import limits
from store.anchoring import read_anchors
from store.audit import HEAD, AuditCheck, AuditHead
from store.clock import minutes
from store.database import now
from store.refusal import UnsafeSetup
from store.verifying import LAST, check
from web.allowed import allowed
from web.answers import go, show
from web.here import Here
from web.signin import store_of

router = APIRouter()
LATE = timedelta(hours=2)  # the server anchors each hour
A_FEW = 6  # in a minute: each reads the whole chain


@dataclass(frozen=True)
class Anchored:
    """When the end of the chain was last written outside the database; `late` when what came since waits too long."""

    at: datetime | None
    late: bool
    readable: bool = True


@router.get("/chain")
@allowed("verify the chain")
def chain(here: Here, done: str = "") -> Response:
    """Show the state of the chain: times and numbers, and nothing that stands in it."""
    return show(
        here,
        "chain.html",
        last=here.session.get(AuditCheck, LAST),
        anchored=_anchored(here),
        lines=_lines(here),
        done=done,
    )


@router.post("/chain")
@allowed("verify the chain")
def verify_now(here: Here) -> Response:
    """Verify the chain from its beginning to its end, while everybody else goes on working."""
    store = store_of(here)
    with store.writing() as session:
        limits.take(session, "verify the chain", most=A_FEW, within=minutes(1))
    check(store, here.settings.audit_anchor)
    return go(here, "/chain?done=verified")


def _lines(here: Here) -> int:
    head = here.session.get(AuditHead, HEAD)
    return head.seq - head.begin_seq if head else 0


def _anchored(here: Here) -> Anchored:
    head = here.session.get(AuditHead, HEAD)
    try:
        known = read_anchors(here.settings.audit_anchor)
    except (UnsafeSetup, OSError):
        return Anchored(None, late=True, readable=False)
    if not known:
        return Anchored(None, late=True)
    at, behind = datetime.fromisoformat(known[-1].at), head is None or head.seq > known[-1].seq
    return Anchored(at, late=behind and now(here.session) - at > LATE)
