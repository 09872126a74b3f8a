"""The image files that a text names: found beside it or in the media folders, taken in once."""

import contextlib
import hashlib
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Max
from django.utils.translation import gettext as _

from posts import media, pictures
from posts.importing.folder import PICTURES, TextFile
from posts.importing.notes import Note
from posts.models import Image
from posts.picture_file import PictureFile

MOST_IMAGES = 200
# Markdown's images, their titles and reference definitions left to the renderer; HTML's.
_MARKDOWN = re.compile(r"!\[([^\[\]\n]{0,500})\]\(\s*<?([^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)")
_HTML = re.compile(r"<img\b[^<>]{0,1000}?\ssrc\s*=\s*[\"']([^\"'<>]+)[\"']", re.IGNORECASE)


def images_in(body: str) -> dict[str, str]:
    """The image addresses in a body as written, each with its first alternative text."""
    found: dict[str, str] = {}
    for match in _MARKDOWN.finditer(body) if "![" in body else ():
        found.setdefault(match[2], match[1])
    for match in _HTML.finditer(body) if "<" in body else ():
        found.setdefault(match[1], "")
    return dict(list(found.items())[:MOST_IMAGES])


def local_path(address: str) -> PurePosixPath | None:
    """The path behind an address of this site or below a text; None for other sites' addresses."""
    try:
        parts = urlsplit(address.removeprefix(settings.SITE_URL))
    except ValueError:
        return None
    path = unquote(parts.path).replace("\\", "/")
    if parts.scheme or parts.netloc or not path or "\0" in path:
        return None
    return PurePosixPath(path)


class Pictures:
    """Finds image files and adds them to the site's images, each once a run."""

    def __init__(self, media: list[Path], below: dict[str, list[Path]], *, dry_run: bool = False):
        self.media = [folder.resolve() for folder in media]
        self.below = below
        self.dry_run = dry_run
        self.in_media = _by_name(self.media)
        self.made: list[int] = []  # since this was last emptied
        self.ready: dict[Path, PictureFile] = {}

    def find(self, address: str, text: TextFile) -> Path | None:
        """The file that an address in a text means, if it is there."""
        path = local_path(address)
        if path is None or path.suffix.lower() not in PICTURES:
            return None
        return self._beside(path, text) or self._by_ending(path, text)

    def place(self, address: str, text: TextFile) -> str:
        """
        Where a picture lies, by the same folder as the text's path.

        For one from elsewhere that is where its address looks for it, else `media/`.
        """
        file = self.find(address, text)
        if file and file.is_relative_to(text.base):
            return file.relative_to(text.base).as_posix()
        path = local_path(address) or PurePosixPath("picture")
        below = posixpath.normpath(posixpath.join("/", text.path.parent, path).lstrip("/"))
        if below.startswith("..") or media.public_name(address):
            below = f"media/{path.name}"
        return below

    def _beside(self, path: PurePosixPath, text: TextFile) -> Path | None:
        folder = text.file.parent
        relative = str(path).lstrip("/")
        guesses = [folder / relative, folder / path.name, folder / "images" / path.name]
        guesses += [text.root / relative, *(media / relative for media in self.media)]
        homes = [text.root, *self.media]
        for guess in guesses:
            try:
                file = guess.resolve()
                if file.is_file() and any(file.is_relative_to(home) for home in homes):
                    return file
            except (OSError, ValueError, RuntimeError):
                continue
        return None

    def _by_ending(self, path: PurePosixPath, text: TextFile) -> Path | None:
        """The one file whose path ends as the address does; under --media its name is enough."""
        parts = [part for part in path.parts if part not in {"/", ".", ".."}]
        for wanted in (parts, parts[1:]):
            if len(wanted) > 1:
                ending = [
                    file
                    for file in self.below.get(path.name, [])
                    if list(file.parts[-len(wanted) :]) == wanted
                ]
                if len(ending) == 1:
                    return ending[0]
        named = self.in_media.get(path.name, [])
        return named[0] if len(named) == 1 else None

    def get_ready(self, addresses: Iterable[str], text: TextFile) -> None:
        """Do what takes long with the files that a text means, ahead of its transaction."""
        self.ready = {}
        for file in {self.find(address, text) for address in addresses}:
            if file:
                with contextlib.suppress(OSError), file.open("rb") as opened:
                    self.ready[file] = Image.objects.get_ready(File(opened, file.name))

    def add(self, file: Path, *, alt: str = "", credit: str = "", focus: str = "") -> Image | None:
        """
        The site's image for a file, added if it is new; in a dry run None for a new one.

        Raises ValidationError for a file that can't be taken.
        """
        if self.dry_run:
            with file.open("rb") as opened:
                data = opened.read(pictures.MOST_BYTES + 1)
            pictures.check(data)
            content_hash = hashlib.sha256(data).hexdigest()
            there = Image.objects.filter(content_hash=content_hash).first()
            return there or Image.objects.that_had(content_hash)
        newest = Image.objects.aggregate(newest=Max("pk"))["newest"] or 0
        picture = self.ready.get(file) or PictureFile(None, file.name)
        with file.open("rb") as picture.file:
            across, down = (int(number) for number in (focus or "50 50").split())
            image = Image.objects.add(
                picture,
                name=file.name,
                alt=alt[:500],
                credit=credit[:200],
                focal_x=across,
                focal_y=down,
                replaced=True,
            )
        if image.pk > newest:
            self.made.append(image.pk)
        return image


def missing_note(address: str) -> Note:
    return Note(
        _("The image %s is neither beside the text nor under --media: not shown.") % address[:200]
    )


def refusal_note(file: Path, error: ValidationError) -> Note:
    return Note(
        _("The image %(name)s was not taken: %(why)s")
        % {"name": file.name, "why": " ".join(error.messages)}
    )


def _by_name(folders: list[Path]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix.lower() in PICTURES and not file.is_symlink() and file.is_file():
                found.setdefault(file.name, []).append(file)
    return found
