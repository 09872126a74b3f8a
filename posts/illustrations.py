"""Which pictures a text shows, and in which words."""

import re
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings

from posts import markup
from posts.addresses import SiteAddresses, own
from posts.models import Image, Post


class Illustration(NamedTuple):
    """A picture in a text: its address and alt text as written there, and the image it means."""

    address: str
    alt: str
    image: Image | None

    @property
    def needs_alt(self) -> bool:
        """Whether neither the text nor the library says what it shows."""
        return self.image is not None and self.image.needs_alt and not self.alt.strip()

    @property
    def line(self) -> str:
        return line(self.address, self.alt)


class NotingAddresses(SiteAddresses):
    """Resolves as on any page, and notes in `illustrations` the pictures it was asked for."""

    def __init__(self, text: str = "", known: dict[str, Image] | None = None):
        super().__init__(text, known)
        self.illustrations: list[Illustration] = []

    def image(self, address: str, alt: str) -> markup.Picture | markup.Missing | None:
        answer = super().image(address, alt)
        self.illustrations.append(Illustration(address, alt, self.images.get(own(address))))
        return answer


def of_post(post: Post) -> list[Illustration]:
    """The pictures in a post's text as it is in this copy, each once, in their order."""
    if not any(mark in post.body for mark in ("![", "<img", ":::")):
        return []
    addresses = NotingAddresses(post.body, post.pictures_meant())
    markup.render(post.body, addresses)
    return list({one.address: one for one in reversed(addresses.illustrations)}.values())[::-1]


def line(address: str, alt: str) -> str:
    """The Markdown that shows what is at an address."""
    escaped = re.sub(r"([\\\[\]])", r"\\\1", " ".join(alt.split()))
    return f"![{escaped}]({address})"


def line_of(image: Image) -> str:
    """What shows the image in a text: by its file name while no newer one has it."""
    by_name = settings.MEDIA_URL + quote(image.name)
    means_it = bool(image.name) and Image.objects.at_address(by_name) == image
    address = by_name if means_it else image.as_picture().url
    return line(address, image.alt) if address else ""
