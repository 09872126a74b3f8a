"""A reading becomes a post: whole or not at all, and never over what was edited on the site."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from posts.importing import matching, new_posts, originals
from posts.importing.batches import Batch, Item
from posts.importing.folder import TextFile
from posts.importing.names import Names
from posts.importing.new_posts import NewPost
from posts.importing.notes import Note, Refusal
from posts.importing.outcome import LEFT_OUT, Outcome
from posts.importing.pictures import Pictures, images_in
from posts.importing.preparing import Prepared, Terms, prepare
from posts.importing.record import Record
from posts.importing.writing import Writing, redirect
from posts.models import ImportedFile, ImportStep, Post

__all__ = ["Importer", "Outcome"]


class Importer:
    """One run: takes files in, each whole or not at all, and remembers what they share."""

    def __init__(
        self,
        pictures: Pictures,
        terms: Terms,
        record: Record,
        *,
        overwrite: bool = False,
        bring_back: bool = False,
        dry_run: bool = False,
    ):
        self.pictures = pictures
        self.terms = terms
        self.record = record
        self.overwrite = overwrite
        self.bring_back = bring_back or overwrite
        self.dry_run = dry_run
        self.texts_by_slug: dict[str, TextFile] = {}
        self.waiting: dict[str, str] = {}  # for the original that is written, by path
        self.names = Names()

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
            self.waiting |= {each.path: each.waits_for for each in outcomes if each.waits_for}
            return outcomes

    def end(self) -> Iterator[Outcome]:
        """Link translations to originals that came after them; yields those that stay alone."""
        with translation.override(self.terms.language):
            if self.dry_run:
                alone = dict(self._alone())
            else:
                alone = dict(originals.Waiting(self.record).link())
            for path in self.waiting:
                if sentence := alone.get(path):
                    yield Outcome(path, LEFT_OUT, notes=[Note(sentence)])

    def _alone(self) -> Iterator[tuple[str, str]]:
        """The path of each translation that would stay without its original, and why."""
        files = {text.below for text in self.texts_by_slug.values()}
        for path, written in self.waiting.items():
            if not originals.names(written, path, self.texts_by_slug, files):
                original = originals.find(written, path)
                yield path, originals.refusal(written, Post(), original)

    def _claimed(self, item: Item) -> Note | None:
        """Let one file of a run have an address; why this one can't come in."""
        if item.refused:
            return item.refused
        slug = item.same.slug if item.same else item.content.reading.slug
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
                news = new_posts.write(items, self.names, bring_back=self.bring_back)
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
            if redirects := redirect(new.reading, new.post):
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
        if isinstance(item.prepared, Prepared) and not self.dry_run:
            reading = item.prepared.reading
            self.pictures.get_ready({*images_in(reading.body), reading.hero_address}, item.text)
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
        if isinstance(prepared, Note):
            return Outcome(item.path, "refused", notes=[prepared])
        reading = prepared.reading
        post: Post | None
        if imported:
            post = imported.post
        else:
            post, imported = matching.post_for(reading, item.path, overwrite=self.overwrite)
        if post is None and not self.bring_back and self._is_gone(item, reading.slug):
            sentence = _("The post was deleted on the site: left so. --overwrite brings it back.")
            return Outcome(item.path, "gone", notes=[Note(sentence)])
        is_edited = bool(imported and imported.was_edited) and not self.overwrite
        if imported and is_edited and imported.sha256 == item.digest:
            return self._same(item, imported)
        record = None if self.dry_run else self.record
        writing = Writing(
            item,
            prepared,
            post or Post(),
            imported,
            self.pictures,
            self.names,
            record,
            is_merged=is_edited,
        )
        return writing.write()

    def _is_gone(self, item: Item, slug: str) -> bool:
        return ImportStep.objects.gone().filter(path=item.path, slug=slug).exists()

    def _same(self, item: Item, imported: ImportedFile) -> Outcome:
        outcome = Outcome(item.path, "same", imported.post)
        if imported.was_edited:
            outcome.notes.append(
                Note(_("The post was edited on the site since it came: left as it is there."))
            )
        return outcome


def _new(new: NewPost) -> Outcome:
    warnings = [Note(warning) for warning in new.post.warnings]
    notes = [*new.reading.notes, *warnings, *new.reading.left_out]
    status, original = "warned" if notes else "new", new.reading.translation_of
    return Outcome(new.item.path, status, new.post, True, notes, original)
