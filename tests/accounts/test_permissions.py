"""Who may do what: every act, every kind of asker, every tie, in one table."""

import pytest

from accounts.actor import NOBODY, SYSTEM, Actor
from accounts.permissions import ACTS, Ties, may

WORKER = Actor(kind="employee", id="w", role="worker")
LEADER = Actor(kind="employee", id="l", role="leader")
ADMIN = Actor(kind="employee", id="a", role="admin")
MADE_UP = Actor(kind="employee", id="m", role="owner")
GUEST = Actor(kind="guest", id="g")
FORGED = Actor(kind="Employee", id="w", role="worker")
EVERY_TIE = Ties(team=True, around=True, runs=True, opened=True, seat=True, knocking=True)

ANYONE = {"look at the front door", "sign in", "knock", "use the demo"}
SIGNED_IN = ANYONE | {"use the office"}
WORKS = SIGNED_IN | {"work with families", "start a family", "open another family"}
LEADS = WORKS | {
    "see the openings",
    "see the samples",
    "review the access",
    "give a family to a colleague",
    "see the periods",
    "hold a case",
    "see every signed reason",
}
ADMINISTERS = SIGNED_IN | {"manage employees", "verify the chain", "see the periods", "set the periods"}
TEAM = {
    "see the family",
    "change the family",
    "change the team",
    "see who opened the family",
    "call a meeting",
    "change the plan",
    "take the plan out",
    "print the fridge sheet",
    "hand out the looks",
    "see the meeting",
    "read the minutes",
    "put the meeting in a calendar",
    "change the meeting",
    "take the minutes out",
    "see as another",
    "file the minutes",
    "delete the family",
    "take a person's data out",
    "see what is protected",
    "protect people",
    "sign for the family",
    "sign for the meeting",
}
AROUND = {"see the meeting", "read the minutes", "put the meeting in a calendar"}
RUNS = {
    "see the meeting",
    "read the minutes",
    "put the meeting in a calendar",
    "change the meeting",
    "take the minutes out",
    "see as another",
    "file the minutes",
    "sign for the meeting",
    "show the screen",
    "run the board",
    "close the meeting",
    "follow the board",
}
OPENED = {"close the opening", "see the family", "see the meeting"}
SEAT = {"wait at the door", "take part", "follow the board"}
KNOCKING = {"wait at the door", "follow the board"}

# who, with what tie -> everything that they may do; nothing else.
TABLE = [
    ("nobody", NOBODY, Ties(), ANYONE),
    ("nobody with every tie", NOBODY, EVERY_TIE, ANYONE),
    ("the program itself", SYSTEM, EVERY_TIE, ANYONE),
    ("a kind that does not exist", FORGED, EVERY_TIE, ANYONE),
    ("a role that does not exist", MADE_UP, EVERY_TIE, SIGNED_IN),
    ("an employee of another team", WORKER, Ties(), WORKS),
    ("an employee on the team", WORKER, Ties(team=True), WORKS | TEAM),
    ("a professional at the table", WORKER, Ties(around=True), WORKS | AROUND),
    ("the facilitator", WORKER, Ties(runs=True), WORKS | RUNS),
    ("the facilitator on the team", WORKER, Ties(team=True, runs=True), WORKS | TEAM | RUNS),
    ("an employee who opened the family", WORKER, Ties(opened=True), WORKS | OPENED),
    ("an employee with a guest's ties", WORKER, Ties(seat=True, knocking=True), WORKS),
    ("a leader without a tie", LEADER, Ties(), LEADS),
    ("a leader on the team", LEADER, Ties(team=True), LEADS | TEAM),
    ("an administrator without a tie", ADMIN, Ties(), ADMINISTERS),
    ("an administrator with every tie", ADMIN, EVERY_TIE, ADMINISTERS),
    ("a guest of another meeting", GUEST, Ties(), ANYONE),
    ("a guest who knocks", GUEST, Ties(knocking=True), ANYONE | KNOCKING),
    ("a guest who is let in", GUEST, Ties(seat=True), ANYONE | SEAT),
    ("a guest with an employee's ties", GUEST, Ties(team=True, around=True, runs=True, opened=True), ANYONE),
    ("a guest who claims to lead", Actor(kind="guest", id="g", role="leader"), Ties(), ANYONE),
]


@pytest.mark.parametrize(("actor", "ties", "allowed"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_each_may_do_this_and_nothing_else(actor: Actor, ties: Ties, allowed: set[str]) -> None:
    assert {act for act in ACTS if may(actor, act, ties)} == allowed


def test_every_act_is_in_the_table_of_this_test() -> None:
    assert set(ACTS) == LEADS | ADMINISTERS | TEAM | OPENED | RUNS | SEAT | KNOCKING


def test_an_act_that_nobody_declared_is_a_fault_in_our_code() -> None:
    with pytest.raises(KeyError):
        may(WORKER, "do as I please", EVERY_TIE)
