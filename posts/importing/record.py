"""What a run does, kept so that it can be taken back."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib.admin.models import ADDITION
from django.utils import timezone
from django.utils.translation import ngettext

from cms import activity
from posts.models import ImportedFile, ImportRun, ImportStep, Post

# What an imported file's row says of the file, besides its bytes and its revision.
FILE_FIELDS = ("path", "slug", "sha256", "missing", "images", "version")


class Record:
    """One run's row, made when the run first writes, and its steps."""

    def __init__(self, arguments: dict[str, Any], *, is_told: bool = False):
        self.arguments = arguments
        # Whether who asked for it tells of it: else the log of the site's own deeds does.
        self.is_told = is_told
        self.started_at = timezone.now()
        self.run: ImportRun | None = None

    def begin(self) -> ImportRun:
        """The run; to be asked for before the transaction whose steps it is to hold."""
        if self.run is None:
            self.run = ImportRun.objects.create(
                started_at=self.started_at, arguments=self.arguments
            )
        return self.run

    def end(self, counts: Counter) -> None:
        """Close the run; one that wrote nothing leaves no trace."""
        if self.run is None:
            return
        if written := self.run.steps.count():
            self.run.finished_at, self.run.counts = timezone.now(), dict(counts)
            self.run.save(update_fields=["finished_at", "counts"])
            if not self.is_told:
                words = ngettext("%(count)d post written.", "%(count)d posts written.", written)
                words %= {"count": written}
                activity.by_itself(self.run, words, flag=ADDITION, room=ImportedFile)
        else:
            self.run.delete()


def file_before(imported: ImportedFile | None) -> dict[str, Any] | None:
    """What is known of the file that a post came by, as JSON can hold it; its bytes aside."""
    if imported is None:
        return None
    known = {name: getattr(imported, name) for name in FILE_FIELDS}
    return known | {
        "revision_id": imported.revision_id,
        "imported_at": imported.imported_at.isoformat(),
    }


def restore_file(step: ImportStep, post: Post) -> None:
    """Let the step's post have come by the file that it came by before the step."""
    known = step.kept.get("file")
    if known is None:
        ImportedFile.objects.filter(post=post).delete()
        return
    values = known | {
        "imported_at": datetime.fromisoformat(known["imported_at"]),
        "source": bytes(step.source or b""),
    }
    if not post.revisions.filter(pk=known["revision_id"]).exists():
        values["revision_id"] = None
    ImportedFile.objects.update_or_create(post=post, defaults=values)
