"""One post is written with what its file says: new, over what was there, or put together."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from posts import three_way
from posts.importing import both_sides, filling, originals
from posts.importing.batches import Item
from posts.importing.illustrating import Illustrations, illustrate
from posts.importing.names import Names
from posts.importing.notes import Note
from posts.importing.outcome import Outcome
from posts.importing.pictures import Pictures
from posts.importing.preparing import Prepared
from posts.importing.reading import Reading
from posts.importing.record import Record, file_before
from posts.models import (
    ImportedFile,
    ImportStep,
    Person,
    Post,
    Redirect,
    Revision,
    Series,
    Tag,
)
from posts.models.redirect import decoded


@dataclass
class Writing:
    """A file, what it says, and the post that it is written to."""

    item: Item
    prepared: Prepared
    post: Post
    imported: ImportedFile | None
    pictures: Pictures
    names: Names
    record: Record | None
    is_merged: bool = False
    tags: list[Tag] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    series: Series | None = None
    original: Post | None = None

    @property
    def reading(self) -> Reading:
        return self.prepared.reading

    def write(self) -> Outcome:
        """Write the post, unless it says the same already or both sides changed the same."""
        found = illustrate(self.reading, self.item.text, self.pictures)
        self.tags = self.names.tags(self.reading.tags)
        self.people = self.names.people(self.reading.authors)
        self.series = self.names.series(self.reading.series)
        self.original = self._original()
        wanted = filling.state_of(self.reading, self.tags, self.people, **self._around(found))
        if self.post.pk is None:
            self._save_new(found)
            return self._outcome("new", found)
        kept, site = self._kept(), self.post.snapshot()
        merged = wanted
        clashes: list[three_way.Clash] = []
        if self.is_merged:
            merged, clashes = three_way.merge(self._base(), wanted, site)
        if clashes:
            return self._conflict(clashes, wanted, site)
        is_found = self.imported and set(self.imported.missing) - found.missing.keys()
        is_the_files = three_way.is_same(merged, wanted)
        moved = filling.move(self.post, self.reading, merged=not is_the_files)
        if three_way.is_same(merged, site) and not moved and not is_found:
            self._remember(found, None if is_the_files else wanted)
            self.post.add_revision(reason=gettext_noop("As it stays on the site"), state=site)
            notes = list(found.missing.values())
            return Outcome(self.item.path, "same", self.post, False, notes, self._waits_for())
        step = ImportStep(is_new=False, kept=kept, source=self._old_source())
        # What an editor wrote stays in the history.
        self.post.add_revision(reason=gettext_noop("Before an import"), state=site)
        step.before = self.post.newest_revision()
        ready = {"rendered": self.prepared.rendered if is_the_files else None}
        self.post.take(merged)
        filling.check(self.post)
        self.post.restore(merged, pictures=found.images, **ready)
        redirects = redirect(self.reading, self.post)
        if not is_the_files:
            self._remember(found, wanted)
        self.post.add_revision(reason=filling.reason(self.item.path), kind=Revision.Kind.IMPORTED)
        if is_the_files:
            self._remember(found)
        self._record(step, redirects)
        return self._outcome("changed", found, is_merged=not is_the_files)

    def _outcome(self, status: str, found: Illustrations, *, is_merged: bool = False) -> Outcome:
        # That a picture is missing is said already, or not so outside a dry run.
        warnings = [
            Note(warning)
            for warning in self.post.warnings
            if not any(address[:79] in warning for address in {*found.missing, *found.to_come})
        ]
        notes = [*self.reading.notes, *warnings, *self.reading.left_out]
        is_new = status == "new"
        if notes:
            status = "warned"
        if is_merged:
            notes.insert(0, Note(_("Changed in the file and on the site: put together.")))
        return Outcome(self.item.path, status, self.post, is_new, notes, self._waits_for())

    def _around(self, found: Illustrations) -> dict[str, Any]:
        return {"hero": found.hero, "series": self.series, "original": self.original}

    def _original(self) -> Post | None:
        """The post that this one translates; None while that is not here, or can't be it."""
        written = self.reading.translation_of
        original = originals.find(written, self.item.path) if written else None
        if original is None:
            return None
        post = Post(pk=self.post.pk, language=self.reading.language)
        return None if originals.refusal(written, post, original) else originals.top(original)

    def _waits_for(self) -> str:
        return "" if self.post.translation_of_id else self.reading.translation_of

    def _base(self) -> dict[str, Any]:
        """The post as its file had it at the last import."""
        revision = self.imported and self.imported.revision
        return Post.completed(revision.state) if revision else {}

    def _save_new(self, found: Illustrations) -> None:
        post = self.post
        filling.fill(post, self.reading, **self._around(found))
        filling.check(post)
        post.save(rendered=self.prepared.rendered, pictures=found.images)
        filling.set_tags(post, self.tags)
        post.name_authors(self.people)
        redirects = redirect(self.reading, post)
        post.add_revision(reason=filling.reason(self.item.path), kind=Revision.Kind.IMPORTED)
        self._record(ImportStep(is_new=True), redirects)
        self._remember(found)

    def _conflict(
        self, clashes: list[three_way.Clash], wanted: dict[str, Any], site: dict[str, Any]
    ) -> Outcome:
        """
        Leave the post as it is; keep the file's side among its revisions.

        A series that was made stays: such a revision knows it by its number only.
        """
        made = self.names.take_made()
        Tag.objects.filter(pk__in=made.get("tags", ())).delete()
        Person.objects.filter(pk__in=made.get("people", ())).delete()
        self.names.forget()
        if all(revision.state != wanted for revision in self.post.revisions.all()):
            reason = _("In conflict, not taken: %s") % self.item.path
            self.post.add_revision(reason=reason[:200], state=wanted, kind=Revision.Kind.IMPORTED)
            self.post.add_revision(reason=gettext_noop("As it stays on the site"), state=site)
        notes = [
            Note(
                _(
                    "Both sides changed: the post stays as it is, its revisions keep the "
                    "file's side. --overwrite takes that."
                )
            ),
            *(both_sides.note(clash) for clash in clashes),
        ]
        return Outcome(self.item.path, "conflict", self.post, notes=notes)

    def _kept(self) -> dict[str, Any]:
        return {
            "file": file_before(self.imported),
            "updated_at": self.post.updated_at.isoformat(),
            "version": self.post.version,
        }

    def _old_source(self) -> bytes | None:
        return bytes(self.imported.source) if self.imported else None

    def _record(self, step: ImportStep, redirects: list[int]) -> None:
        images, self.pictures.made = self.pictures.made, []
        made = self.names.take_made() | {"images": images, "redirects": redirects}
        if self.record is None:
            return
        step.run, step.post = self.record.begin(), self.post
        step.path, step.slug = self.item.path, self.post.slug
        step.version, step.after = self.post.version, self.post.newest_revision()
        step.made = {kind: numbers for kind, numbers in made.items() if numbers}
        step.save()

    def _remember(self, found: Illustrations, wanted: dict[str, Any] | None = None) -> None:
        """Keep the file, and the post as the file has it: as it is, or as is `wanted`."""
        post, row = self.post, self.imported or ImportedFile(post=self.post)
        row.path, row.slug = self.item.path, self.reading.slug
        row.source, row.sha256 = self.item.source, self.item.digest
        row.missing, row.images = list(found.missing), found.places
        row.version = post.version
        if wanted is not None:
            row.version = 0  # never the post's: it is compared with what the file has
            reason = (_("As in %s") % self.item.path)[:200]
            post.add_revision(reason=reason, state=wanted, kind=Revision.Kind.IMPORTED)
        row.revision = post.newest_revision()
        row.imported_at = timezone.now()
        row.save()


def redirect(reading: Reading, post: Post) -> list[int]:
    """Let old addresses lead to a post, seen once it is public; the new redirects' numbers."""
    address, made = decoded(post.get_absolute_url()), []
    for path in reading.aliases:
        target = Redirect.objects.target(path)
        if target and target != address:
            sentence = _("The old address %(path)s leads to %(target)s already: left so.")
            reading.notes.append(Note(sentence % {"path": path, "target": target}))
        elif path != address and not target:
            moved = Redirect.objects.point(path, address)
            if moved:
                made.append(moved.pk)
    return made
