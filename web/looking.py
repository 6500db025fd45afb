"""Write down who looked at what. Only ids: no content stands in the audit."""

from store.audit import note
from store.database import Store
from web.here import Here


def note_look(here: Here, verb: str, thing: str) -> None:
    """Note a look, in a transaction of its own, because the session of a page that only reads cannot write."""
    store: Store = here.request.app.state.store
    family = here.found_family.id if here.found_family else ""
    with store.writing() as session:
        note(session, actor=here.actor.id, verb=verb, thing=thing, family=family)
