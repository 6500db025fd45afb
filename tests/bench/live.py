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
import time
from pathlib import Path
from typing import Any

from tests.bench.board import a_meeting, all_viewers, changes, warm_up
from tests.live.server import ROOT, eventually
from web.serving import free_port

CHANGES, RATE = 200, 20
MOST_EVENTS = 4_000  # a second, over all viewers: with more viewers the changes come slower, so that nothing queues up
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
    print(closed_loop())


def measured(count: int) -> tuple[object, ...]:
    """Measure one number of viewers, and the floor with as many bytes right after it."""
    pace = min(RATE, MOST_EVENTS / count)
    with a_meeting() as scene:
        warm_up(scene)
        before = scene.server.inside()["rss"]
        seen, cpu, rss = run(
            scene.server.port,
            scene.server.process_id,
            all_viewers(scene, count),
            changes(scene, CHANGES),
            scene.seq(),
            pace,
        )
        peak = scene.server.inside()["peak"]
    size = seen["bytes"] // seen["frames"]
    floor, floor_cpu, _ = on_the_floor(count + 2, size, pace)
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


def closed_loop() -> str:
    """Measure how many changes a second one recorder gets through who writes as fast as the answers come."""
    with a_meeting() as scene:
        warm_up(scene)
        port, process = scene.server.port, scene.server.process_id
        seen, cpu, _ = run(port, process, all_viewers(scene, 20), changes(scene, CHANGES), scene.seq(), rate=0)
    return f"closed loop, 20 viewers: {CHANGES / seen['seconds']:.0f} changes/s, {cpu / CHANGES * 1000:.1f} ms CPU each"


def run(
    port: int, process: int, viewers: list[tuple[str, str]], written: list[str], seq: int, rate: float = RATE
) -> tuple[Any, float, int]:
    """Let the load run. Gives what it saw, the server's CPU seconds, and its memory with all viewers idle, in KiB."""
    plan = {"port": port, "viewers": viewers, "changes": written, "rate": rate, "seq": seq}
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


def on_the_floor(viewers: int, size: int, pace: float) -> tuple[Any, float, int]:
    """Let the same load run against the floor."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.floor"]
    floor = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PORT": str(port), "SIZE": str(size)})
    try:
        eventually(lambda: answers(port), within=10)
        return run(port, floor.pid, [("/", "")] * viewers, ["POST / HTTP/1.1\r\n\r\n"] * CHANGES, 0, pace)
    finally:
        floor.terminate()
        floor.wait()


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
