"""The doors in figures: how many guesses get through, and how likely one hits in a year.

`python -m tests.bench.doors`. The clock is simulated. Whether the time of an answer tells anything is in `tests.bench.oracles`.
"""

import asyncio
import shutil
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from meetings import passes
from store.clock import shifted
from store.database import Store
from store.keyfile import make_key
from store.migrating import migrate
from tests.cast import gather
from tests.conftest import A_MINUTE_BEFORE, THE_DAY
from tests.web.furnished import World, furnished
from tests.web.raw import Asker
from web.join import CODES

GUESSERS, MINUTES = 1_000, 5


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


def main() -> None:
    """Print the figures."""
    with a_world() as world:
        through = asyncio.run(guesses_let_through(world))
        print(f"{GUESSERS} guessers, {MINUTES} minutes: {through} codes compared a minute (at most {CODES[0].most})")
        chance = CODES[0].most * 60 * 8 * 365 * 50 / len(passes.CROCKFORD) ** 8
        print(
            f"chance of one hit in a year, 50 open lobbies 8 hours a day: {chance:.1e} (at most 1e-3), and then only a knock"
        )


if __name__ == "__main__":
    main()
