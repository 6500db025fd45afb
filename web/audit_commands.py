"""The commands about the chain of looks: is it whole, anchor it, and say that the database came from a copy."""

from pathlib import Path

from sqlmodel import Session

from store.anchoring import put_back, read_anchors
from store.database import Store
from store.refusal import UnsafeSetup
from store.verifying import Verdict, last_held, verify
from store.verifying import check as verify_chain
from web.anchoring import anchor_now
from web.opening import open_store
from web.settings import from_env


def check() -> int:
    """Verify the chain and the anchors. Status 1 when something is wrong."""
    return told(verify_chain(*_place()))


def told(found: Verdict) -> int:
    """Say what was found. Status 1 when something is wrong."""
    for sentence in found.lost:
        print(sentence)
    if found.wrong:
        print(f"{found.wrong}\nDet er i orden til og med linje {found.good}.")
    else:
        print(f"Sporet er helt: {found.entries} linjer og {found.anchors} ankre passer sammen.")
    return int(bool(found.wrong))


def write_anchor() -> None:
    """Write where the chain ends now."""
    store, file = _place()
    print("Ankeret er skrevet." if anchor_now(store, file) else "Der er intet nyt siden det sidste anker.")


def restored() -> int:
    """Say that the database was put back from a copy, so that what is lost with it is not taken for a theft."""
    store, file = _place()
    with store.writing() as session:
        if not _verified(session, file).wrong:
            print("Ankrene passer til databasen. Der er intet at skrive ned.")
            return 0
        put_back(session, file, seq=last_held(session, read_anchors(file)))
    anchor_now(store, file)
    return check()


def _place() -> tuple[Store, Path]:
    settings = from_env()
    return open_store(settings), settings.audit_anchor


def _verified(session: Session, file: Path) -> Verdict:
    try:
        return verify(session, read_anchors(file))
    except UnsafeSetup as no:
        return Verdict(0, 0, 0, wrong=str(no))
