"""The pictures that a reading names become the site's images."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from posts.importing.folder import TextFile
from posts.importing.notes import Note
from posts.importing.pictures import Pictures, images_in, local_path, missing_note, refusal_note
from posts.importing.reading import Reading
from posts.models import Image


@dataclass
class Illustrations:
    """
    The images that a text means by its addresses, and where they lie below its folder.

    `missing` has a note for each address without an image; `to_come` are those whose picture only
    a dry run leaves where it is.
    """

    hero: Image | None = None
    images: dict[str, Image] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    missing: dict[str, Note] = field(default_factory=dict)
    to_come: set[str] = field(default_factory=set)


def illustrate(reading: Reading, text: TextFile, pictures: Pictures) -> Illustrations:
    """Take in the pictures of a text, found by its addresses; what is said of them is noted."""
    found, in_body, hero = Illustrations(), images_in(reading.body), reading.hero_address
    words = {hero: reading.hero_alt or in_body.get(hero, "")} if hero else {}
    for address, alt in (in_body | words).items():
        if local_path(address) is None:
            if address == hero:
                sentence = _("The hero image is on another site, %s: not shown.")
                reading.notes.append(Note(sentence % address[:120]))
            continue
        about = {"alt": alt}
        if address == hero:
            about |= {"credit": reading.hero_credit, "focus": reading.hero_focus}
        image, note = _image(address, about, text, pictures)
        if image:
            found.images[address] = image
            found.places[pictures.place(address, text)] = image.pk
        elif not note:
            found.to_come.add(address)
        if note:
            found.missing[address] = note
    reading.notes += found.missing.values()
    found.hero = found.images.get(hero)
    return found


def _image(
    address: str, about: dict[str, str], text: TextFile, pictures: Pictures
) -> tuple[Image | None, Note | None]:
    """The image behind an address, or why there is none."""
    file = pictures.find(address, text)
    if file is None:
        image = Image.objects.at_address(address)
        return image, None if image else missing_note(address)
    try:
        return pictures.add(file, **about), None
    except ValidationError as error:
        return None, refusal_note(file, error)
