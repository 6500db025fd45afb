"""What is due to go: batch by batch, each of them one transaction. Nothing of a family under legal hold is due.

The clocks: `passing` runs from the end of the meeting, `board` from the filing of its minutes, `case` from the family's last
meeting, `mail` from the delivery or the end of the meeting, `unsent` from the day the letter was written, `sign_in` from the
last use, `account` from the day it was closed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, union_all
from sqlmodel import Session, SQLModel, col, func, or_, select

from accounts.tables import AccessReview, Account, Enrolment, LoginSession, SampledLooks, SignInStep
from boards.tables import Answer, Board, BoardEvent, Card, FollowUp, Statement, Word
from families.tables import CaseWorker, Family, GlassBreak, Member, Person
from keeping.holding import held_families
from keeping.ledger import Rows
from keeping.periods import period
from keeping.removing import hanging
from keeping.tables import Filing
from meetings.tables import ChildWord, GuestPass, JoinCode, Meeting, Participant
from store.database import now
from store.limits import Bucket
from store.outbox import OutboxMail

SAID = (BoardEvent, Card, Answer, Statement, FollowUp, Word)  # what was said at a board
# Who was shown out is admitted no longer, but has been: `admitted_by` stays.
_KNOCKED = (
    col(Participant.person_id).is_(None) & col(Participant.admitted_at).is_(None) & (col(Participant.admitted_by) == "")
)
# Meetings of which something is left, so that a night does not look at every meeting that there ever was.
_WITH_PASSING = union_all(
    select(Participant.meeting_id).join(GuestPass, col(GuestPass.participant_id) == col(Participant.id)),
    select(JoinCode.meeting_id),
    select(Participant.meeting_id).where(_KNOCKED),
    select(Board.meeting_id).join(Card, col(Card.board_id) == col(Board.id)).where(Card.place != "up"),
)
_WITH_WORDS = union_all(
    select(Board.meeting_id).where(col(Board.id).in_(select(BoardEvent.board_id))), select(ChildWord.meeting_id)
)
_UNSENT = col(OutboxMail.sent_at).is_(None)
A_DAY = timedelta(days=1)
_NEVER = datetime.min.replace(tzinfo=UTC)
_AT_ONCE = 500


@dataclass(frozen=True)
class Batch:
    """Rows of one class that go together, and what stays behind of rows that are only emptied: (table, id, new values)."""

    key: str
    rows: Rows
    emptied: tuple[tuple[type[SQLModel], str, dict[str, Any]], ...] = ()
    family_id: str = ""

    @property
    def count(self) -> int:
        """How many rows go or are emptied."""
        return sum(map(len, self.rows.values())) + len(self.emptied)


@dataclass
class Asked:
    """One look through the database: its session, the moment, and the families of which nothing goes."""

    session: Session
    moment: datetime
    held: set[str] = field(default_factory=set)

    def before(self, key: str) -> datetime:
        """Give the moment before which the class is old enough to go."""
        return self.moment - period(self.session, key)

    def ids(self, table: type[Any], *conditions: ColumnElement[bool] | bool) -> set[str]:
        """Give the ids of the rows for which the conditions hold."""
        return set(self.session.exec(select(table.id).where(*conditions)))


def due(session: Session) -> Iterator[Batch]:
    """Give what is due now, in the order in which it goes."""
    asked = Asked(session, now(session), held_families(session))
    for part in (passing, boards, cases, mails, unsent, strangers, sign_ins, accounts, reviews):
        yield from (batch for batch in part(asked) if batch.count)


def passing(asked: Asked) -> Iterator[Batch]:
    """Passes, codes and knocks of meetings that are over, and cards that never went up on a board that is closed."""
    over = func.coalesce(Meeting.closed_at, Meeting.ends) <= asked.before("passing")
    wanted = select(Meeting).where(over, col(Meeting.id).in_(_WITH_PASSING), *_free(Meeting.family_id, asked))
    for row in asked.session.exec(wanted).all():
        seats = select(Participant.id).where(Participant.meeting_id == row.id)
        rows: Rows = {
            "guestpass": asked.ids(GuestPass, col(GuestPass.participant_id).in_(seats)),
            "joincode": asked.ids(JoinCode, JoinCode.meeting_id == row.id),
        }
        yield _with_drafts(asked, row, rows)


def boards(asked: Asked) -> Iterator[Batch]:
    """What was said at a board whose minutes are filed, and children's words: the frozen minutes stay with the case."""
    filed = select(Filing.meeting_id).where(col(Filing.filed_at) <= asked.before("board"))
    never_opened = (
        col(Meeting.opened_at).is_(None)
        & (col(Meeting.ends) <= asked.before("board"))
        & col(Meeting.id).not_in(select(ChildWord.meeting_id))  # a child's words go by themselves at no time
    )
    due_now = or_(col(Meeting.id).in_(filed), never_opened) & col(Meeting.id).in_(_WITH_WORDS)
    for row in asked.session.exec(select(Meeting).where(due_now, *_free(Meeting.family_id, asked))).all():
        rows: Rows = {"childword": asked.ids(ChildWord, ChildWord.meeting_id == row.id)}
        board = asked.session.exec(select(Board).where(Board.meeting_id == row.id)).first()
        if board is not None:
            rows |= {str(t.__tablename__): asked.ids(t, t.board_id == board.id) for t in SAID}  # type: ignore[attr-defined]
            if board.final is None:  # never closed: there are no minutes to keep
                rows = hanging(asked.session, rows | {"board": {board.id}})
        yield Batch("board", _there(rows), family_id=row.family_id)


