"""What a file's bytes alone are enough for, in this process or another: reading, rendering."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from django.utils import translation

from posts import markup
from posts.addresses import means_a_picture_here, on_another_site, own
from posts.importing import text_file
from posts.importing.notes import Note, Refusal
from posts.importing.pictures import images_in
from posts.importing.reading import Reading


@dataclass(frozen=True)
class Terms:
    """What reading depends on besides the file: the site's time zone and language."""

    zone: ZoneInfo
    language: str


@dataclass(frozen=True)
class Prepared:
    """
    What a file says.

    `rendered` is its body's HTML, None when that needs pictures which only the site knows.
    """

    reading: Reading
    rendered: markup.Rendered | None


def prepare(source: bytes, path: str, terms: Terms) -> Prepared | Note:
    """
    What a file says, or the sentence why it can't come in.

    Pure: no database, and no file but these bytes.
    """
    with translation.override(terms.language):
        try:
            reading = text_file.read(source, PurePosixPath(path), terms.zone)
        except Refusal as refusal:
            return refusal.note
        return Prepared(reading, _rendered(reading))


def prepare_all(files: list[tuple[bytes, str]], terms: Terms) -> list[Prepared | Note]:
    """Read and render several files, by their bytes and paths."""
    return [prepare(source, path, terms) for source, path in files]


def _rendered(reading: Reading) -> markup.Rendered | None:
    addresses = images_in(reading.body).keys() - {reading.hero_address}
    if any(map(means_a_picture_here, addresses)):
        return None
    asked = _Asked()
    rendered = markup.render(reading.body, asked, hero=reading.hero_address or None)
    return None if asked.for_site else rendered


class _Asked:
    """Answers as `posts.addresses.SiteAddresses` does where it needs no database."""

    def __init__(self) -> None:
        self.for_site = False

    def image(self, address: str, alt: str) -> markup.Missing | None:
        address = own(address)
        self.for_site = self.for_site or means_a_picture_here(address)
        return on_another_site(address)

    def link(self, address: str) -> None:
        """Links stay as written."""

    def snippet(self, name: str) -> None:
        """The site alone knows it, and how it looks when it is shown."""
        self.for_site = True
