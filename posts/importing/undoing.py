"""A run of the importer is taken back, post by post."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cms import activity
from posts import library
from posts.importing.record import restore_file
from posts.models import (
    Image,
    ImportedFile,
    ImportRun,
    ImportStep,
    Person,
    Post,
    PreviewLink,
    Redirect,
    Revision,
    Series,
    Tag,
)
from posts.models.redirect import decoded


@dataclass
class Undone:
    """What became of a step: deleted, restored, left or gone; with sentences."""

    path: str
    status: str
    address: str = ""
    notes: list[str] = field(default_factory=list)


class UndoError(Exception):
    """A run that can't be taken back: a sentence that says why."""


def undo(number: int) -> Iterator[Undone]:
    """
    Take a run back, last step first, one transaction each; yields what became of each.

    New posts are deleted and changed ones made what they were, unless they changed since. Safe
    to stop and to run again. Raises UndoError when there is no such run, or not any more.
    """
    run = ImportRun.objects.filter(pk=number).first()
    if run is None:
        newest = ImportRun.objects.first()
        raise UndoError(
            _("There is no run %(number)s; the last one is %(newest)s.")
            % {"number": number, "newest": newest.pk}
            if newest
            else _("There is no run %s: nothing was imported yet.") % number
        )
    if run.undone_at:
        raise UndoError(
            _("Run %(number)s was taken back already, on %(date)s.")
            % {"number": number, "date": run.undone_at.date()}
        )
    for pk in list(run.steps.filter(is_undone=False).order_by("-pk").values_list("pk", flat=True)):
        yield _undo_step(pk)
    run.undone_at = timezone.now()
    run.save(update_fields=["undone_at"])
    activity.by_itself(run, gettext_noop("Taken back."), room=ImportedFile)


@transaction.atomic
def _undo_step(pk: int) -> Undone:
    step = ImportStep.objects.select_related("before", "after").get(pk=pk)
    if step.post_id is not None:
        step.post = Post.objects.select_for_update().filter(pk=step.post_id).first()
    undone = _undone(step)
    if undone.status != "left":
        _remove_made(step, undone.address)
    step.is_undone = True
    step.save(update_fields=["is_undone", "post"])
    return undone


def _undone(step: ImportStep) -> Undone:
    post = step.post
    if post is None:
        return Undone(step.path, "gone", notes=[_("The post was deleted since.")])
    address = post.get_absolute_url()
    if step.was_edited:
        sentence = _("It changed since, on the site or by a later import: left as it is.")
        return Undone(step.path, "left", address, [sentence])
    if step.is_new:
        if _is_worked_on(post, step):
            sentence = _(
                "Somebody works on it: it has changes, unsaved words or a preview link. "
                "Left as it is."
            )
            return Undone(step.path, "left", address, [sentence])
        post.delete()
        step.post = None
        return Undone(step.path, "deleted", address)
    if step.before is None:
        sentence = _("What it was before is not kept any more: left as it is.")
        return Undone(step.path, "left", address, [sentence])
    post.updated_at = datetime.fromisoformat(step.kept["updated_at"])
    post.restore(step.before.state)
    reason = _("Import %s taken back") % step.run_id
    post.add_revision(reason=reason, kind=Revision.Kind.RESTORED)
    restore_file(step, post)
    # As imported it is again what the file says, whatever number the version has now.
    imported = ImportedFile.objects.filter(post=post).first()
    if imported and imported.version == step.kept["version"]:
        ImportedFile.objects.filter(pk=imported.pk).update(version=post.version)
    return Undone(step.path, "restored", post.get_absolute_url())


def _remove_made(step: ImportStep, address: str) -> None:
    """Remove what was made for the file, unless something uses it or someone wrote in it."""
    made = step.made
    addresses = {decoded(address), decoded(reverse("posts:detail", args=[step.slug]))}
    Redirect.objects.filter(pk__in=made.get("redirects", ()), new_path__in=addresses).delete()
    Tag.objects.filter(pk__in=made.get("tags", ()), description="", taggings=None).delete()
    people = Person.objects.filter(pk__in=made.get("people", ()), bio="", links="", picture=None)
    people.filter(posts=None).delete()
    Series.objects.filter(pk__in=made.get("series", ()), description="", posts=None).delete()
    for image in library.unused(Image.objects.filter(pk__in=made.get("images", ()))):
        image.delete()


def _is_worked_on(post: Post, step: ImportStep) -> bool:
    """Whether somebody wrote what the post's own row does not tell of, or showed it to others."""
    newest = step.after.number if step.after else 0
    return (
        post.changes is not None
        or post.autosaves.exists()
        or PreviewLink.objects.open().filter(post=post).exists()
        or post.revisions.filter(number__gt=newest).exclude(user=None).exists()
    )
