"""The command line, as somebody types it: what it says, what it leaves, and how it ends."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from sqlalchemy import text
from sqlmodel import select

from accounts.tables import Account
from store.audit import AuditEntry, note
from store.backup import copy_to
from store.database import Store
from store.keyfile import read_keys, write_keys
from store.outbox import letter
from tests.exports.checking import calendar_faults, word_faults
from tests.web.mutating import SAMPLE_CONTENT
from tests.web.starting import Loaded, loaded

ROOT = Path(__file__).parents[2]
NEWEST = "Databasen er på den nyeste udgave."
LACKS = "Databasen mangler en opdatering. Kør: tavlen migrate"
PASSWORD = "korrekt hest batteri"


def clean() -> dict[str, str]:
    """Give an environment without anything of this machine's set-up."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
        "PYTHONIOENCODING": "utf-8",
    }


@dataclass(frozen=True)
class Place:
    """A folder with its own environment: nothing of this machine's set-up counts in it."""

    folder: Path
    program: Loaded
    started: set[str]

    @property
    def environment(self) -> dict[str, str]:
        """What the commands find in their environment."""
        return {
            **clean(),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "KEY_FILE": str(self.key),
            "AUDIT_ANCHOR": str(self.anchor),
        }

    @property
    def database(self) -> Path:
        """Where the database is."""
        return self.folder / "data" / "tavlen.db"

    @property
    def key(self) -> Path:
        """Where the key is."""
        return self.folder / "keys" / "tavlen.key"

    @property
    def anchor(self) -> Path:
        """Where the end of the chain of looks is written."""
        return self.folder / "anchor" / "tavlen.audit"

    def run(self, *words: str | Path, typed: str = "", **environment: str) -> tuple[int, str, str]:
        """Run a command to its end. Gives its status, what it said, and what it complained of.

        The first time that a command is run it is started as somebody types it; after that the program is loaded already.
        """
        command, env = list(map(str, words)), {**self.environment, **environment}
        verb = " ".join(command[: 2 if command[:1] == ["audit"] else 1])
        if verb in self.started:
            return self.program.run(command, cwd=self.folder, env=env, typed=typed)
        done = subprocess.run(
            [sys.executable, "-m", "web", *command],
            cwd=self.folder,
            env=env,
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode == 0:  # one that was refused may not have loaded all that it needs
            self.started.add(verb)
        return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Loaded, set[str]]]:
    """Give the program, loaded once, and which commands were started as somebody types them."""
    with loaded(clean()) as found:
        yield found, set()


@pytest.fixture
def place(tmp_path: Path, program: tuple[Loaded, set[str]]) -> Place:
    return Place(tmp_path, *program)


