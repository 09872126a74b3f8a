"""Files under names that their content decides: written whole or not at all, never changed."""

import contextlib
import os
import re
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

PUBLIC_NAME = re.compile(settings.PUBLIC_MEDIA)


def is_public(address: str) -> bool:
    """Whether readers get a file of ours at this address."""
    name = public_name(address)
    return bool(name) and default_storage.exists(name)


def public_name(path: str) -> str:
    """The name of the public file that an address on this site means, or nothing."""
    name = path.removeprefix(settings.MEDIA_URL)
    return name if PUBLIC_NAME.fullmatch(name) else ""


def keep(name: str, data: bytes) -> None:
    """
    Put the file into the default storage, safe when this returns; one that is there stays.

    The name must come from the content's hash. A crash leaves no half file under it.
    """
    if default_storage.exists(name) and default_storage.size(name) == len(data):
        _make_young(name)
        return
    if isinstance(default_storage, FileSystemStorage):
        mode = default_storage.file_permissions_mode or 0o644
        _write_whole(Path(default_storage.path(name)), data, mode)
    else:
        default_storage.save(name, ContentFile(data))


def read(name: str) -> bytes:
    """Return a kept file's content; raises OSError when it is not there."""
    with default_storage.open(name) as file:
        return file.read()


def remove(name: str) -> None:
    """Remove a kept file; one that is gone already is as good."""
    default_storage.delete(name)


def names(folder: str) -> list[str]:
    """The names of all files in a folder; none if it isn't there."""
    try:
        return [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    except FileNotFoundError:
        return []


def is_older(name: str, than: timedelta) -> bool:
    """Whether a file is there and was written, or kept once more, longer ago than this."""
    try:
        return default_storage.get_modified_time(name) < timezone.now() - than
    except FileNotFoundError:
        return False


def move(name: str, to: str) -> None:
    """Give a kept file another name; its age is counted from now."""
    if isinstance(default_storage, FileSystemStorage):
        _make_young(name)
        target = Path(default_storage.path(to))
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(default_storage.path(name)).replace(target)
    else:
        keep(to, read(name))
        remove(name)


def _make_young(name: str) -> None:
    """Let no sweep take a file for unused that is just being given a row."""
    if isinstance(default_storage, FileSystemStorage):
        with contextlib.suppress(FileNotFoundError):
            os.utime(default_storage.path(name))


def _write_whole(path: Path, data: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(handle, mode)
            os.fsync(handle)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
