"""The sample publication that a new site starts with."""

from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

import yaml
from django.core.files import File
from django.db import transaction

from cms.models import MenuItem, SiteSettings
from posts.importing import text_file
from posts.importing.run import import_paths
from posts.models import Image, Page, Person

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
NAME = "The Lodestone Review"
DESCRIPTION = "A small magazine about honest lead generation."
MENUS = {
    MenuItem.Place.HEADER: [("Articles", "/"), ("Topics", "/tags/"), ("About", "/about/")],
    MenuItem.Place.FOOTER: [("Privacy", "/privacy/")],
}


def load() -> tuple[int, int]:
    """
    Bring the samples in; how many posts and pages are new.

    What is there already stays, and the site's settings are filled in where they are empty.
    """
    _people()
    outcomes = list(import_paths(sorted(SAMPLES.glob("*.md")), bring_back=True))
    pages = _pages()
    _settings()
    return sum(outcome.is_new for outcome in outcomes), pages


def _people() -> None:
    for person in yaml.safe_load((SAMPLES / "people.yaml").read_text(encoding="utf-8")):
        Person.objects.get_or_create(slug=person.pop("slug"), defaults=person)


def _pages() -> int:
    made = 0
    for file in sorted((SAMPLES / "pages").glob("*.md")):
        page = text_file.read(file.read_bytes(), PurePosixPath(file.name), ZoneInfo("UTC"))
        defaults = {"title": page.title, "body": page.body, "noindex": page.noindex}
        made += Page.objects.get_or_create(slug=page.slug, defaults=defaults)[1]
    return made


@transaction.atomic
def _settings() -> None:
    site = SiteSettings.load()
    if site.name == SiteSettings._meta.get_field("name").default:
        site.name = NAME
    site.description = site.description or DESCRIPTION
    if site.logo is None:
        with (SAMPLES / "images" / "logo.png").open("rb") as opened:
            site.logo = Image.objects.add(File(opened), name="logo.png", alt=NAME)
    site.save()
    if not site.menu_items.exists():
        MenuItem.objects.bulk_create(
            MenuItem(settings=site, place=place, label=label, address=address, position=position)
            for place, items in MENUS.items()
            for position, (label, address) in enumerate(items, start=1)
        )
