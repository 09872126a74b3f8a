"""All files of a site, one after the other: posts, pages, pictures, and what is none of these."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from cms.models import SiteSettings
from posts.exporting import post_file, site_files
from posts.exporting.files import File
from posts.exporting.paths import Paths
from posts.exporting.pictures import Pictures
from posts.exporting.post_file import Made
from posts.exporting.wanted import Hero
from posts.importing.fields import written_focus
from posts.models import Image, ImportedFile, Page, Post, WorkingCopy

BATCH = 200
HTML = {".html", ".htm"}


class Export:
    """One export: what its files are called and hold. Memory stays flat however many posts."""

    def __init__(self, *, as_imported: bool = False):
        self.as_imported = as_imported
        self.zone = ZoneInfo(SiteSettings.load().time_zone)
        self.paths = Paths()
        self.pictures = Pictures(self.paths)

    def files(self) -> Iterator[File]:
        """Every file of the site, those that came by a file of their own first."""
        for name in site_files.NAMES:
            self.paths.claim(name)
        for post in in_batches(_posts().exclude(imported_file=None)):
            yield from self._came_by_a_file(post)
        for post in in_batches(_posts().filter(imported_file=None)):
            yield self._new(post)
        site_files.need_pictures(self.pictures)
        pages = []
        for page in in_batches(Page.objects.all()):
            path, note = self.paths.claim(f"pages/{page.slug}.md")
            pages.append(path)
            yield File(path, site_files.page(page), "page", [note] if note else [])
        yield from self.pictures.files()
        yield from site_files.files(self.pictures, pages)

    def _came_by_a_file(self, post: Post) -> Iterator[File]:
        imported = post.imported_file
        wished, notes = imported.path, []
        if post.published_at and "_drafts" in wished.split("/"):
            wished = "/".join(part for part in wished.split("/") if part != "_drafts")
            notes.append(_("It is no draft any more: out of the folder _drafts."))
        is_as_it_came = post_file.is_as_it_came(post, imported)
        if not is_as_it_came and PurePosixPath(wished).suffix.lower() in HTML:
            wished = str(PurePosixPath(wished).with_suffix(".md"))
            notes.append(_("It was a scraped page and was edited since: it comes as Markdown."))
        path, note = self.paths.claim(wished)
        notes += [_("%s So it goes by another name.") % note] if note else []
        if path == imported.path and is_as_it_came:
            made = Made(post_file.untouched(imported, as_imported=self.as_imported), "same")
        else:
            hero = self._hero(post, imported)
            made = post_file.edited(
                post, imported, path, hero, self.zone, as_imported=self.as_imported
            )
            if made.status == "edited":
                self.pictures.need_those_in(post.body)
        yield File(path, made.content, made.status, notes + made.notes + _left_here(post))
        for place, pk in imported.images.items():
            yield from self.pictures.at(place, pk)

    def _hero(self, post: Post, imported: ImportedFile) -> Hero:
        """The hero as the file must name it, new if it is another than came."""
        state = imported.revision.state if imported.revision else {}
        if post.hero_image_id == state.get("hero_image_id"):
            return Hero(post.hero_address)
        return self._new_hero(post.hero_image)

    def _new_hero(self, image: Image | None) -> Hero:
        if image is None:
            return Hero()
        focus = written_focus(*image.focus)
        return Hero(f"/{self.pictures.need(image)}", image.alt, image.credit, focus)

    def _new(self, post: Post) -> File:
        path, note = self.paths.claim(f"{post.slug}.md")
        self.pictures.need_those_in(post.body)
        made = post_file.fresh(post, path, self._new_hero(post.hero_image), self.zone)
        notes = [note] * bool(note) + made.notes + _left_here(post)
        return File(path, made.content, made.status, notes)


def _left_here(post: Any) -> list[str]:
    """That not all of a post is in its file."""
    if not post.has_changes:
        return []
    return [_("It has saved changes that readers don't see yet: they are not in the file.")]


def _posts():
    return (
        Post.objects.kept()
        .annotate(has_changes=Exists(WorkingCopy.objects.filter(post=OuterRef("pk"))))
        .defer("body_html", "toc", "excerpt")
        .select_related("imported_file__revision", "hero_image", "series")
        .prefetch_related(Prefetch("translation_of", _originals()))
        .with_tags()
        .with_authors()
    )


def _originals():
    """Of the posts that others translate what names them."""
    return Post.objects.select_related("imported_file").only("slug", "imported_file__path")


def in_batches(rows):
    """Rows by their keys, a batch at a time: no cursor stays open, no list grows."""
    last = 0
    while batch := list(rows.order_by("pk").filter(pk__gt=last)[:BATCH]):
        yield from batch
        last = batch[-1].pk
