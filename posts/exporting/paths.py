"""Names that a file system anywhere can hold, each used once, none outside the folder."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

LONGEST_NAME = 255
# What Windows keeps for itself: learn.microsoft.com, "Naming Files, Paths, and Namespaces".
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|\Z)", re.IGNORECASE
)
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]+')


@dataclass
class Paths:
    """The paths given out so far, in some seventy bytes each: by hash, whatever their case."""

    files: set[int] = field(default_factory=set)
    folders: set[int] = field(default_factory=set)

    def claim(self, wished: str) -> tuple[str, str]:
        """A path that no other file has, and a sentence if it is not the wished one."""
        path = safe(wished)
        if path != wished:
            sentence = _("The path %s is none that every system can hold.") % shown(wished)
        else:
            sentence = ""
        free = next(one for one in _variants(path) if self._is_free(one))
        if free != path:
            sentence = _("There is a file at %s already.") % shown(path)
        self.files.add(key(free))
        self.folders |= _folders(free)
        return free, sentence

    def has(self, path: str) -> bool:
        return key(path) in self.files

    def _is_free(self, path: str) -> bool:
        return not (self.has(path) or key(path) in self.folders or _folders(path) & self.files)


def safe(path: str) -> str:
    """The path without what leads out of a folder or can't be a file's name somewhere."""
    parts = [part for part in path.split("/") if part not in {"", ".", ".."}]
    return "/".join(_safe_name(part) for part in parts) or "post.md"


def shown(path: str) -> str:
    """A path for a report: printable, not too long."""
    text = "".join(letter if letter.isprintable() else "�" for letter in path)
    return text if len(text) <= 120 else text[:119] + "…"


def _safe_name(name: str) -> str:
    name = _NOT_IN_A_NAME.sub("-", name)
    if name.endswith((".", " ")):
        name = name.rstrip(". ") + "-"
    if _RESERVED.match(name):
        stem, dot, rest = name.partition(".")
        name = f"{stem}-{dot}{rest}"
    if name.startswith(".unfinished-"):
        name = "-" + name
    return _cut(name)


def _cut(name: str) -> str:
    """A name within what file systems take, with a hash of the whole one in its end."""
    if len(name.encode()) <= LONGEST_NAME:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix.encode()) <= 12 else ""
    ending = f"-{hashlib.sha256(name.encode()).hexdigest()[:8]}{suffix}"
    stem = name.encode()[: LONGEST_NAME - len(ending.encode()) - 5].decode(errors="ignore")
    return stem + ending


def _variants(path: str):
    yield path
    pure = PurePosixPath(path)
    for number in count(2):
        yield str(pure.with_name(_cut(f"{pure.stem}-{number}{pure.suffix}")))


def key(path: str) -> int:
    """What two paths share that some system takes for one."""
    # Systems that don't tell upper from lower case, or forms of an accent, see one name here.
    return hash(unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold()))


def _folders(path: str) -> set[int]:
    return {key(str(folder)) for folder in PurePosixPath(path).parents if str(folder) != "."}
