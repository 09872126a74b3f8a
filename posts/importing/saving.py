"""A reading becomes a post: whole or not at all, and never over what was edited on the site."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from posts.importing import filling, matching, new_posts
from posts.importing.batches import Batch, Item
from posts.importing.folder import TextFile
from posts.importing.names import Names
from posts.importing.new_posts import NewPost
from posts.importing.notes import Note, Refusal
from posts.importing.pictures import Pictures, images_in, local_path, missing_note, refusal_note
from posts.importing.preparing import Prepared, Terms, prepare
from posts.importing.reading import Reading
from posts.importing.record import Record, file_before
from posts.models import Image, ImportedFile, ImportStep, Post, Redirect, Tag, Tagging


@dataclass
class Outcome:
    """What became of a file: new, changed, same, warned or refused, with sentences."""

    path: str
    status: str
    post: Post | None = None
    is_new: bool = False
    notes: list[Note] = field(default_factory=list)


class Importer:
    """One run: takes files in, each whole or not at all, and remembers what they share."""

    def __init__(
        self,
        pictures: Pictures,
        terms: Terms,
        record: Record,
        *,
        overwrite: bool = False,
        dry_run: bool = False,
    ):
        self.pictures = pictures
        self.terms = terms
        self.record = record
        self.overwrite = overwrite
        self.dry_run = dry_run
        self.texts_by_slug: dict[str, TextFile] = {}
        self.names = Names()
        self.places: dict[str, int] = {}  # of the pictures of the text at hand

    def take(self, batch: Batch) -> list[Outcome]:
        """Take files in; what one can't be is in its outcome, no exception."""
        with translation.override(self.terms.language):
            if not self.dry_run and batch.to_prepare():
                self.record.begin()
            refused = {item.path: note for item in batch.items if (note := self._claimed(item))}
            done = self._together(item for item in batch.items if item.path not in refused)
            outcomes = []
            for item in batch.items:
                if item.path in refused:
                    outcomes.append(Outcome(item.path, "refused", notes=[refused[item.path]]))
                else:
                    outcomes.append(done.get(item.path) or self._by_itself(item))
            return outcomes

    def _claimed(self, item: Item) -> Note | None:
        """Let one file of a run have an address; why this one can't come in."""
        if item.refusal or (item.prepared and item.prepared.refusal):
            return item.refusal or item.prepared.refusal
        slug = item.same.slug if item.same else item.prepared.reading.slug
        first = self.texts_by_slug.setdefault(slug, item.text)
        if first == item.text:
            return None
        return Note(
            _("%(first)s has the address “%(slug)s” already: give this one another slug.")
            % {"first": first.path, "slug": slug}
        )

    def _together(self, items: Iterable[Item]) -> dict[str, Outcome]:
        """Take in those that need no care, in one transaction; outcomes by path."""
        items = list(items)
        try:
            with transaction.atomic():
                news = new_posts.write(items, self.names)
                self._record_new(news)
                transaction.set_rollback(self.dry_run)
        except IntegrityError:  # someone on the site was quicker: each by itself then
            news = []
            self.names.forget()
        if self.dry_run:
            self.names.forget()
        outcomes = {new.item.path: _new(new) for new in news}
        for item in items:
            if item.same and not item.same.missing and item.same.post.version == item.same.version:
                outcomes[item.path] = Outcome(item.path, "same", item.same.post)
        return outcomes

    def _record_new(self, news: list[NewPost]) -> None:
        for new in news:
            if redirects := self._redirect(new.reading, new.post):
                new.made["redirects"] = redirects
        if not self.dry_run:
            ImportStep.objects.bulk_create(
                ImportStep(
                    run=self.record.begin(),
                    post=new.post,
                    path=new.item.path,
                    slug=new.post.slug,
                    is_new=True,
                    version=new.post.version,
                    after=new.revision,
                    made=new.made,
                )
                for new in news
            )

    def _by_itself(self, item: Item) -> Outcome:
        try:
            with transaction.atomic():
                outcome = self._take(item)
                transaction.set_rollback(self.dry_run)
        except Refusal as refusal:
            outcome = Outcome(item.path, "refused", notes=[refusal.note])
        except ValidationError as error:
            notes = [Note(sentence) for sentence in error.messages]
            outcome = Outcome(item.path, "refused", notes=notes)
        if outcome.status == "refused" or self.dry_run:
            self.names.forget()
            self.pictures.made = []
        return outcome

    def _take(self, item: Item) -> Outcome:
        imported = matching.unchanged(item.path, item.digest)
        if imported and not imported.missing and not (self.overwrite and imported.was_edited):
            return self._same(item, imported)
        prepared = item.prepared or prepare(item.source, item.path, self.terms)
        if prepared.refusal:
            return Outcome(item.path, "refused", notes=[prepared.refusal])
        reading = prepared.reading
        if imported:
            post = imported.post
        else:
            post, imported = matching.post_for(reading, item.path, overwrite=self.overwrite)
        if imported and imported.was_edited and not self.overwrite:
            if imported.sha256 == item.digest:
                return self._same(item, imported)
            raise Refusal(
                _(
                    "File and post were both changed since the last import: the post stays as it "
                    "is. --overwrite takes the file's text."
                )
            )
        return self._write(item, prepared, post, imported)

    def _same(self, item: Item, imported: ImportedFile) -> Outcome:
        outcome = Outcome(item.path, "same", imported.post)
        if imported.was_edited:
            outcome.notes.append(
                Note(_("The post was edited on the site since it came: left as it is there."))
            )
        return outcome

    def _write(
        self, item: Item, prepared: Prepared, post: Post | None, imported: ImportedFile | None
    ) -> Outcome:
        reading = prepared.reading
        is_new = post is None
        post = post or Post()
        kept = {"file": file_before(imported)}
        kept |= {"updated_at": post.updated_at.isoformat(), "version": post.version}
        source = imported and bytes(imported.source)
        before = None if is_new else post.snapshot()
        hero, missing = self._images(reading, item.text)
        updated = filling.fill(post, reading, hero)
        tags = self.names.tags(reading.tags)
        authors = self.names.people(reading.authors)
        state = post.snapshot() if not is_new else None
        changed = is_new or (
            updated
            or {**state, "tags": 0, "authors": 0} != {**before, "tags": 0, "authors": 0}
            or sorted(tag.name for tag in tags) != before["tags"]
            or sorted(person.slug for person in authors) != sorted(before["authors"])
            or bool(imported and set(imported.missing) - set(missing))
        )
        if changed:
            filling.check(post)
            if before:
                # What an editor wrote stays in the history.
                post.add_revision(reason=_("Before an import"), state=before)
            old = None if is_new else post.newest_revision()
            post.save(rendered=prepared.rendered)
            _set_tags(post, tags, is_new=is_new)
            if authors or not is_new:
                post.authors.set(authors)
            redirects = self._redirect(reading, post)
            post.add_revision(reason=filling.reason(item.path))
            if not self.dry_run:
                ImportStep.objects.create(
                    run=self.record.begin(),
                    post=post,
                    path=item.path,
                    slug=post.slug,
                    is_new=is_new,
                    version=post.version,
                    before=old,
                    after=post.newest_revision(),
                    kept=kept,
                    source=source,
                    made=self._made(redirects),
                )
        self._remember(item, reading, post, imported, list(missing))
        status = "same" if not changed else "new" if is_new else "changed"
        if changed and (reading.notes or reading.left_out):
            status = "warned"
        notes = [*reading.notes, *reading.left_out] if changed else list(missing.values())
        return Outcome(item.path, status, post, is_new, notes)

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

    def _made(self, redirects: list[int]) -> dict[str, list[int]]:
        """What was made for the file at hand."""
        images, self.pictures.made = self.pictures.made, []
        made = self.names.take_made() | {"images": images, "redirects": redirects}
        return {kind: numbers for kind, numbers in made.items() if numbers}

    def _redirect(self, reading: Reading, post: Post) -> list[int]:
        """Let old addresses lead to a post, seen once it is public; the new redirects' numbers."""
        address, made = post.get_absolute_url(), []
        for path in reading.aliases:
            target = Redirect.objects.target(path)
            if target and target != address:
                sentence = _("The old address %(path)s leads to %(target)s already: left so.")
                reading.notes.append(Note(sentence % {"path": path, "target": target}))
            elif path != address and not target:
                made.append(Redirect.objects.point(path, address).pk)
        return made

    def _remember(
        self,
        item: Item,
        reading: Reading,
        post: Post,
        imported: ImportedFile | None,
        missing: list[str],
    ) -> None:
        row = imported or ImportedFile(post=post)
        row.path, row.slug = item.path, reading.slug
        row.source, row.sha256 = item.source, item.digest
        row.missing, row.images, row.version = missing, self.places, post.version
        row.revision = post.newest_revision()
        row.imported_at = timezone.now()
        row.save()


def _new(new: NewPost) -> Outcome:
    notes = [*new.reading.notes, *new.reading.left_out]
    return Outcome(new.item.path, "warned" if notes else "new", new.post, True, notes)


def _set_tags(post: Post, tags: list[Tag], *, is_new: bool) -> None:
    wanted = {tag.pk: tag for tag in tags}
    there = set() if is_new else set(post.taggings.values_list("tag_id", flat=True))
    if there - wanted.keys():
        post.taggings.filter(tag_id__in=there - wanted.keys()).delete()
    Tagging.objects.bulk_create(
        Tagging.of(post, tag) for pk, tag in wanted.items() if pk not in there
    )
