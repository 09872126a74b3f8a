"""Files into a folder: each whole or not at all, none outside it."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from posts.exporting.files import File

UNFINISHED = ".unfinished-"


class FolderError(Exception):
    """A folder that can't be written to: a sentence that says what to do."""


def prepare(folder: Path, *, overwrite: bool) -> Path:
    """The folder, made if it is not there; raises FolderError unless it may be filled."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = all(file.name.startswith(UNFINISHED) for file in folder.iterdir())
    except FileExistsError as error:
        raise FolderError(_("%s is a file: name a folder.") % folder) from error
    except OSError as error:
        raise FolderError(
            _("%(folder)s can't be used: %(reason)s.")
            % {"folder": folder, "reason": (error.strerror or str(error)).lower()}
        ) from error
    if not is_empty and not overwrite:
        raise FolderError(
            _("%s is not empty: name another folder, or use --overwrite to write into it.")
            % folder
        )
    return folder.resolve()


def write(folder: Path, files: Iterable[File]) -> Iterator[File]:
    """Write the files; yields each when it is there. One that can't be has `lost` set."""
    mode = 0o666 & ~_umask()
    for file in files:
        if file.content is not None:
            try:
                _write(folder, file.path, file.content, mode)
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                file.lose(_("It can't be written: %s.") % reason)
        yield file


def others(folder: Path, is_ours) -> Iterator[str]:
    """The files of a folder that are none of this export; what a stopped one left is removed."""
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(above, name)
            if name.startswith(UNFINISHED):
                path.unlink(missing_ok=True)
            elif not name.startswith("."):
                below = path.relative_to(folder).as_posix()
                if not is_ours(below):
                    yield below


def _write(folder: Path, path: str, content: bytes, mode: int) -> None:
    target = folder / path
    if not target.parent.resolve().is_relative_to(folder):
        raise OSError(None, _("a link leads out of the folder there"))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=target.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            os.fchmod(handle, mode)
        Path(unfinished).replace(target)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
