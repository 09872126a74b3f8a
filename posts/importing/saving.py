"""A reading becomes a post: whole or not at all, and never over what was edited on the site."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.models import SiteSettings
from posts import slugs
from posts.importing import matching, text_file
from posts.importing.folder import TextFile
from posts.importing.notes import Note, Refusal
from posts.importing.pictures import Pictures, images_in, local_path, missing_note, refusal_note
from posts.importing.reading import Reading
from posts.models import Image, ImportedFile, Person, Post, Redirect, Tag, Tagging

SAME_NAMED = (
    "title",
    "slug",
    "standfirst",
    "body",
    "hero_address",
    "canonical_url",
    "search_title",
    "search_description",
    "noindex",
    "front_matter",
)


@dataclass
class Outcome:
    """What became of a file: new, changed, same, warned or refused, with sentences."""

    path: str
    status: str
    post: Post | None = None
    is_new: bool = False
    notes: list[Note] = field(default_factory=list)


class Importer:
    """One run: takes texts in, one transaction each, and remembers what they share."""

    def __init__(
        self,
        pictures: Pictures,
        site: SiteSettings,
        *,
        overwrite: bool = False,
        dry_run: bool = False,
    ):
        self.pictures = pictures
        self.zone = ZoneInfo(site.time_zone)
        self.language = site.language
        self.overwrite = overwrite
        self.dry_run = dry_run
        self.texts_by_slug: dict[str, TextFile] = {}
        self.tags: dict[str, Tag] = {}
        self.people: dict[str, Person] = {}
        self.places: dict[str, int] = {}  # of the pictures of the text at hand

    def take(self, text: TextFile) -> Outcome:
        """Take one file in; what it can't be is in the outcome, no exception."""
        try:
            with translation.override(self.language), transaction.atomic():
                outcome = self._take(text)
                transaction.set_rollback(self.dry_run)
        except Refusal as refusal:
            outcome = Outcome(str(text.path), "refused", notes=[refusal.note])
        except ValidationError as error:
            notes = [Note(sentence) for sentence in error.messages]
            outcome = Outcome(str(text.path), "refused", notes=notes)
        if outcome.status == "refused" or self.dry_run:
            # What was made for it is gone again.
            self.tags, self.people = {}, {}
        return outcome

    def _take(self, text: TextFile) -> Outcome:
        source = text.read()
        digest = hashlib.sha256(source).hexdigest()
        imported = matching.unchanged(str(text.path), digest)
        if imported and not imported.missing and not (self.overwrite and imported.was_edited):
            self._claim(imported.slug, text)
            return self._same(text, imported)
        reading = text_file.read(source, text.path, self.zone)
        self._claim(reading.slug, text)
        if imported:
            post = imported.post
        else:
            post, imported = matching.post_for(reading, str(text.path), overwrite=self.overwrite)
        if imported and imported.was_edited and not self.overwrite:
            if imported.sha256 == digest:
                return self._same(text, imported)
            raise Refusal(
                _(
                    "File and post were both changed since the last import: the post stays as it "
                    "is. --overwrite takes the file's text."
                )
            )
        return self._write(_File(text, source, digest), reading, post, imported)

    def _claim(self, slug: str, text: TextFile) -> None:
        """Let one file of a run have an address; raises Refusal for the second."""
        first = self.texts_by_slug.setdefault(slug, text)
        if first != text:
            raise Refusal(
                _("%(first)s has the address “%(slug)s” already: give this one another slug.")
                % {"first": first.path, "slug": slug}
            )

    def _same(self, text: TextFile, imported: ImportedFile) -> Outcome:
        outcome = Outcome(str(text.path), "same", imported.post)
        if imported.was_edited:
            outcome.notes.append(
                Note(_("The post was edited on the site since it came: left as it is there."))
            )
        return outcome

    def _write(
        self, file: "_File", reading: Reading, post: Post | None, imported: ImportedFile | None
    ) -> Outcome:
        is_new = post is None
        if post and (imported is None or imported.was_edited):
            # It is overwritten: what an editor wrote stays in the history.
            post.add_revision(reason=_("Before an import"))
        post = post or Post()
        before = None if is_new else post.snapshot()
        hero, missing = self._images(reading, file.text)
        updated = self._fill(post, reading, hero)
        tags = [self._tag(name) for name in reading.tags]
        authors = [self._person(name) for name in reading.authors]
        state = post.snapshot() if not is_new else None
        changed = is_new or (
            updated
            or {**state, "tags": 0, "authors": 0} != {**before, "tags": 0, "authors": 0}
            or sorted(tag.name for tag in tags) != before["tags"]
            or sorted(person.slug for person in authors) != sorted(before["authors"])
            or bool(imported and set(imported.missing) - set(missing))
        )
        if changed:
            post.clean_fields(exclude=["tags", "authors", "hero_image"])
            post.save()
            _set_tags(post, tags, is_new=is_new)
            if authors or not is_new:
                post.authors.set(authors)
            self._redirect(reading, post)
            name = str(file.text.path)
            post.add_revision(reason=(_("Imported from %s") % name)[:200])
        self._remember(file, reading, post, imported, list(missing))
        status = "same" if not changed else "new" if is_new else "changed"
        if changed and (reading.notes or reading.left_out):
            status = "warned"
        notes = [*reading.notes, *reading.left_out] if changed else list(missing.values())
        return Outcome(str(file.text.path), status, post, is_new, notes)

    def _fill(self, post: Post, reading: Reading, hero: Image | None) -> bool:
        """Give the post what the reading says; whether the date of its last change is another."""
        for name in SAME_NAMED:
            setattr(post, name, getattr(reading, name))
        for name in ("published_at", "unpublish_at"):
            moment = getattr(reading, name)
            setattr(post, name, moment and moment.astimezone(UTC))
        if reading.aliases and _is_secret(post):
            post.front_matter = {**post.front_matter, "aliases": reading.aliases}
            sentence = _("Old addresses lead nowhere before a post is public: kept with it.")
            reading.notes.append(Note(sentence))
        post.hero_image = hero
        now = timezone.now()
        if reading.updated_at:
            moment = reading.updated_at.astimezone(UTC)
        elif post.pk is None:
            moment = min(post.published_at or now, now)
        else:
            return False
        moved, post.updated_at = post.updated_at != moment, moment
        return moved

    def _images(self, reading: Reading, text: TextFile) -> tuple[Image | None, dict[str, Note]]:
        """The hero image, and a note for each address without an image, also in the reading."""
        self.places, in_body = {}, images_in(reading.body)
        hero = reading.hero_address
        words = {hero: reading.hero_alt or in_body.get(hero, "")} if hero else {}
        images: dict[str, Image | None] = {}
        missing: dict[str, Note] = {}
        for address, alt in (in_body | words).items():
            if local_path(address) is None:
                if address == hero:
                    sentence = _("The hero image is on another site, %s: not shown.")
                    reading.notes.append(Note(sentence % address[:120]))
                continue
            credit = reading.hero_credit if address == hero else ""
            image, note = self._image(address, alt, credit, text)
            images[address] = image
            if image:
                self.places[self.pictures.place(address, text)] = image.pk
            if note:
                missing[address] = note
        reading.notes += missing.values()
        return images.get(hero), missing

    def _image(
        self, address: str, alt: str, credit: str, text: TextFile
    ) -> tuple[Image | None, Note | None]:
        """The image behind an address, or why there is none."""
        file = self.pictures.find(address, text)
        if file is None:
            image = Image.objects.at_address(address)
            return image, None if image else missing_note(address)
        try:
            return self.pictures.add(file, alt=alt, credit=credit), None
        except ValidationError as error:
            return None, refusal_note(file, error)

    def _tag(self, name: str) -> Tag:
        key = name.casefold()
        if key not in self.tags:
            tag = Tag.objects.filter(name__iexact=name).first()
            self.tags[key] = tag or Tag.objects.create(name=name)
        return self.tags[key]

    def _person(self, name: str) -> Person:
        if name not in self.people:
            person = Person.objects.filter(name=name).first()
            self.people[name] = person or Person.objects.create(
                name=name,
                slug=slugs.free_slug(
                    slugs.slugify(name, fallback="person", max_length=110),
                    lambda slug: Person.objects.filter(slug=slug).exists(),
                    max_length=120,
                ),
            )
        return self.people[name]

    def _redirect(self, reading: Reading, post: Post) -> None:
        """Let old addresses lead to a post that readers may know of."""
        if _is_secret(post):
            return
        address = post.get_absolute_url()
        for path in reading.aliases:
            target = Redirect.objects.target(path)
            if target and target != address:
                sentence = _("The old address %(path)s leads to %(target)s already: left so.")
                reading.notes.append(Note(sentence % {"path": path, "target": target}))
            elif path != address and not target:
                Redirect.objects.point(path, address)

    def _remember(
        self,
        file: "_File",
        reading: Reading,
        post: Post,
        imported: ImportedFile | None,
        missing: list[str],
    ) -> None:
        row = imported or ImportedFile(post=post)
        row.path, row.slug = str(file.text.path), reading.slug
        row.source, row.sha256 = file.source, file.digest
        row.missing, row.images, row.version = missing, self.places, post.version
        row.revision = post.revisions.order_by("-number").first()
        row.imported_at = timezone.now()
        row.save()


@dataclass(frozen=True)
class _File:
    text: TextFile
    source: bytes
    digest: str


def _is_secret(post: Post) -> bool:
    """Whether readers must not learn of the post yet, its address included."""
    return post.is_draft or post.is_scheduled


def _set_tags(post: Post, tags: list[Tag], *, is_new: bool) -> None:
    wanted = {tag.pk: tag for tag in tags}
    there = set() if is_new else set(post.taggings.values_list("tag_id", flat=True))
    if there - wanted.keys():
        post.taggings.filter(tag_id__in=there - wanted.keys()).delete()
    Tagging.objects.bulk_create(
        Tagging(
            tag=tag,
            content_object=post,
            published_at=post.published_at,
            unpublish_at=post.unpublish_at,
        )
        for pk, tag in wanted.items()
        if pk not in there
    )
