"""What a start costs, and what a page costs: `python -m tests.bench.start`. It asserts nothing."""

import statistics
import subprocess
import sys
import tempfile
import time

import httpx2

from tests.bench.board import a_meeting
from tests.bench.live import cpu_of
from tests.conftest import THE_DAY
from tests.live.server import ROOT, Server, eventually
from web.serving import free_port

STARTS, PAGES = 7, 200
PLAIN = """
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
async def plain(request):
    return PlainTextResponse("Tavlen")
uvicorn.run(Starlette(routes=[Route("/", plain)]), port={port}, log_level="critical", access_log=False)
"""


def main() -> None:
    """Print the start on an empty database, the second start, and a page of 60 cards beside a plain answer."""
    first, second, late = zip(*(both_starts() for _ in range(STARTS)), strict=True)
    print(
        f"start to first page, empty database   median {statistics.median(first):.2f} s (bar 1.0), best {min(first):.2f}"
    )
    print(f"start to first page, second start     median {statistics.median(second):.2f} s, best {min(second):.2f}")
    print(f"loaded after the first page of the second start, and not needed yet: {', '.join(late[-1]) or 'nothing'}")
    with a_meeting(cards=60) as scene:
        page = seconds(scene.server.process_id, scene.server.address + "/phone/board", scene.guest(scene.cast.signe))
        wall = seconds(
            scene.server.process_id,
            scene.server.address + scene.address("screen"),
            scene.staff(scene.cast.mikkel.actor),
        )
    least = plain()
    print(
        f"page of 60 cards, phone               {page * 1000:.2f} ms CPU (bar 5), x{page / least:.0f} of a plain Starlette answer (bar 40)"
    )
    print(f"page of 60 cards, big screen          {wall * 1000:.2f} ms CPU, x{wall / least:.0f}")
    print(f"a plain Starlette answer              {least * 1000:.3f} ms CPU")


def both_starts() -> tuple[float, float, list[str]]:
    """Start on an empty folder, and again. Gives both times and what the second one has loaded without need."""
    with tempfile.TemporaryDirectory() as folder:
        place = {"DATABASE_URL": f"sqlite:///{folder}/var/tavlen.db", "KEY_FILE": f"{folder}/keys/key"}
        place |= {"AUDIT_ANCHOR": f"{folder}/anchor/audit"}
        server = Server(place, THE_DAY)
        times = [one_start(server) for _ in range(2)]
        late = server.inside()["loaded"]
        server.stop()
    return times[0], times[1], late


def one_start(server: Server) -> float:
    """Start, ask for the first page until it comes, and leave the server running for its second start."""
    server.stop()
    begun = time.perf_counter()
    server.start(wait=False)
    while True:
        try:
            if httpx2.get(f"{server.address}/sign-in", timeout=5).status_code == 200:
                return time.perf_counter() - begun
        except httpx2.TransportError:
            time.sleep(0.005)


def seconds(process: int, address: str, cookie: str = "") -> float:
    """Give the server's CPU seconds for one page, after it has warmed up."""
    with httpx2.Client(headers={"cookie": cookie}) as browser:
        for _ in range(20):
            assert browser.get(address).status_code == 200
        before = cpu_of(process)
        for _ in range(PAGES):
            browser.get(address)
        return (cpu_of(process) - before) / PAGES


def plain() -> float:
    """Give the CPU seconds of a plain answer by a bare Starlette."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", PLAIN.format(port=port)], cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}/"
        eventually(lambda: _there(address), within=10)
        return seconds(process.pid, address)
    finally:
        process.terminate()
        process.wait()


def _there(address: str) -> bool:
    try:
        return httpx2.get(address).status_code == 200
    except httpx2.TransportError:
        return False


if __name__ == "__main__":
    main()
