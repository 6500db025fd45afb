"""The file that holds the database's key."""

import stat
import threading
from pathlib import Path

import pytest

from store.keyfile import make_key, read_key
from store.refusal import UnsafeSetup


def test_a_fresh_key_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    make_key(tmp_path / "new" / "key")
    assert stat.S_IMODE((tmp_path / "new" / "key").stat().st_mode) == 0o600
    assert len(read_key(tmp_path / "new" / "key")) == 32
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["key"]


def test_a_key_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    first = read_key(tmp_path / "key")
    make_key(tmp_path / "key")
    assert read_key(tmp_path / "key") == first


def test_eight_who_make_the_key_at_once_get_the_same_whole_key(tmp_path: Path) -> None:
    keys: list[bytes] = []

    def start() -> None:
        make_key(tmp_path / "key")
        keys.append(read_key(tmp_path / "key"))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o777])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    make_key(tmp_path / "key")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(UnsafeSetup) as no:
        read_key(tmp_path / "key")
    assert str(no.value) == "Nøglefilen key kan læses af andre. Kør: chmod 600 på filen."


@pytest.mark.parametrize("content", [b"", b"abc", b"00" * 31, b"00" * 33, b"zz" * 32, b"\xff\xfe" * 32, b"\x00" * 64])
def test_a_file_that_holds_anything_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(UnsafeSetup) as no:
        read_key(tmp_path / "key")
    assert str(no.value) == "Nøglefilen key skal holde 64 hexadecimale tegn."


def test_a_missing_key_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSetup) as no:
        read_key(tmp_path / "key")
    assert str(no.value) == "Nøglefilen key findes ikke. Hent den fra jeres sikkerhedskopi af nøgler."


def test_a_folder_is_not_a_key(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    with pytest.raises(UnsafeSetup):
        read_key(tmp_path / "key")