def cases(asked: Asked) -> Iterator[Batch]:
    """A family with all that belongs to it, when its last meeting is long ago and nothing of it waits to be filed."""
    free = asked.session.exec(select(Family).where(*_free(Family.id, asked))).all()
    over = over_at(asked.session, free)
    old = [family_id for family_id, at in over.items() if at <= asked.moment]
    waits = {row.family_id for row in unfiled(asked.session, *old)} if old else set()
    for family_id in old:
        if family_id not in waits:
            yield from _whole_case(asked.session, family_id)


def mails(asked: Asked) -> Iterator[Batch]:
    """A letter's text when it is delivered, and the delivered letter when its meeting is over."""
    over, held = asked.before("mail"), select(Meeting.id).where(col(Meeting.family_id).in_(asked.held))
    free = col(OutboxMail.meeting_id).not_in(held)
    sent = select(OutboxMail).where(~_UNSENT, OutboxMail.body != "", free)
    nothing = {"body": "", "calendar": ""}
    yield Batch("mail", {}, tuple((OutboxMail, mail.id, nothing) for mail in asked.session.exec(sent)))
    still = select(Meeting.id).where(Meeting.ends > over)
    gone = asked.ids(OutboxMail, ~_UNSENT, OutboxMail.at <= over, col(OutboxMail.meeting_id).not_in(still), free)
    yield from _in_parts("mail", "outboxmail", gone)


def unsent(asked: Asked) -> Iterator[Batch]:
    """Letters that never left and are about no meeting. One about a meeting stays with its family, so that somebody sees it."""
    about_none = col(OutboxMail.meeting_id).not_in(select(Meeting.id))
    gone = asked.ids(OutboxMail, _UNSENT, OutboxMail.at <= asked.before("unsent"), about_none)
    yield from _in_parts("unsent", "outboxmail", gone)


def strangers(asked: Asked) -> Iterator[Batch]:
    """People who are around no family."""
    yield Batch("case", {"person": asked.ids(Person, col(Person.id).not_in(select(Member.person_id)))})


def sign_ins(asked: Asked) -> Iterator[Batch]:
    """Sessions that ended or lie still, links and steps that are no longer good, and the counts of wrong tries."""
    old, yesterday = asked.before("sign_in"), asked.moment - A_DAY
    ended = or_(col(LoginSession.ended_at) <= old, LoginSession.seen_at <= old)
    yield from _in_parts("sign_in", "loginsession", asked.ids(LoginSession, ended))
    yield from _in_parts("sign_in", "enrolment", asked.ids(Enrolment, Enrolment.ends <= old))
    yield from _in_parts("sign_in", "signinstep", asked.ids(SignInStep, SignInStep.ends <= yesterday))
    yield from _in_parts("sign_in", "bucket", asked.ids(Bucket, Bucket.since <= yesterday - A_DAY))


def accounts(asked: Asked) -> Iterator[Batch]:
    """Accounts that were closed long ago, when no family's case still names them."""
    named = select(CaseWorker.account_id).union(select(GlassBreak.account_id))
    closed = asked.ids(Account, col(Account.disabled_at) <= asked.before("account"), col(Account.id).not_in(named))
    for account in sorted(closed):
        yield Batch("account", hanging(asked.session, {"account": {account}}))


def reviews(asked: Asked) -> Iterator[Batch]:
    """Samples of looks and reviews of access, as long as the looks themselves, which `store.audit` lets go."""
    old = asked.before("audit")
    yield from _in_parts("audit", "sampledlooks", asked.ids(SampledLooks, SampledLooks.drawn_at <= old))
    yield from _in_parts("audit", "accessreview", asked.ids(AccessReview, AccessReview.signed_at <= old))


