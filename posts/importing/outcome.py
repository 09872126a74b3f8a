"""What became of a file."""

from dataclasses import dataclass, field

from posts.importing.notes import Note
from posts.models import Post


@dataclass
class Outcome:
    """
    What became of a file, with sentences.

    `status` is new, changed, same, warned (new or changed), conflict, gone or refused.
    """

    path: str
    status: str
    post: Post | None = None
    is_new: bool = False
    notes: list[Note] = field(default_factory=list)
