"""Zips from outside: looked through first, then only texts and pictures are taken out of them."""

import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from posts.importing.folder import HTML, LONGEST_PATH, PICTURES, TEXTS, Found, printable
from posts.importing.notes import Refusal

MOST_ENTRIES = 10_000
MOST_BYTES = 500_000_000
MOST_BYTES_AN_ENTRY = 50_000_000
MOST_BYTES_OF_FACTS = 1_000_000
# Prose packs to a third, a table of one word a hundred times; a bomb a thousand times.
HIGHEST_RATIO = 250
LONGEST_NAME = 255
PACKED = {".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".jar"}
WANTED = TEXTS | HTML | PICTURES

_CHUNK = 1 << 20
_ENTRY = b"PK\x01\x02"
_UTF_8, _ENCRYPTED, _UNICODE_PATH = 0x800, 0x1, 0x7075  # APPNOTE.TXT 4.4.4, 4.6.9
# What `zipfile` raises for files that are no zips, or not whole.
UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OverflowError,
    NotImplementedError,
    ValueError,
)


@dataclass
class Unpacked:
    """How many files came out, and what did not: paths with sentences, the rest by kind."""

    files: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    others: Counter = field(default_factory=Counter)

    def leave(self, path: str, sentence: str) -> None:
        self.left_out.append((printable(path)[:200], sentence))

    def sentences(self) -> list[str]:
        """What was left out without a line of its own."""
        return Found(others=self.others).sentences()


def unpack(source: IO[bytes], target: Path) -> Unpacked:
    """
    Take the texts and pictures of a zip out into a folder; nothing outside it is ever written.

    Raises Refusal, mostly before the first file is written, for a zip that is damaged, locked,
    too large once unpacked, or that names places outside the folder.
    """
    size = _size(source)
    _refuse_many(source)
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            _refuse_bombs(entries, size)
            named = [(entry, _inside(entry)) for entry in entries]
            return _taken_out(archive, named, target)
    except UNREADABLE as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal(
            _("The zip can't be read: it is damaged or was cut off. Make it again.")
        ) from error


def _size(source: IO[bytes]) -> int:
    source.seek(0, 2)
    size = source.tell()
    source.seek(0)
    return size


def _refuse_many(source: IO[bytes]) -> None:
    """Count entries by their mark before the list of them is read into memory."""
    count, rest = 0, b""
    while chunk := source.read(_CHUNK):
        part = rest + chunk
        count += part.count(_ENTRY)
        rest = part[1 - len(_ENTRY) :]
    source.seek(0)
    if count > MOST_ENTRIES:
        raise Refusal(
            _("The zip holds over %(most)s files: make several of it.")
            % {"most": f"{MOST_ENTRIES:,}"}
        )


def _refuse_bombs(entries: list[zipfile.ZipInfo], size: int) -> None:
    # Entries that share bytes pack more than the file is long.
    if sum(entry.compress_size for entry in entries) > size:
        raise Refusal(_("The zip can't be read: it is damaged or was cut off. Make it again."))
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Refusal(_too_much())
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise Refusal(_("The zip is locked with a password: make one without."))
        if entry.file_size > MOST_BYTES_AN_ENTRY:
            raise Refusal(
                _("%(name)s in the zip has over %(most)s MB: leave it out.")
                % {"name": _shown(entry), "most": MOST_BYTES_AN_ENTRY // 1_000_000}
            )
        if entry.file_size > _CHUNK and entry.file_size > HIGHEST_RATIO * entry.compress_size:
            raise Refusal(
                _("%(name)s in the zip unpacks to far more than a text or picture: leave it out.")
                % {"name": _shown(entry)}
            )


def _inside(entry: zipfile.ZipInfo) -> PurePosixPath | None:
    """Where an entry belongs below the folder, None for a folder; raises Refusal if outside."""
    name = _name(entry)
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", "."}]
    is_drive = len(name) > 1 and name[1] == ":" and name[0].isascii() and name[0].isalpha()
    if name.startswith(("/", "\\")) or is_drive or ".." in parts or "\0" in name:
        raise Refusal(
            _("The zip names a place outside itself, %(name)s: nothing was taken from it.")
            % {"name": _shown(entry)}
        )
    return PurePosixPath(*parts) if parts and not name.endswith(("/", "\\")) else None


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as it was meant: many writers leave out that it is in UTF-8."""
    name = entry.orig_filename
    if entry.flag_bits & _UTF_8:
        return name
    try:
        return _unicode_path(entry.extra) or name.encode("cp437").decode()
    except UnicodeError:
        return name


def _unicode_path(extra: bytes) -> str:
    """The name in Info-ZIP's own field, if there is one."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_PATH and length > 5:
            return extra[9 : 4 + length].decode()
        extra = extra[4 + length :]
    return ""


Named = list[tuple[zipfile.ZipInfo, PurePosixPath | None]]


def _taken_out(archive: zipfile.ZipFile, named: Named, target: Path) -> Unpacked:
    unpacked, total = Unpacked(), 0
    for entry, path in named:
        if path is None or path.parts[0] == "__MACOSX":
            continue
        if sentence := _why_not(entry, path):
            unpacked.leave(str(path), sentence)
        elif not _is_wanted(entry, path):
            unpacked.others[path.suffix.lower() or printable(path.name)] += 1
        else:
            try:
                total += _write(archive, entry, target / path, MOST_BYTES - total)
                unpacked.files += 1
            except (FileExistsError, NotADirectoryError, IsADirectoryError):
                sentence = _("Another file of the zip has that name or place: left out.")
                unpacked.leave(str(path), sentence)
    return unpacked


def _is_wanted(entry: zipfile.ZipInfo, path: PurePosixPath) -> bool:
    """Texts, pictures, and an export's `site.yaml`, which says which texts are no posts."""
    is_facts = str(path) == "site.yaml" and entry.file_size <= MOST_BYTES_OF_FACTS
    return is_facts or path.suffix.lower() in WANTED


def _why_not(entry: zipfile.ZipInfo, path: PurePosixPath) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return _("A link: left out, what it leads to may be missing.")
    if kind not in {0, stat.S_IFREG}:
        return _("No file of text: left out.")
    if path.suffix.lower() in PACKED:
        return _("A packed file inside the zip: left out. Unpack it first.")
    is_long = any(len(part.encode(errors="replace")) > LONGEST_NAME for part in path.parts)
    if is_long or len(str(path)) > LONGEST_PATH or not _is_utf_8(str(path)):
        return _("The file's name is too long or not in UTF-8: rename it.")
    return ""


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: Path, most: int) -> int:
    """Write an entry and return its length; raises OSError when something is there already."""
    file.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(entry) as packed, file.open("xb") as opened:
        for chunk in _chunks(packed):
            written += len(chunk)
            if written > min(most, MOST_BYTES_AN_ENTRY):
                raise Refusal(_too_much())
            opened.write(chunk)
    if written != entry.file_size:
        raise zipfile.BadZipFile(entry.filename)
    return written


def _chunks(packed: IO[bytes]) -> Iterator[bytes]:
    while chunk := packed.read(_CHUNK):
        yield chunk


def _is_utf_8(text: str) -> bool:
    try:
        return bool(text.encode())
    except UnicodeEncodeError:
        return False


def _shown(entry: zipfile.ZipInfo) -> str:
    return printable(entry.orig_filename)[:80]


def _too_much() -> str:
    return _("The zip unpacks to over %(most)s MB: make several of it.") % {
        "most": MOST_BYTES // 1_000_000
    }
