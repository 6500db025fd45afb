"""The link that lets a new employee in the first time. It works once, for a week; only its hash is kept."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from accounts.actor import Actor
from accounts.passkeys import keys_of
from accounts.tables import Account, Enrolment, SignInStep
from accounts.tokens import fresh, hashed
from store import outbox
from store.audit import note
from store.database import now
from store.refusal import Refusal

LASTS = timedelta(days=7)
SUBJECT = "Nyt link til din konto"
MAIL = "Der er lavet et nyt link til din konto i Tavlen. Kender du ikke til det, så ring til din administrator."


class NoLongerOpen(Refusal):
    """No open link has this secret: unknown, used and too old read the same."""

    sentence = "Linket virker ikke mere. Bed din administrator om et nyt."
    status = 422
    field = "secret"
    guessed = True


def invite(session: Session, account: Account, *, by: Actor) -> str:
    """Make the link's secret for an account; an earlier link that is still open ends. Raises Refusal for a closed account.

    The secret has 256 bits and belongs into the fragment of the address `/welcome`. Whoever has a way in already is told.
    """
    if account.disabled_at:
        raise Refusal("Kontoen er lukket. Åbn den igen først.")
    moment, secret = now(session), fresh()
    end_links(session, account.id)
    link = Enrolment(
        account_id=account.id, token_hash=hashed(secret), made_by=by.id, created_at=moment, ends=moment + LASTS
    )
    session.add(link)
    session.flush()
    note(session, actor=by.id, verb="made a link", thing=account.id)
    if account.password_hash or account.subject or keys_of(session, account.id):
        _tell(session, account, link)
    return secret


def end_links(session: Session, account_id: str) -> None:
    """End the account's open link, and what a browser has begun with one: opened again, the account needs a new link."""
    moment = now(session)
    links = update(Enrolment).where(col(Enrolment.account_id) == account_id, col(Enrolment.ends) > moment)
    session.execute(links.values(ends=moment))
    begun = update(SignInStep).where(col(SignInStep.account_id) == account_id, col(SignInStep.kind) == "enrol")
    session.execute(begun.where(col(SignInStep.ends) > moment).values(ends=moment))


def _tell(session: Session, account: Account, link: Enrolment) -> None:
    """Post a mail to the owner: a link that they did not ask for would let somebody else in."""
    to = {"to": account.email, "name": account.name}
    outbox.post(session, outbox.letter(session, key=f"link:{link.id}", meeting_id="", **to, subject=SUBJECT, body=MAIL))


def spend(session: Session, secret: str) -> Account:
    """Use the link up and give whose it is. Of any number that try at once, one succeeds; the others meet NoLongerOpen."""
    moment = now(session)
    unused = (col(Enrolment.used_at).is_(None), col(Enrolment.ends) > moment)
    link = update(Enrolment).where(col(Enrolment.token_hash) == hashed(secret), *unused)
    account_id = session.execute(link.values(used_at=moment).returning(col(Enrolment.account_id))).scalar()
    account = session.get(Account, account_id) if account_id else None
    if account is None or account.disabled_at:
        raise NoLongerOpen
    note(session, actor=account.id, verb="used a link", thing=account.id)
    return account
