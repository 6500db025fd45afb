"""Print what documents and invitations cost: `python -m tests.bench.documents`. It asserts nothing."""

import gc
import time
from collections.abc import Callable
from dataclasses import replace

from accounts.visibility import PAPER
from exports.invite import invite
from exports.minutes import minutes
from exports.plan import plan
from tests.exports.scene import BOARD, ENTRY, PLAN_NOW

ROUNDS = 25


def cpu_ms(work: Callable[[], object]) -> float:
    """Give the best CPU time of one call out of several, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        before = time.process_time()
        work()
        times.append((time.process_time() - before) * 1000)
    return min(times)


def thousand_invites() -> float:
    """Give the CPU time of 1,000 different invitations, in seconds."""
    before = time.process_time()
    for number in range(1000):
        invite(replace(ENTRY, attendee_email=f"person{number}@familie.example", uid=f"{number}@tavlen.example"))
    return time.process_time() - before


def main() -> None:
    """Measure and print, each figure beside its bar."""
    shown = BOARD.seen_by(PAPER)
    print(
        f"minutes    {cpu_ms(lambda: minutes(shown)):6.1f} ms CPU (bar 30)   {len(minutes(shown)):6} bytes (bar 20,000)"
    )
    print(f"plan       {cpu_ms(lambda: plan(PLAN_NOW)):6.1f} ms CPU             {len(plan(PLAN_NOW)):6} bytes")
    print(f"1,000 invites {thousand_invites():6.2f} s CPU (bar 1.0)   {len(invite(ENTRY)):6} bytes each")


if __name__ == "__main__":
    main()
