"""A whole site from the folder of an export: `posts.exporting.site` the other way."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.models import MenuItem, SiteSettings
from posts import frontmatter
from posts.importing import dates, values
from posts.importing.notes import Note, Refusal
from posts.importing.run import REFUSED, import_paths
from posts.importing.saving import Outcome
from posts.models import (
    FormerName,
    FormerSlug,
    FormerTagName,
    Image,
    Page,
    Person,
    Post,
    Redirect,
    Series,
    Snippet,
    Tag,
)
from posts.picture_file import PictureFile

SETTINGS = ("name", "description", "accent", "language", "time_zone")


class SiteFolder:
    """A folder that `export_posts` wrote."""

    def __init__(self, folder: Path):
        self.folder = folder.resolve()
        self.words: dict[int, dict[str, str]] = {}  # of the images that are new here

    def take_in(self) -> Iterator[Outcome]:
        """
        Bring everything in; yields an outcome for each post and for what is refused.

        What is there already stays as it is: people, tags, pages and redirects by their address.
        """
        site = self._read("site.yaml", {})
        yield from self._images()
        self._settings(site.get("settings", {}), site.get("menus", {}))
        self._tags(site.get("tags", []))
        self._series(site.get("series", []))
        self._snippets(site.get("snippets", []))
        self._people()
        pages = site.get("pages", [])
        yield from self._pages(pages)
        for outcome in import_paths([self.folder], bring_back=True):
            if outcome.is_new and outcome.post:
                self._complete(outcome.post, site)
            yield outcome
        for pk, words in self.words.items():
            # A text's own words filled in what was empty on the site that went out.
            Image.objects.filter(pk=pk).exclude(**words).update(**words)
        for old_path, new_path in site.get("redirects", {}).items():
            Redirect.objects.get_or_create(old_path=old_path, defaults={"new_path": new_path})

    @transaction.atomic
    def _complete(self, post: Post, site: dict[str, Any]) -> None:
        """Give a new post what its file could not say."""
        if byline := site.get("bylines", {}).get(post.slug):
            post.name_authors(Person.objects.with_slugs(byline))
        draft = site.get("drafts", {}).get(post.slug)
        if draft and post.is_draft:
            facts: dict[str, Any] = {"title": ""} if draft.get("untitled") else {}
            if end := draft.get("unpublish_at"):
                facts["unpublish_at"] = datetime.fromisoformat(end)
            Post.objects.filter(pk=post.pk).update(**facts)

    def _read(self, name: str, empty: Any) -> Any:
        """What a YAML file of the export says; raises Refusal when it can't be read."""
        try:
            text = (self.folder / name).read_text(encoding="utf-8")
            values.refuse_depth(text, 1)
            found = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        except FileNotFoundError:
            return empty
        except (OSError, ValueError, yaml.YAMLError) as error:
            raise Refusal(_("%s can't be read: check its YAML.") % name) from error
        if not isinstance(found, type(empty) | None):
            raise Refusal(_("%s does not hold what an export writes into it.") % name)
        return found or empty

    def _file(self, path: str) -> Path:
        file = (self.folder / path).resolve()
        if not file.is_relative_to(self.folder):
            raise Refusal(_("%s lies outside the folder.") % path)
        return file

    def _images(self) -> Iterator[Outcome]:
        started = timezone.now()
        listed = self._read("images.yaml", [])
        formers = [facts for facts in listed if "former_of" in facts]
        images = [facts for facts in listed if "former_of" not in facts]
        # Of two with one name texts mean the one that was added last.
        for facts in sorted(images, key=lambda facts: facts.get("added", "")):
            path, names = facts.pop("path"), facts.pop("former_names", [])
            added = facts.pop("added", None)
            try:
                with self._file(path).open("rb") as opened:
                    image = Image.objects.add(File(opened), **facts)
            except ValidationError as error:
                yield Outcome(path, REFUSED, notes=[Note(" ".join(error.messages))])
            except OSError:
                yield Outcome(path, REFUSED, notes=[Note(_("The picture is not there."))])
            else:
                FormerName.objects.keep(image, set(names))
                if image.created_at >= started:
                    self.words[image.pk] = {"alt": image.alt, "credit": image.credit}
                    if added:
                        added_at = datetime.fromisoformat(added)
                        Image.objects.filter(pk=image.pk).update(created_at=added_at)
        for facts in formers:
            yield from self._former_file(facts)

    def _former_file(self, facts: dict[str, Any]) -> Iterator[Outcome]:
        """Keep what an image had before; yields an outcome if that can't be."""
        path = facts.pop("path")
        image = Image.objects.filter(content_hash=facts.pop("former_of")).first()
        try:
            with self._file(path).open("rb") as opened:
                picture = PictureFile.of(File(opened))
                if image and picture.content_hash != image.content_hash:
                    facts["replaced_at"] = datetime.fromisoformat(facts["replaced_at"])
                    image.keep_former(picture, **facts)
        except ValidationError as error:
            yield Outcome(path, REFUSED, notes=[Note(" ".join(error.messages))])
        except OSError:
            yield Outcome(path, REFUSED, notes=[Note(_("The picture is not there."))])

    def _image(self, path: str | None) -> Image | None:
        """The image behind the path of a picture that was just taken in."""
        if not path:
            return None
        with self._file(path).open("rb") as opened:
            return Image.objects.add(File(opened), name=path)

    @transaction.atomic
    def _settings(self, facts: dict[str, Any], menus: dict[str, list]) -> None:
        site = SiteSettings.load()
        for name in SETTINGS:
            if facts.get(name) is not None:
                setattr(site, name, facts[name])
        site.logo = self._image(facts.get("logo")) or site.logo
        site.full_clean()
        site.save()
        if not site.menu_items.exists():
            MenuItem.objects.bulk_create(
                MenuItem(settings=site, place=place, position=position, **item)
                for place, items in menus.items()
                for position, item in enumerate(items, start=1)
            )

    def _tags(self, tags: list[dict[str, Any]]) -> None:
        former: list[tuple[str, Tag]] = []
        for facts in tags:
            names = facts.pop("former_names", [])
            same = Q(slug=facts["slug"]) | Q(name__iexact=facts["name"])
            tag = Tag.objects.filter(same).first() or Tag.objects.create(**facts)
            former += [(name, tag) for name in names]
        for name, tag in former:
            if Tag.objects.known_as(name) is None:
                FormerTagName.objects.note(name, tag)

    def _series(self, series: list[dict[str, str]]) -> None:
        there = {name.casefold() for name in Series.objects.values_list("name", flat=True)}
        for facts in series:
            if facts["name"].casefold() not in there:
                Series.objects.create(**facts)

    def _snippets(self, snippets: list[dict[str, Any]]) -> None:
        """Those whose short names are free here, before the texts that show them."""
        for facts in snippets:
            former = facts.pop("former_slugs", [])
            snippet = Snippet(**facts)
            if snippet.is_taken(snippet.slug):
                continue
            if Snippet.objects.filter(name=snippet.name).exists():
                snippet.name = snippet.slug
            snippet.save()
            FormerSlug.objects.bulk_create(
                FormerSlug(snippet=snippet, slug=slug)
                for slug in former
                if not snippet.is_taken(slug)
            )

    def _people(self) -> None:
        for facts in self._read("people.yaml", []):
            facts["picture"] = self._image(facts.get("picture"))
            Person.objects.get_or_create(slug=facts.pop("slug"), defaults=facts)

    def _pages(self, paths: list[str]) -> Iterator[Outcome]:
        for path in paths:
            try:
                document = frontmatter.split(self._file(path).read_bytes())
                facts = values.read(document, document.matter.decode())
                body = document.body.decode()
                updated = dates.read_date(str(facts.pop("updated", "")), UTC)
            except (OSError, ValueError) as error:
                yield Outcome(path, REFUSED, notes=[Note(str(error))])
                continue
            slug = facts.pop("slug", "") or PurePosixPath(path).stem
            page, is_new = Page.objects.get_or_create(slug=slug, defaults={**facts, "body": body})
            if is_new and updated:
                Page.objects.filter(pk=page.pk).update(updated_at=updated)
