"""Zips from outside: what comes out of them, and what is refused before anything does."""

import io
import stat
import struct
import zipfile

import pytest

from posts.importing import archive
from posts.importing.notes import Refusal


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "unpacked"
    folder.mkdir()
    return folder


def zipped(entries, **options) -> io.BytesIO:
    """A zip of these names (or entries) and contents."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return file


def unpack(target, *entries):
    return archive.unpack(zipped(entries), target)


def files(folder) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def refusal(file, target) -> str:
    with pytest.raises(Refusal) as caught:
        archive.unpack(file, target)
    return caught.value.note.sentence


def special(name: str, kind: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (kind | 0o777) << 16
    return entry


def patched(file: io.BytesIO, old: bytes, new: bytes) -> io.BytesIO:
    content = file.getvalue()
    assert old in content
    return io.BytesIO(content.replace(old, new))


def test_texts_and_pictures_come_out_in_their_folders(target):
    unpacked = unpack(target, ("blog/a.md", "A"), ("blog/img/p.PNG", b"P"), ("b.html", "<p>b"))
    assert (unpacked.files, unpacked.left_out) == (3, [])
    assert files(target) == ["b.html", "blog/a.md", "blog/img/p.PNG"]
    assert (target / "blog/a.md").read_text() == "A"


def test_what_is_neither_is_counted_and_stays_inside(target):
    unpacked = unpack(target, ("run.sh", "rm"), ("a.exe", "MZ"), ("b.exe", "MZ"), ("a.md", "A"))
    assert files(target) == ["a.md"]
    assert unpacked.sentences() == [
        "Not read, because they hold no text of a post: 2 .exe, 1 .sh."
    ]


def test_nothing_that_comes_out_can_be_run(target):
    entry = special("a.md", stat.S_IFREG | stat.S_ISUID)
    archive.unpack(zipped([(entry, "#!/bin/sh")]), target)
    assert not (target / "a.md").stat().st_mode & 0o7111


@pytest.mark.parametrize(
    "name",
    [
        "../a.md",
        "x/../../a.md",
        "/etc/a.md",
        "C:/a.md",
        "c:\\a.md",
        "..\\a.md",
        "\\\\server\\a.md",
    ],
)
def test_a_name_that_leads_outside_refuses_the_whole_zip(target, name):
    sentence = refusal(zipped([("good.md", "A"), (name, "B")]), target)
    assert "names a place outside itself" in sentence
    assert files(target.parent) == []


def test_a_name_with_nul_refuses_the_whole_zip(target):
    file = patched(zipped([("a.mdX.md", "A")]), b"a.mdX.md", b"a.md\0.md")
    assert "names a place outside itself, a.md�.md" in refusal(file, target)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK])
def test_links_and_devices_are_left_out(target, kind):
    unpacked = unpack(target, (special("a.md", kind), "/etc/passwd"), ("b.md", "B"))
    assert files(target) == ["b.md"]
    assert [path for path, _sentence in unpacked.left_out] == ["a.md"]


def test_a_file_below_a_link_lies_in_a_real_folder(target):
    unpack(target, (special("out", stat.S_IFLNK), "/tmp"), ("out/a.md", "A"))
    assert files(target) == ["out/a.md"]
    assert not (target / "out").is_symlink()


def test_packed_files_inside_are_left_out_with_a_sentence(target):
    unpacked = unpack(target, ("inner.zip", b"PK"), ("a.tar.gz", b""), ("a.md", "A"))
    assert unpacked.left_out == [
        ("inner.zip", "A packed file inside the zip: left out. Unpack it first."),
        ("a.tar.gz", "A packed file inside the zip: left out. Unpack it first."),
    ]


def test_what_a_mac_adds_is_no_part_of_it(target):
    unpacked = unpack(target, ("__MACOSX/._a.md", b"\0\5"), ("a.md", "A"))
    assert (files(target), unpacked.left_out) == (["a.md"], [])


def test_one_name_twice_comes_out_once(target):
    with pytest.warns(UserWarning, match="Duplicate"):
        file = zipped([("a.md", "first"), ("a.md", "second"), ("a.md/b.md", "third")])
    unpacked = archive.unpack(file, target)
    assert (target / "a.md").read_text() == "first"
    assert [path for path, _sentence in unpacked.left_out] == ["a.md", "a.md/b.md"]


def test_folders_by_backslash_are_folders(target):
    file = patched(zipped([("blog/a.md", "A")]), b"blog/a.md", b"blog\\a.md")
    archive.unpack(file, target)
    assert files(target) == ["blog/a.md"]


class TestNames:
    def test_in_utf_8_without_its_flag_are_read_as_meant(self, target):
        file = patched(zipped([("caf__.md", "A")]), b"caf__.md", "café.md".encode())
        archive.unpack(file, target)
        assert files(target) == ["café.md"]

    def test_of_old_systems_are_read_as_theirs(self, target):
        archive.unpack(patched(zipped([("X.md", "A")]), b"X.md", b"\x81.md"), target)
        assert files(target) == ["ü.md"]

    def test_in_a_field_of_their_own_win(self, target):
        name = "日.md".encode()
        entry = zipfile.ZipInfo("x.md")
        entry.extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, 0) + name
        archive.unpack(zipped([(entry, "A")]), target)
        assert files(target) == ["日.md"]

    def test_in_a_field_of_their_own_may_not_lead_outside(self, target):
        name = b"../x.md"
        entry = zipfile.ZipInfo("x.md")
        entry.extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, 0) + name
        assert "outside itself" in refusal(zipped([(entry, "A")]), target)

    def test_that_are_no_utf_8_though_they_say_so_are_refused(self, target):
        file = patched(zipped([("é.md", "A")]), "é.md".encode(), b"\xff\xfe.md")
        assert "damaged" in refusal(file, target)

    def test_that_no_system_holds_are_left_out(self, target):
        unpacked = unpack(target, ("é" * 130 + ".md", "A"), ("a/" * 300 + "a.md", "B"))
        assert (unpacked.files, len(unpacked.left_out)) == (0, 2)


class TestTooMuch:
    def test_many_files_are_refused_before_they_are_listed(self, target, monkeypatch):
        monkeypatch.setattr(archive, "MOST_ENTRIES", 5)
        file = zipped([(f"{number}.md", "A") for number in range(6)])
        monkeypatch.setattr(zipfile, "ZipFile", None)
        assert refusal(file, target) == "The zip holds over 5 files: make several of it."

    def test_the_limit_itself_passes(self, target, monkeypatch):
        monkeypatch.setattr(archive, "MOST_ENTRIES", 5)
        monkeypatch.setattr(archive, "_CHUNK", 7)  # marks lie across what is read at once
        assert unpack(target, *((f"{number}.md", "A") for number in range(5))).files == 5

    def test_entries_are_counted_across_what_is_read_at_once(self, target, monkeypatch):
        monkeypatch.setattr(archive, "MOST_ENTRIES", 5)
        monkeypatch.setattr(archive, "_CHUNK", 3)
        file = zipped([(f"{number}.md", "A") for number in range(6)])
        assert "over 5 files" in refusal(file, target)

    def test_a_bomb_is_refused_by_what_it_says_of_itself(self, target):
        sentence = refusal(zipped([("a.md", b"0" * 30_000_000)]), target)
        assert sentence.startswith("a.md in the zip unpacks to far more")
        assert files(target) == []

    def test_one_large_file_is_refused(self, target):
        sentence = refusal(zipped([("big.png", bytes(50_000_001))]), target)
        assert sentence == "big.png in the zip has over 50 MB: leave it out."

    def test_many_large_files_are_refused(self, target, monkeypatch):
        monkeypatch.setattr(archive, "MOST_BYTES", 1_000)
        sentence = refusal(zipped([("a.md", "a" * 600), ("b.bin", "b" * 600)]), target)
        assert sentence == "The zip unpacks to over 0 MB: make several of it."

    def test_entries_that_share_their_bytes_are_refused(self, target):
        """As in a zip whose list names one large entry a thousand times."""
        file = zipped([("a.md", bytes(range(256)) * 40)], compresslevel=0)
        content = file.getvalue()
        start = content.index(b"PK\x01\x02")
        end = content.index(b"PK\x05\x06")
        listed = content[start:end]
        tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 9, 9, 9 * len(listed), start, 0)
        sentence = refusal(io.BytesIO(content[:start] + listed * 9 + tail), target)
        assert "damaged" in sentence

    def test_an_entry_that_lies_about_its_length_is_refused(self, target):
        file = zipped([("a.md", "A" * 1000)])
        content = bytearray(file.getvalue())
        at = content.index(b"PK\x01\x02") + 24
        content[at : at + 4] = struct.pack("<I", 10)
        assert "damaged" in refusal(io.BytesIO(bytes(content)), target)


class TestDamaged:
    def test_a_zip_that_was_cut_off_is_refused(self, target):
        content = zipped([("a.md", "A" * 5000)]).getvalue()
        for length in (0, 3, 40, len(content) - 1):
            assert "damaged or was cut off" in refusal(io.BytesIO(content[:length]), target)

    def test_wrong_bytes_are_refused(self, target):
        file = zipped([("a.md", bytes(range(256)))])
        content = bytearray(file.getvalue())
        content[60] ^= 0xFF
        assert "damaged" in refusal(io.BytesIO(bytes(content)), target)

    def test_what_is_no_zip_is_refused(self, target):
        assert "damaged" in refusal(io.BytesIO(b"words " * 99), target)

    def test_a_locked_zip_is_refused(self, target):
        content = bytearray(zipped([("a.md", "A")]).getvalue())
        content[content.index(b"PK\x01\x02") + 8] |= 1
        assert "locked with a password" in refusal(io.BytesIO(bytes(content)), target)

    def test_an_unknown_way_of_packing_is_refused(self, target):
        content = bytearray(zipped([("a.md", "A")]).getvalue())
        content[content.index(b"PK\x01\x02") + 10] = 97
        content[8] = 97
        assert "damaged" in refusal(io.BytesIO(bytes(content)), target)