def whole_family(session: Session, family_id: str) -> Rows:
    """Give everything that belongs to a family: its people who are around no other, its meetings, plan and letters."""
    elsewhere = select(Member.person_id).where(Member.family_id != family_id)
    here = select(Member.person_id).where(Member.family_id == family_id, col(Member.person_id).not_in(elsewhere))
    meetings = select(Meeting.id).where(Meeting.family_id == family_id)
    letters = session.exec(select(OutboxMail.id).where(col(OutboxMail.meeting_id).in_(meetings)))
    return hanging(
        session, _there({"family": {family_id}, "person": set(session.exec(here)), "outboxmail": set(letters)})
    )


def over_at(session: Session, families: Iterable[Family]) -> dict[str, datetime]:
    """Give when each of these families is old enough to go: its time after the last meeting, and each board's after it was filed.

    One with a meeting that is not filed goes at no time, whatever this says.
    """
    ends = select(Meeting.family_id, func.max(Meeting.ends)).where(col(Meeting.cancelled_at).is_(None))
    filed = select(Meeting.family_id, func.max(Filing.filed_at)).join(Filing, col(Filing.meeting_id) == col(Meeting.id))
    last = dict(session.exec(ends.group_by(col(Meeting.family_id))).all())
    filings = dict(session.exec(filed.group_by(col(Meeting.family_id))).all())
    case, board = period(session, "case"), period(session, "board")
    return {
        one.id: max(last.get(one.id, one.created_at) + case, one.created_at + case, filings.get(one.id, _NEVER) + board)
        for one in families
    }


def never_left(session: Session, letters: set[str]) -> set[str]:
    """Give those of these letters that were never sent."""
    return set(session.exec(select(OutboxMail.id).where(_UNSENT, col(OutboxMail.id).in_(letters))))


def unfiled(session: Session, *families: str) -> list[Meeting]:
    """Give the meetings that are over and of which nobody has said that they are filed; oldest first.

    One that was never opened is among them when a child has written something for it.
    """
    filed = select(Filing.meeting_id)
    over = or_(col(Meeting.closed_at).is_not(None), Meeting.ends < now(session))
    said = or_(col(Meeting.opened_at).is_not(None), col(Meeting.id).in_(select(ChildWord.meeting_id)))
    wanted = select(Meeting).where(said, over, col(Meeting.id).not_in(filed))
    if families:
        wanted = wanted.where(col(Meeting.family_id).in_(families))
    return list(session.exec(wanted.order_by(col(Meeting.starts))))


def _whole_case(session: Session, family_id: str) -> Iterator[Batch]:
    rows = whole_family(session, family_id)
    letters = rows.pop("outboxmail", set())
    unsent = never_left(session, letters)
    yield Batch("unsent", _there({"outboxmail": unsent}), family_id=family_id)  # a line of its own in the report
    yield Batch("case", _there(rows | {"outboxmail": letters - unsent}), family_id=family_id)


def _with_drafts(asked: Asked, row: Meeting, rows: Rows) -> Batch:
    """Add what never got onto a closed board: who knocked and was not let in, and cards that never went up.

    The log loses every event of such a thing, so that folding it still gives the tables.
    """
    board = asked.session.exec(select(Board).where(Board.meeting_id == row.id)).first()
    if board is None or board.final is None:
        return Batch("passing", _there(rows), family_id=row.family_id)
    rows["participant"] = asked.ids(Participant, Participant.meeting_id == row.id, _KNOCKED)
    rows["card"] = asked.ids(Card, Card.board_id == board.id, Card.place != "up")
    gone = rows["participant"] | rows["card"]
    rows["boardevent"] = asked.ids(BoardEvent, BoardEvent.board_id == board.id, col(BoardEvent.subject_id).in_(gone))
    final = _without(board.final, gone)
    emptied = ((Board, board.id, {"final": final}),) if final != board.final else ()
    return Batch("passing", hanging(asked.session, _there(rows)), emptied, family_id=row.family_id)


def _without(final: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    """Give frozen minutes without these things, and without cards that never went up."""
    cards = [card for card in final["cards"] if card["place"] == "up"]
    return final | {"cards": cards, "seats": [seat for seat in final["seats"] if seat["id"] not in gone]}


def _in_parts(key: str, table: str, ids: set[str]) -> Iterator[Batch]:
    left = iter(sorted(ids))
    while part := set(islice(left, _AT_ONCE)):
        yield Batch(key, {table: part})


def _free(family: Any, asked: Asked) -> list[Any]:
    return [col(family).not_in(asked.held)] if asked.held else []


def _there(rows: Rows) -> Rows:
    return {table: ids for table, ids in rows.items() if ids}
