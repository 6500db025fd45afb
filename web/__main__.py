"""The command line: tavlen serve, demo, play, and what an installation needs between the meetings."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from accounts.tables import ROLES
from store.refusal import Refusal, UnsafeSetup
from web import audit_commands, commands, upkeep

REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what is not safe or not possible ends in one sentence and status 2."""
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except KeyboardInterrupt:  # how a server is stopped
        return 0
    except BrokenPipeError:  # `tavlen routes | head`: the reader has seen enough
        sys.stderr.close()
        return 0
    except (UnsafeSetup, Refusal) as no:
        print(no, file=sys.stderr)
    except OSError as no:
        if not no.filename:
            raise
        print(f"{no.filename} kan ikke læses eller skrives. Vælg en anden fil eller mappe.", file=sys.stderr)
    return REFUSED


def parser() -> argparse.ArgumentParser:
    """Give every command with its options."""
    top = argparse.ArgumentParser(prog="tavlen", description="Netværksmøder på en fælles tavle.")
    verbs = top.add_subparsers(required=True, metavar="kommando")

    serve = verbs.add_parser("serve", help="start serveren")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.set_defaults(run=lambda asked: commands.serve(host=asked.host, port=asked.port))

    demo = verbs.add_parser("demo", help="start en demo med en opfundet familie, kun på denne maskine")
    demo.add_argument("--host", default="127.0.0.1")
    demo.add_argument("--port", type=int, default=8000, help="0 vælger en ledig port")
    demo.add_argument("--play", action="store_true", help="spil dagens møde på tavlen")
    demo.add_argument("--pace", type=float, default=4.0, help="sekunder mellem to ændringer, når mødet spilles")
    demo.set_defaults(
        run=lambda asked: commands.demo(host=asked.host, port=asked.port, play=asked.play, pace=asked.pace)
    )

    play = verbs.add_parser("play", help="spil et møde til ende, og skriv referat, plan og indkaldelse")
    play.add_argument("file", nargs="?", type=Path, help="mødets fil; ellers det opfundne møde")
    play.add_argument("--out", type=Path, required=True, help="mappen, som papirerne lægges i")
    play.add_argument("--today", type=date.fromisoformat, help="dagen, som mødet holdes på, for eksempel 2026-09-16")
    play.set_defaults(run=lambda asked: commands.play(asked.file, out=asked.out, today=asked.today))

    migrate = verbs.add_parser("migrate", help="bring databasen op til den nyeste udgave")
    migrate.add_argument("--check", action="store_true", help="sig kun, om noget mangler")
    migrate.set_defaults(run=lambda asked: commands.migrate(check=asked.check))

    backup = verbs.add_parser("backup", help="tag en sikkerhedskopi af databasen, stadig krypteret")
    backup.add_argument("folder", type=Path)
    backup.add_argument(
        "--keep", type=int, metavar="DAGE", help="slet ældre kopier i mappen; ellers som valgt på /retention"
    )
    backup.set_defaults(run=lambda asked: commands.backup(asked.folder, keep=asked.keep))

    restore = verbs.add_parser("restore", help="læg en sikkerhedskopi tilbage, og slet igen, hvad der er slettet siden")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=lambda asked: upkeep.restore(asked.file))
    verbs.add_parser("change-key", help="giv databasen en ny nøgle").set_defaults(run=lambda asked: upkeep.change_key())
    verbs.add_parser(
        "replay-deletions", help="slet igen, hvad sletteloggen siger, i en database, der er lagt tilbage"
    ).set_defaults(run=lambda asked: upkeep.replay_deletions())
    tidy = verbs.add_parser("tidy", help="slet, hvad der er gemt længe nok")
    tidy.add_argument("--dry-run", action="store_true", help="vis kun, hvad der ville blive slettet")
    tidy.set_defaults(run=lambda asked: upkeep.tidy(dry_run=asked.dry_run))

    verbs.add_parser("routes", help="vis hver adresse, og hvem der må bruge den").set_defaults(
        run=lambda asked: commands.routes()
    )
    verbs.add_parser("doctor", help="se, om opsætningen er i orden").set_defaults(run=lambda asked: commands.doctor())

    audit = verbs.add_parser("audit", help="sporet over, hvem der har set hvad: er det helt, og hvor ender det")
    ways = audit.add_subparsers(required=True, metavar="hvad")
    for name, verb, help in (
        ("check", audit_commands.check, "se, om nogen har ændret eller slettet i sporet"),
        ("anchor", audit_commands.write_anchor, "skriv sporets ende ned uden for databasen"),
        ("restored", audit_commands.restored, "skriv ned, at databasen er lagt tilbage fra en kopi"),
    ):
        ways.add_parser(name, help=help).set_defaults(run=lambda asked, verb=verb: verb())

    employee = verbs.add_parser("invite-employee", help="opret en medarbejder, og vis et link, der virker én gang")
    employee.add_argument("name")
    employee.add_argument("email")
    employee.add_argument("--role", choices=ROLES, default="worker", help="worker, leader eller admin")
    employee.set_defaults(
        run=lambda asked: commands.invite_employee(name=asked.name, email=asked.email, role=asked.role)
    )
    return top


if __name__ == "__main__":
    sys.exit(main())