@pytest.fixture(scope="module")
def migrated_place(program: tuple[Loaded, set[str]], tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place with a database, to be copied."""
    found = Place(tmp_path_factory.mktemp("migrated") / "place", *program)
    found.folder.mkdir()
    assert found.run("migrate") == (0, f"{NEWEST}\n", "")
    return found


@pytest.fixture
def started(place: Place, migrated_place: Place) -> Place:
    """A place with a database."""
    shutil.copytree(migrated_place.folder, place.folder, dirs_exist_ok=True)
    return place


# ── the installation ──


def test_the_first_start_makes_a_key_and_an_encrypted_database_for_their_owner_alone(migrated_place: Place) -> None:
    made = migrated_place
    assert [oct(file.stat().st_mode & 0o777) for file in (made.key, made.database)] == ["0o600", "0o600"]
    assert not made.database.read_bytes().startswith(b"SQLite format 3")
    assert made.run("migrate", "--check") == (0, f"{NEWEST}\n", "")


def test_checking_says_that_something_is_missing_and_changes_nothing(place: Place, migrated: Path) -> None:
    place.key.parent.mkdir()
    place.database.parent.mkdir()
    place.key.write_bytes((migrated / "key").read_bytes())
    place.key.chmod(0o600)
    assert place.run("migrate", "--check") == (1, f"{LACKS}\n", "")
    assert place.run("migrate") == (0, f"{NEWEST}\n", "")
    assert place.run("migrate", "--check") == (0, f"{NEWEST}\n", "")


@pytest.mark.parametrize("words", [("migrate",), ("serve", "--port", "1"), ("doctor",)])
def test_a_missing_key_beside_a_database_is_refused_and_never_made_anew(started: Place, words: tuple[str, ...]) -> None:
    kept, before = started.key.read_bytes(), started.database.read_bytes()
    started.key.unlink()
    status, said, complained = started.run(*words)
    assert status == (1 if words == ("doctor",) else 2)
    assert "findes ikke. Hent den fra jeres sikkerhedskopi af nøgler." in said + complained
    assert "Traceback" not in complained
    assert not started.key.exists()
    started.key.write_bytes(kept)
    started.key.chmod(0o600)
    assert started.run("migrate", "--check")[0] == 0
    assert started.database.read_bytes() == before


def test_a_key_that_others_can_read_is_refused(started: Place) -> None:
    started.key.chmod(0o644)
    status, _, complained = started.run("migrate")
    assert (status, "kan læses af andre. Kør: chmod 600 på filen." in complained) == (2, True)


def test_another_key_opens_nothing_and_the_complaint_is_a_sentence(started: Place) -> None:
    started.key.write_text("ab" * 32)
    status, _, complained = started.run("migrate")
    sentence = "Nøglen passer ikke til databasen. Sæt KEY_FILE til den nøgle, der hører til."
    assert (status, complained.splitlines()[-1]) == (2, sentence)
    assert "Traceback" not in complained
    assert "ab" * 32 not in complained


def test_the_doctor_says_what_is_fine_and_what_is_not(started: Place) -> None:
    status, said, complained = started.run("doctor")
    assert complained == ""
    assert (status == 0) is ("RET " not in said)
    assert NEWEST in said
    assert "Nøglen ligger ikke ved databasen." in said
    wrong, said, _ = started.run("doctor", PUBLIC_URL="http://tavlen.kommune.example")
    assert (wrong, said) == (1, "RET  PUBLIC_URL skal begynde med https://. Sæt en TLS-proxy foran Tavlen.\n")


# ── the routes and the employees ──


def test_the_routes_are_those_of_the_site_map_with_who_may(place: Place) -> None:
    status, said, complained = place.run("routes")
    listed = [re.split(r"\s+", line, maxsplit=2) for line in said.splitlines()]
    mapped = [re.split(r"\s{2,}", line) for line in (Path(__file__).parent / "sitemap.txt").read_text().splitlines()]
    assert (status, complained) == (0, "")
    assert [[method, path, act.split(" (")[0]] for method, path, act in listed] == mapped
    assert not place.database.exists()


def test_an_employee_is_invited_with_a_link_that_stands_nowhere(started: Place) -> None:
    invite = ("invite-employee", "Tove Berg", "tove@fjordby.example", "--role", "leader")
    status, said, complained = started.run(*invite)
    first, link = said.splitlines()
    assert (status, complained) == (0, "")
    assert first == "Tove Berg kan logge ind første gang her, inden 7 dage og én gang:"
    address, secret = link.split("#")
    assert (address, len(secret)) == ("http://127.0.0.1:8000/welcome", 43)
    again = started.run(*invite)[1].splitlines()  # who has lost everything gets a new one
    assert (again[0], again[1] == link) == (first, False)
    assert started.run("invite-employee", " ", "x@y.example")[::2] == (2, "Skriv et navn.\n")
    assert started.run("invite-employee", "Ib", " ")[::2] == (2, "Skriv en e-mailadresse.\n")


# ── backup ──


def test_a_copy_opens_with_the_key_and_not_without(started: Place, tmp_path: Path) -> None:
    started.run("invite-employee", "Tove Berg", "tove@fjordby.example")
    status, said, complained = started.run("backup", tmp_path / "copies")
    [copy] = (tmp_path / "copies").iterdir()
    assert (status, complained) == (0, "")
    assert said == f"Kopien ligger i {copy}. Gem nøglefilen et andet sted.\n"
    assert b"tove" not in copy.read_bytes()
    assert oct(copy.stat().st_mode & 0o777) == "0o600"
    at_the_copy = {"DATABASE_URL": f"sqlite:///{copy}"}
    assert started.run("migrate", "--check", **at_the_copy)[0] == 0
    assert "Tove Berg" in started.run("invite-employee", "T", "tove@fjordby.example", **at_the_copy)[1]
    other = tmp_path / "other.key"
    other.write_text("cd" * 32)
    other.chmod(0o600)
    assert started.run("migrate", "--check", **at_the_copy, KEY_FILE=str(other))[0] == 2


def test_a_copy_beside_the_key_is_refused(started: Place) -> None:
    before = set(started.key.parent.iterdir())
    assert started.run("backup", started.key.parent)[::2] == (
        2,
        "Kopien må ikke ligge ved siden af nøglen. Vælg en anden mappe.\n",
    )
    assert set(started.key.parent.iterdir()) == before


def test_a_copy_of_nothing_is_refused(place: Place, tmp_path: Path) -> None:
    status, _, complained = place.run("backup", tmp_path / "copies")
    assert (status, complained) == (2, "Der er ingen database at kopiere. Se efter DATABASE_URL.\n")
    assert not place.key.exists()


def test_a_copy_can_be_taken_while_others_read_and_write(the_store: Store, tmp_path: Path) -> None:
    with the_store.reading() as session:
        session.connection()
    with the_store.writing() as session:
        session.connection()
        assert copy_to(the_store, tmp_path / "copies").exists()


def test_copies_older_than_the_promise_are_deleted_and_other_files_stay(started: Place, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    old, young = folder / "tavlen-2020-01-01-120000.db", folder / "tavlen-2999-01-01-120000.db"
    for file in (old, young, folder / "tavlen-notes.db"):
        file.write_text("x")
    status, said, complained = started.run("backup", folder, "--keep", "14")
    assert (status, complained) == (0, "")
    assert "tavlen-2020-01-01-120000.db er ældre end 14 dage og er slettet.\n" in said
    assert (old.exists(), young.exists(), len(list(folder.iterdir()))) == (False, True, 3)
    assert started.run("backup", folder, "--keep", "61")[::2] == (2, "Kopier kan gemmes fra 1 til 60 dage.\n")


# ── deletion and restoring ──


def test_a_copy_is_put_back_and_says_what_it_did(started: Place, tmp_path: Path) -> None:
    started.run("backup", tmp_path / "copies")
    [copy] = (tmp_path / "copies").iterdir()
    status, said, complained = started.run("restore", copy)
    assert (status, complained) == (0, "")
    assert said == (
        f"{copy.name} er hel og er lagt tilbage.\n"
        f"Den database, der var der, ligger i {started.database}.before-restore. Slet den, når alt er i orden.\n"
        "0 rækker, som sletteloggen nævner, er slettet igen.\n"
        "0 rækker, som nu er gemt længe nok, er slettet.\n"
        "Sporet er helt: 0 linjer og 0 ankre passer sammen.\n"
    )
    assert started.run("restore", tmp_path / "none.db")[0] == 2
    assert started.run("replay-deletions")[0] == 0
    assert started.run("tidy", "--dry-run") == (0, "Intet er slettet.\n", "")


def test_restoring_says_what_the_chain_of_looks_lost_or_that_it_was_tampered_with(
    started: Place, tmp_path: Path
) -> None:
    store = Store(f"sqlite:///{started.database}", key_file=started.key)
    look(store)
    started.run("audit", "anchor")
    copy = copy_to(store, tmp_path / "copies")
    look(store)
    started.run("audit", "anchor")
    store.close()
    status, said, _ = started.run("restore", copy)
    assert (status, "linje 2 til 2 mangler. Er databasen lagt tilbage fra en kopi" in said) == (0, True)
    assert started.run("audit", "restored")[0] == 0
    store = Store(f"sqlite:///{started.database}", key_file=started.key)
    with store.writing() as session:
        session.execute(text("UPDATE auditentry SET verb = 'GET nothing' WHERE seq = 1"))
    bad = copy_to(store, tmp_path / "bad")
    store.close()
    assert "Linje 1 er ændret eller ikke skrevet af Tavlen." in started.run("restore", bad)[1]


def test_the_key_is_changed_and_old_copies_open_with_the_old_one(started: Place, tmp_path: Path) -> None:
    started.run("backup", tmp_path / "copies")
    [copy] = (tmp_path / "copies").iterdir()
    status, said, complained = started.run("change-key")
    [aside] = started.key.parent.glob("tavlen.key.before-*")
    assert (status, complained) == (0, "")
    assert said == (
        "Databasen har fået en ny nøgle. Gem en kopi af nøglefilen et andet sted end kopierne af databasen.\n"
        f"Den gamle nøgle ligger i {aside}. Ældre kopier kan kun åbnes med den. Slet den sammen med dem.\n"
    )
    assert started.run("migrate", "--check")[0] == 0
    store = Store(f"sqlite:///{started.database}", key_file=started.key)
    with store.reading() as session:
        assert session.exec(select(AuditEntry.verb)).all() == ["changed key"]
    store.close()
    at_the_copy = {"DATABASE_URL": f"sqlite:///{copy}"}
    assert started.run("migrate", "--check", **at_the_copy)[0] == 2
    assert started.run("migrate", "--check", **at_the_copy, KEY_FILE=str(aside))[0] == 0


def test_a_key_is_not_changed_where_there_is_no_database_of_ours(place: Place) -> None:
    status, _, complained = place.run("change-key")
    assert (status, complained) == (2, f"{place.database} findes ikke. Se efter DATABASE_URL.\n")
    elsewhere = place.run("change-key", DATABASE_URL="postgresql://nobody@/nothing")
    assert (elsewhere[0], "På PostgreSQL krypterer Tavlen ikke databasen." in elsewhere[2]) == (2, True)


def test_a_change_of_key_that_was_stopped_is_told_by_the_doctor(started: Place) -> None:
    keys = read_keys(started.key)
    write_keys(started.key, replace(keys, coming=b"n" * 32))
    assert "RET  Et skift af nøgle blev afbrudt. Stop Tavlen, og kør: tavlen change-key" in started.run("doctor")[1]
    assert started.run("change-key")[0] == 0
    assert "afbrudt" not in started.run("doctor")[1]


def test_tidying_says_how_many_letters_never_left_before_and_after_it_takes_them(started: Place) -> None:
    store = Store(f"sqlite:///{started.database}", key_file=started.key)
    with store.writing() as session:
        mail = letter(session, key="k", meeting_id="", to="a@b.example", name="A", subject="S", body="B")
        mail.at -= timedelta(days=31)
        session.add(mail)
    store.close()
    line = "Breve, der aldrig blev sendt: 1\n"
    assert started.run("tidy", "--dry-run") == (0, f"{line}Intet er slettet.\n", "")
    assert started.run("tidy") == (0, f"{line}Det er slettet.\n", "")
    assert started.run("tidy", "--dry-run") == (0, "Intet er slettet.\n", "")


def test_a_database_that_is_behind_the_ledger_is_brought_up_to_it_before_anything_else(started: Place) -> None:
    started.run("invite-employee", "Tove Berg", "tove@fjordby.example", typed=f"{PASSWORD}\n")
    store = Store(f"sqlite:///{started.database}", key_file=started.key)
    with store.reading() as session:
        account = session.exec(select(Account.id)).one()
    store.close()
    ledger = started.folder / "var" / "ledger" / "tavlen.deleted"
    ledger.parent.mkdir(parents=True)
    ledger.write_text(f"2026-09-16T12:00:00Z\taccount\t{account}\n")
    # The account, and the link with which it was to be used for the first time.
    again = "Databasen var ældre end sletteloggen. 2 rækker er slettet igen.\nIntet er slettet.\n"
    assert started.run("tidy", "--dry-run") == (0, again, "")
    ledger.unlink()
    for words in (("tidy",), ("serve", "--port", "0"), ("replay-deletions",)):
        status, said, complained = started.run(*words)
        assert (status, said) == (2, "")
        assert complained.startswith("Sletteloggen mangler eller er kortere")


# ── play ──

PAPERS = {"minutes.docx", "plan.docx", "fridge.html", "invite.ics"}


def words_of(file: Path) -> str:
    document = docx.Document(str(file))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_playing_the_invented_meeting_leaves_its_papers_and_keeps_nothing_else(place: Place, tmp_path: Path) -> None:
    out = tmp_path / "papers"
    status, said, complained = place.run("play", "--out", out, "--today", "2026-09-16")
    assert (status, said, complained) == (0, "", "")
    made = {file.name for file in out.iterdir()}
    assert made >= PAPERS
    assert [name for name in made - PAPERS if not re.fullmatch(r"\d\d \w+ [^/]+\.eml", name)] == []
    assert word_faults((out / "minutes.docx").read_bytes()) + word_faults((out / "plan.docx").read_bytes()) == []
    assert calendar_faults((out / "invite.ics").read_bytes()) == []
    assert "kladde" not in words_of(out / "minutes.docx").lower()
    assert not place.database.exists()
    assert not place.key.exists()


def test_what_the_file_holds_that_cannot_be_taken_is_named_with_its_place(place: Place, tmp_path: Path) -> None:
    content = json.loads(json.dumps(SAMPLE_CONTENT))
    content["persons"][0]["name"] = 7
    content["meeting_record"]["coordinator"] = {"person_id": "p99"}
    (tmp_path / "meeting.json").write_text(json.dumps(content))
    status, _, complained = place.run("play", tmp_path / "meeting.json", "--out", tmp_path / "papers")
    lines = complained.splitlines()
    assert status == 3
    assert [line for line in lines if not re.match(r"[\w.\[\]]+: .+", line)] == []
    assert any(line.startswith("persons[0].name: ") for line in lines), lines
    assert "Kladde" in words_of(tmp_path / "papers" / "minutes.docx")


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"[" * 100_000])
def test_a_file_that_is_no_meeting_is_refused_in_a_sentence(place: Place, tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "meeting.json").write_bytes(raw)
    status, _, complained = place.run("play", tmp_path / "meeting.json", "--out", tmp_path / "papers")
    assert (status, complained.splitlines()[0].split(":")[0]) == (3, "filen")
    assert "Traceback" not in complained


def test_a_file_that_is_not_there_and_a_folder_that_is_a_file_are_refused(place: Place, tmp_path: Path) -> None:
    missing = place.run("play", tmp_path / "nothing.json", "--out", tmp_path / "papers")
    (tmp_path / "file").write_text("x")
    no_folder = place.run("play", "--out", tmp_path / "file")
    for status, _, complained in (missing, no_folder):
        assert (status, complained.count("\n"), "Traceback" in complained) == (2, 1, False)
    assert not (tmp_path / "papers").exists()


# ── serve and demo ──


@pytest.mark.parametrize("host", ["0.0.0.0", "tavlen.example"])
def test_the_demo_and_a_server_without_https_answer_this_machine_alone(place: Place, host: str) -> None:
    demo, serve = (place.run(command, "--host", host, "--port", "0") for command in ("demo", "serve"))
    assert demo == (
        2,
        "",
        "Demoen har ingen adgangskoder, så den svarer kun på denne maskine. Brug --host 127.0.0.1.\n",
    )
    assert serve == (
        2,
        "",
        "Tavlen svarer kun andre maskiner bag HTTPS. Sæt PUBLIC_URL til adressen med https://.\n",
    )
    assert not place.database.exists()


def test_a_command_that_is_none_shows_those_that_are(place: Place) -> None:
    for words in ((), ("dance",), ("serve", "--port", "x")):
        status, said, complained = place.run(*words)
        assert (status, said, complained.startswith("usage: tavlen")) == (2, "", True)


def test_the_demo_answers_without_naming_its_server_and_stops_when_it_is_told(place: Place) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "web", "demo", "--port", "0"],
        cwd=place.folder,
        env=place.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout is not None
        said = ""
        while "Stop med Ctrl C" not in said:
            said += running.stdout.readline()
        address = re.findall(r"http://127\.0\.0\.1:\d+", said)[0]
        with eventually(f"{address}/sign-in") as answer:
            assert (answer.status, answer.headers.get("server")) == (200, None)
            assert "Demo: log ind som" in answer.read().decode()
        running.send_signal(signal.SIGINT)
        rest, complained = running.communicate(timeout=15)
    finally:
        if running.poll() is None:
            running.kill()
    assert (running.returncode, rest, complained) == (0, "", "")
    assert re.search(r"kode [0-9A-Z]{4}-[0-9A-Z]{4}", said)


def eventually(address: str):  # type: ignore[no-untyped-def]
    """Give the first answer of a server that is starting."""
    for _ in range(100):
        try:
            return urllib.request.urlopen(address, timeout=5)
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")


# ── the chain of looks ──


def test_the_chain_of_looks_is_checked_anchored_and_told_to_come_from_a_copy(started: Place, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{started.database}", key_file=started.key)
    look(store)
    assert started.run("audit", "check")[:2] == (
        1,
        "Der er intet anker, så det kan ikke ses, om noget er slettet til sidst. Se efter AUDIT_ANCHOR.\n"
        "Det er i orden til og med linje 0.\n",
    )
    assert started.run("audit", "anchor")[:2] == (0, "Ankeret er skrevet.\n")
    assert started.run("audit", "anchor") == (0, "Der er intet nyt siden det sidste anker.\n", "")
    assert started.run("audit", "check")[0] == 0
    copy = copy_to(store, tmp_path / "copies")
    look(store)
    assert started.run("audit", "anchor")[0] == 0
    store.close()
    for end in ("-wal", "-shm"):
        Path(f"{started.database}{end}").unlink(missing_ok=True)
    copy.rename(started.database)
    status, said, _ = started.run("audit", "check")
    assert (status, "mangler. Er databasen lagt tilbage fra en kopi, så kør: tavlen audit restored" in said) == (
        1,
        True,
    )
    status, said, _ = started.run("audit", "restored")
    assert (status, "er tabt." in said, "Sporet er helt" in said) == (0, True, True)
    assert started.run("audit", "restored")[:2] == (0, "Ankrene passer til databasen. Der er intet at skrive ned.\n")


def look(store: Store) -> None:
    with store.writing() as session:
        note(session, actor="account-1", verb="GET see the family: plan", thing="family-1")


@pytest.mark.parametrize(
    ("anchor", "sentence"),
    [
        ("data/tavlen.audit", "RET  Ankeret ligger ved siden af databasen. Flyt det, og sæt AUDIT_ANCHOR."),
        ("elsewhere/tavlen.audit", "RET  Ankeret tavlen.audit er der ikke endnu. Kør: tavlen audit anchor"),
        ("keys/tavlen.key", "OK   Ankeret kan skrives."),
        ("open", "RET  Ankeret skal tilhøre Tavlen. Kør: chown og chmod 600 på {anchor}."),
    ],
)
def test_the_doctor_looks_at_the_anchor(started: Place, anchor: str, sentence: str) -> None:
    (started.folder / "open").touch(mode=0o644)
    file = started.folder / anchor
    status, said, _ = started.run("doctor", AUDIT_ANCHOR=str(file))
    assert sentence.format(anchor=file) in said
    assert (status == 1) == sentence.startswith("RET")


def test_a_server_does_not_start_where_it_cannot_anchor(started: Place) -> None:
    store = Store(f"sqlite:///{started.database}", key_file=started.key)
    look(store)
    store.close()
    status, said, complained = started.run("serve", "--port", "1", AUDIT_ANCHOR="/proc/tavlen.audit")
    assert (status, "kan ikke skrives. Giv mappen til den bruger, der kører Tavlen" in said + complained) == (2, True)
