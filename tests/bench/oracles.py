"""Does the time of an answer tell what is there? Refusals that read the same are asked for in turn and compared.

`python -m tests.bench.oracles`, with `--planted` for a password check that does no work for an unknown address, which must
show, and `--cpu` for the time of the processor alone, when others use the machine. `--rounds` says how often each is asked,
`--from 2` leaves sign-in and secrets out. Beside the medians stands how often the one took longer than the other, of all
pairs (0.50 says nothing; Mann and Whitney), and how many standard deviations that is from chance. Told apart counts what is
more than `FAR` off in a way that is no chance: less needs more questions than any count of wrong tries lets through.
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from statistics import median
from unittest import mock

from sqlmodel import delete

from accounts import codes, enrolling, passwords
from accounts.signing_in import invite_employee
from accounts.tables import Account
from families.leaving import close_account
from meetings import passes
from meetings.reading import meeting
from store.limits import Bucket
from tests.bench.doors import a_world
from tests.web.furnished import World
from tests.web.raw import Asker
from tests.web.visiting import desk

ROUNDS, FAR, SURE = 200, 0.10, 4.0
PASSWORD, WRONG = "kanel hestesko brandbil", "kanel hestesko brandmand"
Question = tuple[Asker, str, str, dict[str, str]]
Group = dict[str, Question]
Clock = Callable[[], float]
Shape = tuple[int, int]
Groups = Iterator[tuple[int, Group]]  # the status that all of them answer with


@dataclass(frozen=True)
class Apart:
    """Two answers side by side: how often the first took longer, and how many standard deviations that is from chance."""

    share: float
    deviations: float

    @property
    def told(self) -> bool:
        """Say whether somebody who asks often could tell the one from the other."""
        return abs(self.share - 0.5) > FAR and abs(self.deviations) > SURE


def apart(one: list[float], other: list[float]) -> Apart:
    """Compare two lists of times by rank alone."""
    longer = sum((a > b) + (a == b) / 2 for a in one for b in other)
    pairs = len(one) * len(other)
    spread = sqrt(pairs * (len(one) + len(other) + 1) / 12)
    return Apart(longer / pairs, (longer - pairs / 2) / spread)


async def times(world: World, group: Group, rounds: int, clock: Clock) -> tuple[dict[str, list[float]], set[Shape]]:
    """Give the times of each answer in milliseconds, and every status with its length. The order is by chance in each round.

    What is counted of wrong tries is forgotten before each round, so that every question is looked at.
    """
    took: dict[str, list[float]] = {name: [] for name in group}
    shapes, chance = set(), random.Random(7)
    for number in range(-5, rounds):
        with world.app.store.writing() as session:
            session.execute(delete(Bucket))
        for name in chance.sample(list(group), len(group)):
            asker, method, path, words = group[name]
            start = clock()
            answer = await (asker.post(path, dict(words)) if method == "POST" else asker.ask("GET", path))
            if number >= 0:  # the first answers find nothing ready yet
                took[name].append((clock() - start) * 1_000)
            shapes.add((answer.status, _length(answer.body, path, *words.values())))
    return took, shapes


def _length(body: bytes, *typed: str) -> int:
    """Give how long an answer is beside what was typed and stands in it again."""
    return len(body) - sum(body.count(word.encode()) * len(word.encode()) for word in typed if len(word) > 3)


def accounts(world: World) -> Groups:
    """Sign-in by password, recovery code and passkey: an account that is there, one that is closed, none at all."""
    nobody, there = Asker(world.app), {}
    with world.app.store.writing() as session:
        for name in ("aaben", "lukket", "uden"):
            row = invite_employee(session, name="Kim Toft", email=f"{name}@fjordby.example")
            there[name] = row.email
            if name != "uden":
                row.password_hash = passwords.fit_password(PASSWORD)
                codes.make_recovery(session, row)
            if name == "lukket":
                close_account(session, row, by=world.cast.admin)
    who = {
        "an account": there["aaben"],
        "a closed account": there["lukket"],
        "one without a password": there["uden"],
        "no account": "ingen@fjordby.example",
    }
    for path, words in (("/sign-in", {"password": WRONG}), ("/sign-in/recovery", {"code": "0000-0000-0000"})):
        yield 422, {f"{path}: {name}": (nobody, "POST", path, {"email": email, **words}) for name, email in who.items()}
    former = Asker(world.app, dict(world.browsers["disabled employee"].cookies))
    unknown = Asker(world.app, {"staff": "x" * 43})
    for path, method, status in (("/sign-in/passkey/challenge", "POST", 200), ("/families", "GET", 303)):
        yield (
            status,
            {
                f"{path}: a browser that nobody knows": (unknown, method, path, {}),
                f"{path}: a browser of a closed account": (former, method, path, {}),
            },
        )


def secrets(world: World) -> Groups:
    """What opens a door once: typed codes, the QR code's secret, links for a first sign-in, the cookies of a session."""
    nobody, bo = Asker(world.app), {"name": "Bo"}
    with world.app.store.writing() as session:
        row = passes.open_code(session, world.ours.meeting_id)
        assert row
        old = passes.door(row, key=world.app.api.state.code_key)
        passes.renew(session, meeting(session, world.ours.meeting_id), key=world.app.api.state.code_key)
        someone = session.get_one(Account, world.cast.per.id)
        spent = enrolling.invite(session, someone, by=world.cast.admin)
        enrolling.invite(session, someone, by=world.cast.admin)  # which ends the first
    yield (
        404,
        {
            "a typed code that was never one": (nobody, "POST", "/join", {"code": "0000-0000", **bo}),
            "a typed code that was renewed": (nobody, "POST", "/join", {"code": old.code, **bo}),
        },
    )
    yield (
        404,
        {
            "a secret that was never one": (nobody, "POST", "/join/as", {"secret": "x" * 22, **bo}),
            "a secret that was renewed": (nobody, "POST", "/join/as", {"secret": old.secret, **bo}),
        },
    )
    yield (
        422,
        {
            "a link that was never one": (nobody, "POST", "/welcome", {"secret": "x" * len(spent)}),
            "a link that has ended": (nobody, "POST", "/welcome", {"secret": spent}),
        },
    )


