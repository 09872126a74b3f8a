"""Files on their way in, some at a time, so that memory stays flat however many there are."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from posts.importing.folder import TextFile
from posts.importing.notes import Note, Refusal
from posts.importing.preparing import Prepared
from posts.models import ImportedFile

MOST_FILES = 100
MOST_BYTES = 4_000_000
# What no line of report about a post that stays as it is needs.
_LARGE = ("body", "body_html", "toc", "excerpt", "front_matter")


@dataclass(slots=True)
class Item:
    """A file, its bytes, and what is known: that they came before (`same`), or what they say."""

    text: TextFile
    source: bytes = b""
    digest: str = ""
    refusal: Note | None = None
    same: ImportedFile | None = None
    prepared: Prepared | Note | None = None

    @property
    def path(self) -> str:
        return self.text.below

    @property
    def refused(self) -> Note | None:
        """Why the file can't come in, as far as its bytes tell."""
        return self.prepared if isinstance(self.prepared, Note) else self.refusal

    @property
    def content(self) -> Prepared:
        """What a file says that is prepared; raises ValueError for one that isn't, or refused."""
        if not isinstance(self.prepared, Prepared):
            raise ValueError(f"{self.path} is not prepared, or was refused.")
        return self.prepared

    @property
    def job(self) -> tuple[bytes, str]:
        return self.source, self.path


@dataclass(slots=True)
class Batch:
    """Files that are read ahead and written together."""

    items: list[Item] = field(default_factory=list)

    def to_prepare(self) -> list[Item]:
        return [item for item in self.items if not item.same and not item.refusal]


def in_batches(texts: Iterable[TextFile]) -> Iterator[Batch]:
    """Read the files; those that came before with the same bytes are marked."""
    batch, size = Batch(), 0
    for text in texts:
        item = _read(text)
        batch.items.append(item)
        size += len(item.source)
        if len(batch.items) == MOST_FILES or size > MOST_BYTES:
            yield _compared(batch)
            batch, size = Batch(), 0
    if batch.items:
        yield _compared(batch)


def _read(text: TextFile) -> Item:
    try:
        source = text.read()
    except Refusal as refusal:
        return Item(text, refusal=refusal.note)
    return Item(text, source, hashlib.sha256(source).hexdigest())


def _compared(batch: Batch) -> Batch:
    paths = [item.path for item in batch.items]
    rows = ImportedFile.objects.filter(path__in=paths, post__trashed_at=None)
    posts = rows.select_related("post").defer("source", *(f"post__{name}" for name in _LARGE))
    there = {(row.path, row.sha256): row for row in posts}
    for item in batch.items:
        item.same = there.get((item.path, item.digest))
    return batch
