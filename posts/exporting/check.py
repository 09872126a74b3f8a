"""The proof of an export: imported into an empty site, it must be the same site."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.utils import load_backend
from django.utils.translation import gettext as _

from cms.models import MenuItem, SiteSettings
from posts.exporting.site import in_batches
from posts.exporting.wanted import snapshot
from posts.importing.fields import one_line
from posts.importing.keys import NAMES, plain
from posts.models import (
    FormerFile,
    FormerName,
    Image,
    Page,
    Person,
    Post,
    Redirect,
    Series,
    Snippet,
    Tag,
)

ALIAS = "exported"
BATCH = 200
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)*")
# Front matter that has a meaning is compared as what it means.
_MEANT = {name for names in NAMES.values() for name in names}


class CheckError(Exception):
    """What the other site said when it could not take the export in."""


def differences(folder: Path) -> Iterator[str]:
    """
    Sentences about all in which this site and the one that an export makes are not the same.

    The other site is a process, a SQLite database and a media folder of its own, gone afterwards.
    Raises CheckError when it can't be made.
    """
    with tempfile.TemporaryDirectory(prefix="lodestone-check-") as scratch:
        database = Path(scratch) / "site.sqlite3"
        yield from _import(folder, Path(scratch), database)
        with _connected(database):
            yield from _posts()
            for named, facts in _OTHERS.items():
                yield from _apart(named, facts(None), facts(ALIAS))


def _import(folder: Path, scratch: Path, database: Path) -> Iterator[str]:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "STORAGE_URL": str(scratch / "media"),
        "VAR_DIR": str(scratch),
    }
    for arguments in (["migrate", "--verbosity=0"], ["import_site", str(folder)]):
        done = subprocess.run(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        refused = [line for line in done.stdout.splitlines() if line.startswith("refused")]
        if done.returncode and not refused:
            raise CheckError(done.stderr.strip().rpartition("\n")[2] or done.stdout)
        yield from refused


@contextmanager
def _connected(database: Path) -> Iterator[None]:
    engine = "django.db.backends.sqlite3"
    # Django fills in the rest for what it knows as the default.
    facts = connections.configure_settings({"default": {"ENGINE": engine, "NAME": str(database)}})
    connections[ALIAS] = load_backend(engine).DatabaseWrapper(facts["default"], ALIAS)
    try:
        yield
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]


def _posts() -> Iterator[str]:
    batch: list[Post] = []
    for post in in_batches(_whole(None)):
        batch.append(post)
        if len(batch) == BATCH:
            yield from _batch_apart(batch)
            batch = []
    yield from _batch_apart(batch)
    ours, theirs = Post.objects.kept().count(), Post.objects.using(ALIAS).count()
    if theirs > ours:
        yield _("There are %(count)s posts too many.") % {"count": theirs - ours}


def _batch_apart(batch: list[Post]) -> Iterator[str]:
    theirs = {
        post.slug: post for post in _whole(ALIAS).filter(slug__in=[post.slug for post in batch])
    }
    for post in batch:
        address = f"/posts/{post.slug}/"
        if post.slug not in theirs:
            yield _("%s is missing.") % address
            continue
        ours, other = _facts(post), _facts(theirs[post.slug])
        apart = sorted(name for name in ours if ours[name] != other[name])
        if apart:
            yield _("%(address)s differs: %(names)s.") % {
                "address": address,
                "names": ", ".join(apart).replace("_", " "),
            }


def _whole(alias: str | None) -> Any:
    return (
        Post.objects.using(alias)  # type: ignore[misc]
        .kept()
        .defer("body_html", "toc", "excerpt")
        .select_related("hero_image", "series")
        .prefetch_related("translation_of")
        .with_tags()
        .with_authors()
    )


def _facts(post: Post) -> dict[str, Any]:
    """What an export keeps of a post. The hero counts by its content, a text by its lines."""
    facts = snapshot(post)
    del facts["hero_image_id"], facts["hero_address"]
    facts["hero_image"] = post.hero_image and post.hero_image.content_hash
    facts["body"] = _without_blank_lines(post.body)
    for name in ("standfirst", "search_title", "search_description", "title"):
        facts[name] = one_line(facts[name])
    if post.published_at is None:
        del facts["unpublish_at"]  # a draft's end waits in its front matter
    facts["front_matter"] = {
        key: value for key, value in post.front_matter.items() if plain(key) not in _MEANT
    }
    del facts["series_id"], facts["translation_of_id"]
    facts["series"] = post.series and post.series.name
    facts["translation_of"] = post.translation_of and post.translation_of.slug
    facts["tags"] = [tag.name for tag in post.shown_tags]
    facts["authors"] = [(person.name, person.slug) for person in post.shown_authors]
    return facts


def _without_blank_lines(text: str) -> str:
    return text[_BLANK_LINES.match(text).end() :]  # type: ignore[union-attr]


def _pages(alias: str | None) -> dict[str, Any]:
    rows = Page.objects.using(alias).values_list("slug", "body", "title", "noindex", "updated_at")
    return {f"/{slug}/": (_without_blank_lines(body), *rest) for slug, body, *rest in rows}


def _redirects(alias: str | None) -> dict[str, Any]:
    return dict(Redirect.objects.using(alias).values_list("old_path", "new_path"))


def _tags(alias: str | None) -> dict[str, Any]:
    return {
        tag.name: (tag.slug, tag.description, {former.name for former in tag.former_names.all()})
        for tag in Tag.objects.using(alias).prefetch_related("former_names")
    }


def _series(alias: str | None) -> dict[str, Any]:
    return dict(Series.objects.using(alias).values_list("name", "description"))


def _snippets(alias: str | None) -> dict[str, Any]:
    return {
        snippet.slug: (snippet.name, snippet.body, snippet.names)
        for snippet in Snippet.objects.using(alias)
    }


def _people(alias: str | None) -> dict[str, Any]:
    rows = Person.objects.using(alias).values_list(
        "slug", "name", "bio", "links", "picture__content_hash"
    )
    return {slug: rest for slug, *rest in rows}


def _images(alias: str | None) -> dict[str, Any]:
    rows = Image.objects.using(alias).values_list(
        "content_hash", "name", "alt", "decorative", "credit", "focal_x", "focal_y"
    )
    found = {content_hash: [name, *rest] for content_hash, name, *rest in rows}
    names = FormerName.objects.order_by("name").values_list("image__content_hash", "name")
    files = FormerFile.objects.order_by("content_hash").values_list(
        "image__content_hash", "content_hash", *FormerFile.WORDS, "replaced_at"
    )
    for formers in (names.using(alias), files.using(alias)):
        for content_hash, *said in formers:
            found[content_hash].append(said)
    return {str(said[0] or content_hash): said for content_hash, said in found.items()}


def _settings(alias: str | None) -> dict[str, Any]:
    names = ("name", "description", "accent", "language", "time_zone", "logo__content_hash")
    found = SiteSettings.objects.using(alias).values(*names).first()
    return found or {name: getattr(SiteSettings(), name, None) for name in names}


def _menus(alias: str | None) -> dict[str, Any]:
    rows = MenuItem.objects.using(alias).values_list("place", "label", "address")
    return {" ".join(map(str, (number, *row))): row for number, row in enumerate(rows)}


_OTHERS: dict[str, Callable[[str | None], dict[str, Any]]] = {
    _("page"): _pages,
    _("redirect"): _redirects,
    _("tag"): _tags,
    _("series"): _series,
    _("snippet"): _snippets,
    _("person"): _people,
    _("image"): _images,
    _("setting"): _settings,
    _("menu item"): _menus,
}


def _apart(named: str, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[str]:
    for key in sorted(ours.keys() | theirs.keys()):
        values = {"what": named, "key": key}
        if key not in theirs:
            yield _("The %(what)s %(key)s is missing.") % values
        elif key not in ours:
            yield _("The %(what)s %(key)s is one too many.") % values
        elif ours[key] != theirs[key]:
            yield _("The %(what)s %(key)s differs.") % values
