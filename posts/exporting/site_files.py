"""What is no post and no picture: pages, people, and the site's settings, tags and redirects."""

from collections.abc import Iterator
from typing import Any

import yaml
from django.db.models import Count

from cms.models import MenuItem, SiteSettings
from posts.exporting import front_matter
from posts.exporting.files import File
from posts.exporting.pictures import Pictures
from posts.models import Page, Person, Post, Redirect, Series, Snippet, Tag

NAMES = ("site.yaml", "people.yaml", "images.yaml")
SETTINGS = ("name", "description", "accent", "language", "time_zone")


def page(page: Page) -> bytes:
    """A page's file: Markdown with front matter."""
    values = {"title": page.title, "slug": page.slug, "updated": page.updated_at.isoformat()}
    if page.noindex:
        values["noindex"] = True
    return front_matter.anew(values, "\n") + page.body.encode()


def need_pictures(pictures: Pictures) -> None:
    """Have the logo, people's pictures and those in snippets written for others to name."""
    for person in Person.objects.exclude(picture=None).select_related("picture"):
        if person.picture:
            pictures.need(person.picture)
    if logo := SiteSettings.load().logo:
        pictures.need(logo)
    for body in Snippet.objects.values_list("body", flat=True):
        pictures.need_those_in(body)


def files(pictures: Pictures, pages: list[str]) -> Iterator[File]:
    """The three files of the site's own facts; those of the images once all are written."""
    yield File("people.yaml", _yaml(_people(pictures)), "site")
    yield File("site.yaml", _yaml(_site(pictures, pages)), "site")
    pictures.facts.seek(0)
    yield File("images.yaml", pictures.facts.read(), "site")


def _people(pictures: Pictures) -> list[dict[str, Any]]:
    people = []
    for person in Person.objects.order_by("pk").select_related("picture"):
        facts = {"name": person.name, "slug": person.slug, "bio": person.bio}
        facts["links"] = person.links
        if person.picture:
            facts["picture"] = pictures.need(person.picture)
        people.append({key: value for key, value in facts.items() if value})
    return people


def _site(pictures: Pictures, pages: list[str]) -> dict[str, Any]:
    site = SiteSettings.load()
    settings = {name: getattr(site, name) for name in SETTINGS}
    if site.logo:
        settings["logo"] = pictures.need(site.logo)
    menus: dict[str, list] = {place: [] for place in MenuItem.Place.values}
    for item in MenuItem.objects.all():
        menus[item.place].append({"label": item.label, "address": item.address})
    return {
        "settings": settings,
        "menus": menus,
        "pages": pages,
        "tags": list(_tags()),
        "series": [
            {key: value for key, value in series.items() if value}
            for series in Series.objects.order_by("pk").values("name", "description")
        ],
        "snippets": list(_snippets()),
        "redirects": dict(Redirect.objects.values_list("old_path", "new_path")),
        **_said_of_posts(),
    }


def _said_of_posts() -> dict[str, Any]:
    """What a post's file can't say: which of namesakes wrote it, and of drafts what they lack."""
    posts = Post.objects.kept().order_by("pk")
    once = Person.objects.values("name").annotate(people=Count("pk")).filter(people__gt=1)
    of_namesakes = posts.filter(authors__name__in=once.values("name")).distinct().with_authors()
    bylines = {
        post.slug: [person.slug for person in post.shown_authors]
        for post in of_namesakes.only("slug")
    }
    drafts = {
        slug: {"untitled": not title} | ({"unpublish_at": end.isoformat()} if end else {})
        for slug, title, end in posts.drafts()
        .exclude(unpublish_at=None, title__gt="")
        .values_list("slug", "title", "unpublish_at")
    }
    said = {"bylines": bylines, "drafts": drafts}
    return {name: facts for name, facts in said.items() if facts}


def _tags() -> Iterator[dict[str, Any]]:
    for tag in Tag.objects.order_by("pk").prefetch_related("former_names"):
        facts = {"name": tag.name, "slug": tag.slug, "description": tag.description}
        former = {"former_names": [former.name for former in tag.former_names.all()]}
        yield {key: value for key, value in (facts | former).items() if value}


def _snippets() -> Iterator[dict[str, Any]]:
    for snippet in Snippet.objects.order_by("pk").prefetch_related("former_slugs"):
        facts = {"name": snippet.name, "slug": snippet.slug, "body": snippet.body}
        former = [former.slug for former in snippet.former_slugs.all()]
        yield facts | ({"former_slugs": former} if former else {})


def _yaml(values: Any) -> bytes:
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=95).encode()
