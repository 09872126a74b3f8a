"""Which files of the given paths are texts; what is left out is named."""

import os
import stat
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.importing import values
from posts.importing.notes import Refusal

TEXTS = {".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".txt", ".text"}
HTML = {".html", ".htm"}
INDEXES = {"index", "_index"}  # what the text of a folder itself is called
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"}
# Where other systems keep what is around a text.
_TEMPLATES = {"layouts", "_layouts", "_includes", "includes", "partials", "templates", "themes"}
# Front matter and body at their limits, in an encoding of two bytes a character.
MOST_BYTES = 1_200_000
LONGEST_PATH = 500


@dataclass(frozen=True, slots=True)
class TextFile:
    """
    A file to read: the folder given, and its path below `base`, which is that folder mostly.

    A run holds one of each file, so that it is kept small.
    """

    root: Path
    base: Path
    below: str

    @property
    def file(self) -> Path:
        """Where the file is."""
        return self.base / self.below

    @property
    def path(self) -> PurePosixPath:
        """What the file is called in reports and the database."""
        return PurePosixPath(self.below)

    def read(self) -> bytes:
        """The file's bytes; raises Refusal when it can't be read or is far too large."""
        try:
            with self.file.open("rb") as opened:
                source = opened.read(MOST_BYTES + 1)
                size = os.fstat(opened.fileno()).st_size
        except OSError as error:
            raise Refusal(
                _("The file can't be read (%(reason)s): check its permissions.")
                % {"reason": error.strerror or error}
            ) from error
        if len(source) > MOST_BYTES:
            raise Refusal(
                _("The file has %(size)s kB, far more than one post: split it.")
                % {"size": f"{size // 1000:,}"}
            )
        return source


@dataclass
class Found:
    """The texts in order, the pictures by name, and what was left out: paths with sentences."""

    texts: list[TextFile] = field(default_factory=list)
    pictures: dict[str, list[Path]] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    others: Counter = field(default_factory=Counter)
    hidden: int = 0

    def sentences(self) -> list[str]:
        """What was left out without a line of its own."""
        sentences = []
        if self.others:
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.others.items()))
            sentences.append(_("Not read, because they hold no text of a post: %s.") % kinds)
        if self.hidden:
            sentences.append(
                ngettext(
                    "%(count)s hidden file or folder is left out.",
                    "%(count)s hidden files and folders are left out.",
                    self.hidden,
                )
                % {"count": self.hidden}
            )
        return sentences


def find(paths: list[Path]) -> Found:
    """Every text below these files and folders, folder by folder in the order of names."""
    found, seen = Found(), set[str]()
    for given in paths:
        path = given.absolute()
        try:
            mode = path.stat().st_mode
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            found.refused.append((str(given), _("Can't be opened: %s.") % reason))
            continue
        if stat.S_ISDIR(mode):
            _walk(path.resolve(), found, seen)
            _leave_out_pages(path.resolve(), found)
        elif path.suffix.lower() not in TEXTS | HTML or not stat.S_ISREG(mode):
            found.refused.append((str(given), _("Not a text file: give .md or .txt files.")))
        else:
            file = path.parent.resolve() / path.name
            _add(file, file.parent, found, seen)
    return found


def _walk(root: Path, found: Found, seen: set[str]) -> None:
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            found.refused.append((shown(folder, root), _("Can't be opened: %s.") % error.strerror))
            continue
        below = []
        for entry in entries:
            path = Path(entry.path)
            if entry.name.startswith(".") or entry.name == "node_modules":
                found.hidden += 1
            elif entry.is_symlink():
                found.left_out.append((shown(path, root), _link_sentence(path, root)))
            elif entry.is_dir(follow_symlinks=False):
                below.append(path)
            elif not entry.is_file(follow_symlinks=False):
                found.left_out.append((shown(path, root), _("No file of text: left out.")))
            elif path.suffix.lower() in TEXTS or _is_page(path, root):
                _add(path, root, found, seen)
            elif path.suffix.lower() in PICTURES:
                found.pictures.setdefault(path.name, []).append(path)
            else:
                found.others[path.suffix.lower() or entry.name] += 1
        folders += reversed(below)


def _leave_out_pages(root: Path, found: Found) -> None:
    """What an export of a whole site names as its pages is no post."""
    pages = export_of(root).get("pages")
    pages = {page for page in pages if isinstance(page, str)} if isinstance(pages, list) else set()
    for text in found.texts:
        if text.base == root and text.below in pages:
            sentence = _("A page of an exported site, no post: left out. import_site takes it.")
            found.left_out.append((shown(text.file, root), sentence))
    found.texts = [text for text in found.texts if text.base != root or text.below not in pages]


def export_of(folder: Path) -> dict[str, Any]:
    """
    What the `site.yaml` of an export says, in texts alone; empty where there is none to be read.
    """
    try:
        text = (folder / "site.yaml").read_text(encoding="utf-8")
        values.refuse_depth(text, 1)
        # The plainest loader: no merge keys, which a hostile file could make endless.
        found = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_page(file: Path, root: Path) -> bool:
    """Whether a file in a folder may be a scraped page, and no part of a site's templates."""
    folders = {part.lower() for part in file.relative_to(root).parts[:-1]}
    return file.suffix.lower() in HTML and _TEMPLATES.isdisjoint(folders)


def _add(file: Path, root: Path, found: Found, seen: set[str]) -> None:
    if str(file) in seen:
        return
    seen.add(str(file))
    # An index is named by its folder, also when that folder is the one given.
    base = root.parent if file.stem.lower() in INDEXES and file.parent == root else root
    below = file.relative_to(base).as_posix()
    try:
        fits = len(below.encode().decode()) <= LONGEST_PATH
    except UnicodeEncodeError:
        fits = False
    if fits:
        found.texts.append(TextFile(root, base, below))
    else:
        sentence = _("The file's name is too long or not in UTF-8: rename it.")
        found.refused.append((shown(file, root), sentence))


def _link_sentence(link: Path, root: Path) -> str:
    try:
        target = link.resolve(strict=True)
    except RuntimeError:
        return _("A link that leads to itself: left out.")
    except OSError as error:
        if error.errno == 40:  # ELOOP
            return _("A link that leads to itself: left out.")
        return _("A link to nothing: left out.")
    if not target.is_relative_to(root):
        return _("A link that leads outside the folder: left out. Give its target as a path.")
    return _("A link to a place in the same folder: left out, what it leads to is read there.")


def shown(path: Path, root: Path) -> str:
    """A path below a folder for the report, printable whatever its name is."""
    return printable(str(path.relative_to(root)) if path != root else str(path))


def printable(text: str) -> str:
    """Text of one line that any terminal can show."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
