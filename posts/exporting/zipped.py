"""An export as one zip, sent while it is made."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

from posts.exporting.files import File

# It is no text to an import.
REPORT = "export.log"


class _Outgoing:
    """What zipfile writes into: it keeps the bytes until they are sent, and can't go back."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, content: bytes) -> int:
        self.waiting.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing waits for more."""

    def close(self) -> None:
        """The bytes are taken to the end."""

    def taken(self) -> bytes:
        content, self.waiting = b"".join(self.waiting), []
        return content


def zipped(files: Iterable[File], moment: datetime) -> Iterator[bytes]:
    """The bytes of a zip of these files; what is said about some is in a last one, a report."""
    outgoing, said = _Outgoing(), []
    with zipfile.ZipFile(outgoing, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            said += [f"{file.path}: {note}" for note in file.notes]
            if file.content is None:
                continue
            packed.writestr(_entry(file.path, moment, file.status), file.content)
            yield outgoing.taken()
        if said:
            report = "\n".join([*said, ""]).encode(errors="replace")
            packed.writestr(_entry(REPORT, moment, "site"), report)
    yield outgoing.taken()


def _entry(path: str, moment: datetime, status: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, moment.timetuple()[:6])
    # Pictures are packed as they are.
    entry.compress_type = zipfile.ZIP_STORED if status == "image" else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
