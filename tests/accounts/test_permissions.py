"""Who may do what: every act, every kind of asker, every tie, in one table."""

import pytest

from accounts.actor import NOBODY, SYSTEM, Actor
from accounts.permissions import ACTS, Ties, may

WORKER = Actor(kind="employee", id="w", role="worker")
LEADER = Actor(kind="employee", id="l", role="leader")
ADMIN = Actor(kind="employee", id="a", role="admin")
GUEST = Actor(kind="guest", id="g")
FORGED = Actor(kind="Employee", id="w", role="worker")
EVERY_TIE = Ties(member=True, runs=True, seat=True, knocking=True)

ANYONE = {"look at the front door", "sign in", "knock", "use the demo"}
SIGNED_IN = {"use the office", "start a family"}
MEMBER = {
    "see the family",
    "change the family",
    "call a meeting",
    "see the meeting",
    "change the meeting",
    "change the plan",
}
RUNS = {
    "see the meeting",
    "change the meeting",
    "show the screen",
    "run the board",
    "close the meeting",
    "take the minutes out",
    "follow the board",
}
SEAT = {"wait at the door", "take part", "follow the board"}
KNOCKING = {"wait at the door", "follow the board"}

# who, with what tie -> everything that they may do; nothing else.
TABLE = [
    ("nobody", NOBODY, Ties(), ANYONE),
    ("nobody with every tie", NOBODY, EVERY_TIE, ANYONE),
    ("the program itself", SYSTEM, EVERY_TIE, ANYONE),
    ("a kind that does not exist", FORGED, EVERY_TIE, ANYONE),
    ("an employee of another team", WORKER, Ties(), ANYONE | SIGNED_IN),
    ("an employee on the case", WORKER, Ties(member=True), ANYONE | SIGNED_IN | MEMBER),
    ("the facilitator", WORKER, Ties(runs=True), ANYONE | SIGNED_IN | RUNS),
    ("the facilitator on the case", WORKER, Ties(member=True, runs=True), ANYONE | SIGNED_IN | MEMBER | RUNS),
    ("an employee with a guest's ties", WORKER, Ties(seat=True, knocking=True), ANYONE | SIGNED_IN),
    ("a leader without a tie", LEADER, Ties(), ANYONE | SIGNED_IN),
    ("a leader on the case", LEADER, Ties(member=True), ANYONE | SIGNED_IN | MEMBER),
    ("an administrator with every tie", ADMIN, EVERY_TIE, ANYONE | SIGNED_IN),
    ("a guest of another meeting", GUEST, Ties(), ANYONE),
    ("a guest who knocks", GUEST, Ties(knocking=True), ANYONE | KNOCKING),
    ("a guest who is let in", GUEST, Ties(seat=True), ANYONE | SEAT),
    ("a guest with an employee's ties", GUEST, Ties(member=True, runs=True), ANYONE),
]


@pytest.mark.parametrize(("actor", "ties", "allowed"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_each_may_do_this_and_nothing_else(actor: Actor, ties: Ties, allowed: set[str]) -> None:
    assert {act for act in ACTS if may(actor, act, ties)} == allowed


def test_every_act_is_in_the_table_of_this_test() -> None:
    assert set(ACTS) == ANYONE | SIGNED_IN | MEMBER | RUNS | SEAT | KNOCKING


def test_an_act_that_nobody_declared_is_a_fault_in_our_code() -> None:
    with pytest.raises(KeyError):
        may(WORKER, "do as I please", EVERY_TIE)
