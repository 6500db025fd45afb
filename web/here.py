"""Here: one request, with who asks and what it is about."""

from dataclasses import dataclass

from fastapi import Request
from sqlmodel import Session

from accounts.actor import NOBODY, Actor
from accounts.permissions import UNTIED, Ties, may
from accounts.signing_in import is_fresh
from accounts.tables import Account, LoginSession
from boards.opening import the_board
from boards.tables import Board
from families.break_glass import Opening
from families.tables import Family
from meetings.tables import Meeting, Participant
from store.refusal import NotFound
from web.settings import Settings


@dataclass
class Here:
    """One request: who asks, in which session, about which meeting or family."""

    request: Request
    session: Session
    settings: Settings
    code_key: bytes
    locale: str
    actor: Actor = NOBODY
    seat: Participant | None = None
    login: str = ""  # the employee's session
    signed_in: LoginSession | None = None
    let_in_by: str = ""  # which of the act's needs the asker met
    in_use: str = ""  # the employee's session, when it is time to note that it is in use
    ties: Ties = UNTIED
    opening: Opening | None = None  # the asker opened the family from outside its team
    found_family: Family | None = None
    found_meeting: Meeting | None = None

    def may(self, act: str) -> bool:
        """Say whether the asker may do this to what the address names."""
        return may(self.actor, act, self.ties)

    @property
    def fresh(self) -> bool:
        """Whether an employee asks who proved who they are within the last ten minutes."""
        return self.signed_in is not None and is_fresh(self.session, self.signed_in)

    @property
    def account(self) -> Account:
        """The account of the employee who asks."""
        if self.signed_in is None:
            raise NotFound
        return self.session.get_one(Account, self.signed_in.account_id)

    @property
    def family(self) -> Family:
        """The family that the address names, or that the meeting belongs to."""
        if self.found_family is None:
            raise NotFound
        return self.found_family

    @property
    def meeting(self) -> Meeting:
        """The meeting that the address names, or that the guest is at."""
        if self.found_meeting is None:
            raise NotFound
        return self.found_meeting

    @property
    def board(self) -> Board:
        """The meeting's board; refuses a meeting that is not opened."""
        return the_board(self.session, self.meeting.id)

    @property
    def me(self) -> Participant:
        """The guest's seat."""
        if self.seat is None:
            raise NotFound
        return self.seat
