"""Starts the command line quickly, for tests: `python -m tests.web.starting` loads the program once, and forks for each command.

A command has a process of its own all the same, with its own environment, folder and exit; only loading is shared.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import configure_mappers

PATIENCE = 60  # seconds
ENDS = ("in", "out", "err")


class Loaded:
    """The program, loaded and waiting for commands."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self.process, self.folder = process, folder

    def run(self, words: list[str], *, cwd: Path, env: dict[str, str], typed: str) -> tuple[int, str, str]:
        """Run a command to its end. Gives its status, what it said, and what it complained of."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        ends = [self.folder / end for end in ENDS]
        ends[0].write_text(typed)
        asked = {"words": words, "cwd": str(cwd), "env": env, "ends": list(map(str, ends))}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        status = int(self.process.stdout.readline())
        return status, ends[1].read_text(), ends[2].read_text()


@contextmanager
def loaded(environment: dict[str, str]) -> Iterator[Loaded]:
    """Load the program for as long as the block lasts."""
    command = [sys.executable, "-m", "tests.web.starting"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, env=environment, **pipes) as process,  # type: ignore[call-overload]
    ):
        yield Loaded(process, Path(folder))


def become(asked: dict[str, object]) -> None:
    """Be the process that was asked for, up to where it begins."""
    signal.alarm(PATIENCE)
    os.chdir(str(asked["cwd"]))
    os.environ.clear()
    os.environ.update(asked["env"])  # type: ignore[call-overload]
    for number, (end, how) in enumerate(zip(asked["ends"], ("r", "w", "w"), strict=True)):  # type: ignore[call-overload]
        with open(end, how) as file:
            os.dup2(file.fileno(), number)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.argv = ["tavlen", *asked["words"]]  # type: ignore[misc]


def wait_for_commands() -> None:
    """Fork for each line that comes, and say how the command ended."""
    import web.app
    import web.checkup
    import web.demo_run
    import web.nightly
    import web.papers
    import web.serving  # noqa: F401
    from store.migrating import head
    from web.__main__ import main

    configure_mappers()
    assert head()
    gc.collect()
    gc.freeze()  # a child that looks through what it was given would copy it
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            become(json.loads(line))
            sys.exit(main())
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    wait_for_commands()
