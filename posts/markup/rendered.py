"""What goes into a rendering and what comes out of it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Heading:
    """One line of the contents list: its level in the page (2 to 6), its id, its plain text."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Picture:
    """
    An image as readers get it: addresses ready for HTML attributes, sizes in pixels.

    `full` is the address of a larger copy than the text shows, if there is one.
    """

    url: str
    width: int | None
    height: int | None
    alt: str | None
    srcset: str = ""
    sizes: str = ""
    type: str = ""
    full: str = ""


@dataclass(frozen=True)
class Missing:
    """
    An image that is not here; `reason` tells why, as the end of a sentence for the editor.

    Without a reason it is simply not in the library. Readers get a link to `address`, if it is
    somewhere else.
    """

    reason: str = ""
    address: str = ""


class Resolve(Protocol):
    """What the text can't tell: it is asked once for each image, link and snippet, as written."""

    def image(self, address: str, alt: str) -> Picture | Missing | None:
        """Return the picture behind an address, or None to leave the address as written."""

    def link(self, address: str) -> str | None:
        """Return the address to link to instead, or None to leave it as written."""

    def snippet(self, name: str) -> str | None:
        """Return the Markdown of the snippet that texts call by this name, or None."""


@dataclass(frozen=True)
class Rendered:
    """
    The HTML of a body and what was learned on the way.

    `words` counts the words a reader reads; `excerpt` is plain text of at most 220
    characters; `warnings` are sentences for the editor; `uses` holds ("image", address)
    and ("link", address) as written.
    """

    html: str
    toc: tuple[Heading, ...]
    words: int
    excerpt: str
    warnings: tuple[str, ...]
    uses: frozenset[tuple[str, str]]
