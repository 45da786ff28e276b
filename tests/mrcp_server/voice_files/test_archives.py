import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from mrcp_server.voice_files.archives import MAX_MEMBERS, is_archive, unpack
from mrcp_server.voice_files.errors import VoiceFilesError


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, members: dict[str, bytes], mode: str = "w:gz", **fields: object) -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]  # the mode is one of the parameters
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            for field, value in fields.items():
                setattr(info, field, value)
            archive.addfile(info, io.BytesIO(content))
    return path


def unpacked(archive: Path, into: Path, **limits: int) -> dict[str, bytes]:
    unpack(archive, into, **limits)
    return {path.relative_to(into).as_posix(): path.read_bytes() for path in into.rglob("*") if path.is_file()}


@pytest.fixture
def into(tmp_path: Path) -> Path:
    (tmp_path / "into").mkdir()
    return tmp_path / "into"


FILES = {"v/a.onnx": b"model", "v/a.onnx.json": b"{}", "v/MODEL_CARD": b"MIT", "v/run.sh": b"#!", "v/": b""}
KEPT = {"v/a.onnx": b"model", "v/a.onnx.json": b"{}", "v/MODEL_CARD": b"MIT"}


def test_only_what_a_voice_is_made_of_is_unpacked(tmp_path: Path, into: Path) -> None:
    assert unpacked(zipped(tmp_path / "v.zip", FILES), into) == KEPT


@pytest.mark.parametrize(("suffix", "mode"), [("tar.gz", "w:gz"), ("tgz", "w:gz"), ("tar.bz2", "w:bz2"),
                                              ("tar.xz", "w:xz"), ("tar", "w")])  # fmt: skip
def test_tar_files_of_all_kinds(tmp_path: Path, into: Path, suffix: str, mode: str) -> None:
    members = {name: content for name, content in FILES.items() if not name.endswith("/")}
    assert unpacked(tarred(tmp_path / f"v.{suffix}", members, mode), into) == KEPT


def test_archives_are_told_by_their_names() -> None:
    assert [is_archive(Path(name)) for name in ("a.ZIP", "a.tar.gz", "a.onnx", "a.gz")] == [True, True, False, False]


@pytest.mark.parametrize("name", ["../a.onnx", "/tmp/a.onnx", "x/../../a.onnx", "..\\a.onnx", "C:\\a.onnx"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, into: Path, name: str) -> None:
    for archive in (zipped(tmp_path / "v.zip", {name: b"x"}), tarred(tmp_path / "v.tar.gz", {name: b"x"})):
        with pytest.raises(VoiceFilesError, match="leads elsewhere"):
            unpack(archive, into)
    assert not list(into.iterdir())
    assert not (tmp_path / "a.onnx").exists()


def test_links_are_no_files(tmp_path: Path, into: Path) -> None:
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
        archive = tarred(tmp_path / "v.tar.gz", {"a.onnx": b""}, type=kind, linkname="/etc/passwd")
        assert unpacked(archive, into) == {}


def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path: Path, into: Path) -> None:
    bomb = bytes(50 << 20)
    for archive in (
        zipped(tmp_path / "v.zip", {"a.onnx": bomb}),
        tarred(tmp_path / "v.tar.gz", {"a.onnx": bomb}),
        # Nothing of it is wanted, but it would be unpacked to be passed over.
        tarred(tmp_path / "w.tar.gz", {"a.sh": bytes(60 << 20), "b.sh": bytes(60 << 20), "a.onnx": b"x"}),
    ):
        with pytest.raises(VoiceFilesError, match="more than is allowed"):
            unpack(archive, into, max_bytes=1 << 20)
        assert sum(path.stat().st_size for path in into.rglob("*") if path.is_file()) <= 2 << 20
        for path in into.iterdir():
            path.unlink()


def test_a_header_of_any_length_is_not_read(tmp_path: Path, into: Path) -> None:
    archive = tarred(tmp_path / "v.tar.gz", {"a.onnx": bytes(40 << 20)}, type=tarfile.XHDTYPE)
    with pytest.raises(VoiceFilesError, match="a header of"):
        unpack(archive, into)


def test_too_many_files_are_refused(tmp_path: Path, into: Path) -> None:
    archive = zipped(tmp_path / "v.zip", {f"{number}.txt": b"" for number in range(MAX_MEMBERS + 1)})
    with pytest.raises(VoiceFilesError, match="more than 10000 files"):
        unpack(archive, into)


@pytest.mark.parametrize("name", ["v.zip", "v.tar.gz", "v.tar.bz2", "v.tar.xz", "v.tar"])
def test_what_is_no_archive_is_named(tmp_path: Path, into: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"nothing" * 200)
    with pytest.raises(VoiceFilesError, match=name):
        unpack(tmp_path / name, into)


def test_an_archive_that_is_cut_short_is_named(tmp_path: Path, into: Path) -> None:
    whole = tarred(tmp_path / "v.tar.gz", {"a.onnx": bytes(range(256)) * 400})
    whole.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(VoiceFilesError, match=r"v\.tar\.gz"):
        unpack(whole, into)
    (tmp_path / "into" / "a.onnx").unlink(missing_ok=True)
    doubled = tmp_path / "v.zip"
    with zipfile.ZipFile(doubled, "w") as archive:
        archive.writestr("a.onnx", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.onnx", b"2")
    with pytest.raises(VoiceFilesError, match="exists"):
        unpack(doubled, into)
