"""Translations find their originals: at once, or when those came in after them."""

import posixpath
from collections.abc import Container, Iterator, Set
from dataclasses import dataclass

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cms.models import SiteSettings
from posts import originals
from posts.importing import filling
from posts.importing.fields import one_line
from posts.importing.keys import NAMES, plain
from posts.importing.record import Record, file_before
from posts.models import ImportedFile, ImportStep, Post, Revision
from posts.models.revision import digest

AT_ONCE = 100


def find(written: str, path: str) -> Post | None:
    """The post that the file at a path names: a file beside it, or one of the site."""
    files = paths(written, path)
    posts = Post.objects.kept().only(*originals.LIGHT)
    found = posts.filter(imported_file__path__in=files).first() if files else None
    return found or originals.named(written)


def paths(written: str, path: str) -> set[str]:
    """The files that a name in the file at a path may mean: beside that, or from the folder."""
    if "://" in written or "." not in written:
        return set()
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
    return {beside, posixpath.normpath(written.lstrip("/"))}


def names(written: str, path: str, slugs: Container[str], files: Set[str]) -> bool:
    """Whether the file at a path names one of these posts or files."""
    return originals.slug_in(written) in slugs or not files.isdisjoint(paths(written, path))


def refusal(written: str, post: Post, original: Post | None) -> str:
    """Why a post can't be the translation of one; empty if it can."""
    if original is None:
        return _("“%s” is no post here: it stays written with the post until it is.") % written
    if post.pk and post.pk in (original.pk, original.translation_of_id):
        return _("“%s” is this post or a translation of it: not its original.") % written
    if originals.is_in_same_language(post, original, SiteSettings.written_in()):
        return (
            _("“%s” is in the same language: write this one's, such as “language: de”.") % written
        )
    return ""


def top(original: Post) -> Post:
    """The original of a post that is a translation itself, else the post."""
    return original.translation_of or original


@dataclass
class Waiting:
    """The translations without their original, of this run and others, and how they find it."""

    record: Record | None

    def link(self) -> Iterator[tuple[str, str]]:
        """Link those that can be; yields the path and the reason for each that can't."""
        keys = list(self._posts().values_list("pk", flat=True))
        for start in range(0, len(keys), AT_ONCE):
            with transaction.atomic():
                found = [self._link(pk) for pk in keys[start : start + AT_ONCE]]
            yield from filter(None, found)

    def _posts(self):
        """Those with a word of it among the keys that are kept as written."""
        texts = Post.objects.annotate(kept_keys=Cast("front_matter", TextField()))
        waiting = texts.filter(translation_of=None, kept_keys__icontains="translation")
        return waiting.exclude(imported_file=None).order_by("pk")

    def _link(self, pk: int, on_the_way: tuple[int, ...] = ()) -> tuple[str, str] | None:
        imported = (
            ImportedFile.objects.filter(post=pk)
            .select_related("post", "revision")
            .select_for_update(of=("post",))
            .first()
        )
        key = waits_for(imported.post) if imported else ""
        if not imported or not key:
            return None
        post, written = imported.post, one_line(imported.post.front_matter[key])
        original = find(written, imported.path)
        if original and waits_for(original) and original.pk not in (pk, *on_the_way):
            self._link(original.pk, (pk, *on_the_way))  # so that no chain is made
            original.refresh_from_db(fields=["translation_of"])
        sentence = refusal(written, post, original)
        if original is None or sentence:
            return imported.path, sentence
        self._write(imported, top(original), key)
        return None

    def _write(self, imported: ImportedFile, original: Post, key: str) -> None:
        step = self._own_step(imported.post)
        if step:
            complete(step, imported, original, key)
        else:
            self._write_over(imported, original, key)

    def _own_step(self, post: Post) -> ImportStep | None:
        """What this run did with a post that nobody changed since."""
        if self.record is None or self.record.run is None:
            return None
        steps = self.record.run.steps.filter(post=post, version=post.version)
        return steps.select_related("after").order_by("-pk").first()

    def _write_over(self, imported: ImportedFile, original: Post, key: str) -> None:
        """Change a post that an earlier run left waiting."""
        post, was_edited = imported.post, imported.was_edited
        kept = {
            "file": file_before(imported),
            "updated_at": post.updated_at.isoformat(),
            "version": post.version,
        }
        post.add_revision(reason=gettext_noop("Before an import"))
        step = ImportStep(is_new=False, kept=kept, source=bytes(imported.source), post=post)
        step.before = post.newest_revision()
        filling.link(post, original, key)
        post.save()
        post.add_revision(reason=filling.reason(imported.path), kind=Revision.Kind.IMPORTED)
        if not was_edited:
            imported.revision, imported.version = post.newest_revision(), post.version
            imported.save(update_fields=["revision", "version"])
        if self.record is not None:
            step.run, step.path, step.slug = self.record.begin(), imported.path, post.slug
            step.version, step.after = post.version, post.newest_revision()
            step.save()


def complete(step: ImportStep, imported: ImportedFile, original: Post, key: str) -> None:
    """Add what a run could not know yet to all that it has written of a post."""
    post, before = imported.post, imported.post.version
    filling.link(post, original, key)
    version = before + 1
    Post.objects.filter(pk=post.pk).update(
        translation_of=post.translation_of, front_matter=post.front_matter, version=version
    )
    for revision in {each for each in (step.after, imported.revision) if each}:
        state = revision.state
        matter = {name: value for name, value in state["front_matter"].items() if name != key}
        revision.state = state | {"translation_of_id": original.pk, "front_matter": matter}
        revision.digest = digest(revision.state)
        earlier = post.revisions.filter(number__lt=revision.number).order_by("-number").first()
        revision.compare_with(earlier.state if earlier else None)
        revision.save(update_fields=["state", "digest", "changed"])
    ImportStep.objects.filter(pk=step.pk).update(version=version)
    if imported.version == before:
        ImportedFile.objects.filter(pk=imported.pk).update(version=version)


def waits_for(post: Post) -> str:
    """The key under which a post names the original that it still waits for; or empty."""
    if post.translation_of_id or not post.front_matter:
        return ""
    meant = NAMES["translation_of"]
    kept = post.front_matter.items()
    return next((key for key, value in kept if plain(key) in meant and one_line(value)), "")