def things(world: World) -> Groups:
    """What is not yours and what is not there: both are 404."""
    outsider = Asker(world.app, dict(desk(world.app, world.cast.admin).cookies))  # may never ask for a reason to look
    of, none = world.ours, "x" * 20
    leader = Asker(world.app, dict(desk(world.app, world.cast.leader).cookies))
    given = {"email": "per@fjordby.example"}
    yield (
        422,
        {
            "no case has the number": (leader, "POST", "/leader/teams", {"case_ref": "2026-9999", **given}),
            "a case with a team has it": (leader, "POST", "/leader/teams", {"case_ref": "2026-1001", **given}),
        },
    )
    for path, ids in (
        ("/families/{}", {"family": of.family_id}),
        ("/families/{}/plan", {"family": of.family_id}),
        ("/meetings/{}", {"meeting": of.meeting_id, "closed meeting": of.closed}),
        ("/meetings/{}/minutes.docx", {"meeting": of.meeting_id, "closed meeting": of.closed}),
        ("/outbox/{}.eml", {"letter": of.mail_id}),
    ):
        group: Group = {f"{path}: none": (outsider, "GET", path.format(none), {})}
        yield (
            404,
            group | {f"{path}: a {name} of others": (outsider, "GET", path.format(i), {}) for name, i in ids.items()},
        )


def report(world: World, groups: Callable[[World], Groups], rounds: int, clock: Clock) -> int:
    """Print a line for each answer and for each pair. Gives how many pairs can be told apart.

    An answer with another length, or another status than the refusal that was meant, counts as well.
    """
    told = 0
    for status, group in groups(world):
        took, shapes = asyncio.run(times(world, group, rounds, clock))
        print(f"\n{len(shapes)} shape{'s' * (len(shapes) > 1)}: {sorted(shapes)}")
        for name, values in took.items():
            print(f"  {median(values):8.2f} ms  {name}")
        for one, other in combinations(took, 2):
            found = apart(took[one], took[other])
            told += found.told
            mark = "  TOLD APART" if found.told else ""
            print(f"  {found.share:8.2f} {found.deviations:+6.1f} sd  {one} | {other}{mark}")
        told += len(shapes) > 1 or {code for code, _ in shapes} != {status}
    return told


def main() -> int:
    """Print the figures; 1 when anything can be told apart."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--planted", action="store_true")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--from", dest="first", type=int, default=0, choices=(0, 1, 2), help="1 secrets, 2 things")
    asked = parser.parse_args()
    clock = time.process_time if asked.cpu else time.perf_counter
    with a_world() as world:
        if asked.planted:
            with mock.patch("accounts.passwords._nobodys_hash", return_value=""):
                return int(report(world, accounts, asked.rounds, clock) > 0)
        told = sum(report(world, groups, asked.rounds, clock) for groups in (accounts, secrets, things)[asked.first :])
    print(f"\n{told} told apart")
    return int(told > 0)


if __name__ == "__main__":
    sys.exit(main())
