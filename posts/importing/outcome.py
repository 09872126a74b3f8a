"""What became of a file."""

from dataclasses import dataclass, field

from posts.importing.notes import Note
from posts.models import Post

LEFT_OUT = "left out"


@dataclass
class Outcome:
    """
    What became of a file, with sentences.

    `status` is new, changed, same, warned (new or changed), conflict, gone or refused. `waits_for`
    is the original that a translation names and that is not here, or not yet.
    """

    path: str
    status: str
    post: Post | None = None
    is_new: bool = False
    notes: list[Note] = field(default_factory=list)
    waits_for: str = ""
