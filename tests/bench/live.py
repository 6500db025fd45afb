"""The live path under load, beside a floor in the same run: `python -m tests.bench.live [viewers …]`.

Times are noisy on a shared machine; the ratios to the floor, taken in turn with it, are what counts.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlmodel import col, select

from boards.cards import put_up
from boards.tables import COLUMNS, Card
from store.base import new_id
from store.clock import shifted
from store.database import Store
from store.keyfile import make_key
from store.migrating import migrate
from tests.cast import gather
from tests.conftest import A_MINUTE_BEFORE, THE_DAY
from tests.live.scene import Scene
from tests.live.server import ROOT, environment_of, eventually, running
from web.serving import free_port

CHANGES, RATE, CARDS = 200, 20, 40
WORDS = "Mormor henter børnene om onsdagen, og så spiser de sammen hos hende"
ROW = "{:>8} {:>8} {:>8} {:>6} {:>8} {:>9} {:>9} {:>7} {:>8} {:>9} {:>8}"
TITLES = (
    "viewers",
    "p50 ms",
    "p99 ms",
    "lost",
    "post ms",
    "cpu s",
    "us/event",
    "ratio",
    "KiB/ev.",
    "idle KiB",
    "peak MB",
)


def main() -> None:
    """Print one row for each number of viewers."""
    asked = argparse.ArgumentParser()
    asked.add_argument("viewers", nargs="*", type=int, default=[20, 100, 200])
    print(ROW.format(*TITLES))
    for count in asked.parse_args().viewers:
        print(ROW.format(*measured(count)), flush=True)


def measured(count: int) -> tuple[object, ...]:
    """Measure one number of viewers, and the floor with as many bytes right after it."""
    with a_meeting() as scene:
        before = scene.server.inside()["rss"]
        seen, cpu, rss = run(
            scene.server.port, scene.server.process_id, all_viewers(scene, count), changes(scene), scene.seq()
        )
        peak = scene.server.inside()["peak"]
    size = seen["bytes"] // seen["frames"]
    floor, floor_cpu, _ = on_the_floor(count + 2, size)
    ours, least = cpu / seen["frames"], floor_cpu / floor["frames"]
    waits = statistics.quantiles(seen["waits"], n=100)
    return (
        count,
        f"{waits[49]:.1f}",
        f"{waits[98]:.1f}",
        seen["lost"] + len(seen["bad"]),
        f"{statistics.median(seen['answers']):.1f}",
        f"{cpu:.2f}",
        f"{ours * 1e6:.0f}",
        f"x{ours / least:.1f}",
        f"{size / 1024:.1f}",
        f"{(rss - before) / (count + 2):.1f}",
        f"{peak / 1024:.0f}",
    )


def run(
    port: int, process: int, viewers: list[tuple[str, str]], written: list[str], seq: int
) -> tuple[Any, float, int]:
    """Let the load run. Gives what it saw, the server's CPU seconds, and its memory with all viewers idle, in KiB."""
    plan = {"port": port, "viewers": viewers, "changes": written, "rate": RATE, "seq": seq}
    command = [sys.executable, "-m", "tests.bench.load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as load:
        assert load.stdin is not None
        assert load.stdout is not None
        load.stdin.write(json.dumps(plan) + "\n")
        load.stdin.flush()
        load.stdout.readline()
        time.sleep(0.5)  # let the last ones settle
        rss, before = resident(process), cpu_of(process)
        load.stdin.write("go\n")
        load.stdin.flush()
        seen = json.loads(load.stdout.readline())
        return seen, cpu_of(process) - before, rss


def on_the_floor(viewers: int, size: int) -> tuple[Any, float, int]:
    """Let the same load run against the floor."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.floor"]
    floor = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PORT": str(port), "SIZE": str(size)})
    try:
        eventually(lambda: answers(port), within=10)
        return run(port, floor.pid, [("/", "")] * viewers, ["POST / HTTP/1.1\r\n\r\n"] * CHANGES, 0)
    finally:
        floor.terminate()
        floor.wait()


@contextmanager
def a_meeting(cards: int = CARDS) -> Iterator[Scene]:
    """Give a meeting at a server, with some cards on its board."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        make_key(folder / "key")
        store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(A_MINUTE_BEFORE))
        migrate(store)
        cast = gather(store)
        with store.writing() as session:
            for number in range(cards):
                text = f"{WORDS}, gang {number}"
                put_up(session, cast.hold(session), cast.mikkel.actor, column=COLUMNS[number % 3], text=text)
        with running(environment_of(store), THE_DAY) as server:
            yield Scene(server, store, cast, opened)
        store.close()


def all_viewers(scene: Scene, count: int) -> list[tuple[str, str]]:
    """Give phones that read the board, spread over the people who may read all of it, and a screen and a recorder."""
    cast = scene.cast
    phones = [scene.guest(one) for one in (cast.signe, cast.jonas, cast.alma, cast.grethe, cast.kim)]
    staff, seq = scene.staff(cast.mikkel.actor), scene.seq()
    screens = [(f"{scene.address('stream')}?page={page}&after={seq}", staff) for page in ("screen", "recorder")]
    return screens + [(f"/phone/stream?page=board&after={seq}", phones[n % len(phones)]) for n in range(count)]


def changes(scene: Scene) -> list[str]:
    """Give requests that put a card up and take the oldest down in turn, so that the board keeps its size."""
    cookie = scene.staff(scene.cast.mikkel.actor)
    with scene.store.reading() as session:
        up = list(session.exec(select(Card.id).where(Card.board_id == scene.cast.board).order_by(col(Card.position))))
    written = []
    for number in range(CHANGES):
        if number % 2:
            way, form = f"cards/{up.pop(0)}/place", {"place": "down"}
        else:
            up.append(card := new_id())
            way, form = "cards", {"id": card, "column": COLUMNS[number // 2 % 3], "text": f"{WORDS}, igen {number}"}
        written.append(request(scene.server.port, scene.address(way), cookie, urlencode(form)))
    return written


def request(port: int, path: str, cookie: str, body: str) -> str:
    """Give a whole request, as htmx sends it."""
    head = {
        "Host": f"127.0.0.1:{port}",
        "Cookie": cookie,
        "Sec-Fetch-Site": "same-origin",
        "HX-Request": "true",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n{body}"


def cpu_of(process: int) -> float:
    """Give the CPU seconds of another process."""
    return time.clock_gettime((~process << 3) | 2)


def resident(process: int) -> int:
    """Give the memory of another process, in KiB."""
    line = next(line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def answers(port: int) -> bool:
    """Say whether somebody listens."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
