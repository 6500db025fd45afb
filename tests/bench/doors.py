"""The doors in figures: how many guesses get through, how likely one hits in a year, and whether the time tells anything.

`python -m tests.bench.doors`. The clock is simulated; the times of answers are taken in one run and compared with each other.
"""

import asyncio
import shutil
import tempfile
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median

from meetings import passes
from meetings.reading import meeting
from store.clock import shifted
from store.database import Store
from store.keyfile import make_key
from store.migrating import migrate
from tests.cast import gather
from tests.conftest import A_MINUTE_BEFORE, THE_DAY
from tests.web.furnished import World, furnished
from tests.web.raw import Asker
from web.join import CODES

GUESSERS, MINUTES, ROUNDS = 1_000, 5, 200


@contextmanager
def a_world():  # type: ignore[no-untyped-def]
    """Give both furnished families and everybody's browser, in a scratch folder."""
    folder = Path(tempfile.mkdtemp())
    make_key(folder / "key")
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(A_MINUTE_BEFORE))
    migrate(store)
    cast = gather(store)
    store.clock = shifted(THE_DAY)
    yield furnished(store, cast, folder / "key")
    store.close()
    shutil.rmtree(folder)


async def guesses_let_through(world: World) -> list[int]:
    """Let a thousand guessers try once each minute, each from an address of its own. Gives how many were compared."""
    begin, found = world.app.store.clock(), []
    for minute in range(MINUTES):
        world.app.store.clock = lambda at=begin + minute * timedelta(seconds=60): at  # type: ignore[misc]
        compared = 0
        for number in range(GUESSERS):
            forged = f"10.{minute}.{number // 256}.{number % 256}"
            words = {"code": f"{number:04}-{minute:04}", "name": "Bo"}
            answer = await Asker(world.app).post("/join", words, x_forwarded_for=forged)  # type: ignore[arg-type]
            compared += answer.status == 404
        found.append(compared)
    world.app.store.clock = shifted(begin + timedelta(hours=1))
    return found


async def times(world: World, asked: dict[str, tuple[Asker, str, str, dict[str, str]]]) -> dict[str, float]:
    """Give the median time of each answer in milliseconds, asked in turn so that all meet the same machine."""
    took: dict[str, list[float]] = {name: [] for name in asked}
    bodies: dict[str, set[tuple[int, int]]] = {name: set() for name in asked}
    begin = world.app.store.clock()
    for number in range(ROUNDS):
        world.app.store.clock = lambda at=begin + number * timedelta(seconds=61): at  # type: ignore[misc]
        for name, (asker, method, path, words) in asked.items():
            start = time.perf_counter()
            answer = await (asker.post(path, words) if method == "POST" else asker.ask("GET", path))  # type: ignore[arg-type]
            took[name].append((time.perf_counter() - start) * 1_000)
            bodies[name].add((answer.status, len(answer.body.replace(path.encode(), b""))))
    print("   ", {name: sorted(found)[:2] for name, found in bodies.items()})
    return {name: median(values) for name, values in took.items()}


def compared(world: World) -> list[dict[str, tuple[Asker, str, str, dict[str, str]]]]:
    """Give the questions whose answers must not tell one thing from another."""
    outsider = Asker(world.app, dict(world.browsers["administrator"].cookies))  # may never ask for a reason to look
    with world.app.store.writing() as session:
        row = passes.open_code(session, world.ours.meeting_id)
        assert row
        old = passes.door(row, key=world.app.api.state.code_key)
        passes.renew(session, meeting(session, world.ours.meeting_id), key=world.app.api.state.code_key)
    nobody = Asker(world.app)
    words = {"name": "Bo"}
    return [
        {
            "a family that is not there": (outsider, "GET", f"/families/{'x' * 20}", {}),
            "a family of others": (outsider, "GET", f"/families/{world.ours.family_id}", {}),
        },
        {
            "a meeting that is not there": (outsider, "GET", f"/meetings/{'x' * 20}", {}),
            "a meeting of others": (outsider, "GET", f"/meetings/{world.ours.meeting_id}", {}),
            "a closed meeting of others": (outsider, "GET", f"/meetings/{world.ours.closed}", {}),
        },
        {
            "a code that was never one": (nobody, "POST", "/join", {"code": "0000-0000", **words}),
            "a code that was renewed": (nobody, "POST", "/join", {"code": old.code, **words}),
        },
        {
            "a secret that was never one": (nobody, "POST", "/join/as", {"secret": "x" * 22, **words}),
            "a secret that was renewed": (nobody, "POST", "/join/as", {"secret": old.secret, **words}),
        },
    ]


def main() -> None:
    """Print the figures."""
    with a_world() as world:
        through = asyncio.run(guesses_let_through(world))
        print(f"{GUESSERS} guessers, {MINUTES} minutes: {through} codes compared a minute (at most {CODES[0].most})")
        chance = CODES[0].most * 60 * 8 * 365 * 50 / len(passes.CROCKFORD) ** 8
        print(
            f"chance of one hit in a year, 50 open lobbies 8 hours a day: {chance:.1e} (at most 1e-3), and then only a knock"
        )
        for asked in compared(world):
            found = asyncio.run(times(world, asked))
            apart = max(found.values()) - min(found.values())
            print(
                ", ".join(f"{name} {value:.2f} ms" for name, value in found.items()),
                f"-> {apart:.2f} ms apart (at most 2)",
            )


if __name__ == "__main__":
    main()
