"""One file of an export."""

from dataclasses import dataclass, field


@dataclass
class File:
    """
    A path below the folder, its bytes, and how they came about, with sentences for the report.

    `status` is one of `STATUSES`; the content of what is lost is None.
    """

    path: str
    content: bytes | None
    status: str
    notes: list[str] = field(default_factory=list)

    def lose(self, sentence: str) -> None:
        """Say that the file can't be had, and why."""
        self.content, self.status = None, "lost"
        self.notes.append(sentence)


# As it came, with edits, from the site alone, and what is no post.
STATUSES = ("same", "edited", "new", "page", "image", "site", "lost")
