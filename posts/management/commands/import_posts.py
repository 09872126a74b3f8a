"""`manage.py import_posts PATH...`: files and folders of text become posts."""

import sys
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from posts.importing import undoing
from posts.importing.folder import printable
from posts.importing.outcome import Outcome
from posts.importing.record import Record
from posts.importing.run import LEFT_OUT, import_paths
from posts.models import Post

STATUSES = ("new", "changed", "same", "warned", "conflict", "gone", "refused")


class Command(BaseCommand):
    help = "Import posts from Markdown and text files: one line of report a file."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="file or folder")
        parser.add_argument(
            "--media", action="append", type=Path, default=[], help="a folder with the images"
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="let files win over posts edited or written on the site",
        )
        parser.add_argument(
            "--undo", type=int, metavar="RUN", help="take back what a run did, by its number"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would be done, and do nothing"
        )

    def handle(self, *, paths, undo, **options):
        if undo is not None:
            self.take_back(undo)
        elif paths:
            self.take_in(paths, **options)
        else:
            raise CommandError(_("Name the files or folders to import."))

    def take_in(self, paths, *, media, overwrite, dry_run, **options):
        counts: Counter = Counter()
        record = Record(
            {
                "paths": [str(path) for path in paths],
                "media": [str(path) for path in media],
                "overwrite": overwrite,
            }
        )
        outcomes = import_paths(
            paths,
            media=media,
            overwrite=overwrite,
            dry_run=dry_run,
            progress=self.progress,
            record=record,
        )
        for outcome in outcomes:
            counts[outcome.status] += 1
            self.report(outcome)
        line = summary(counts, dry_run=dry_run)
        if record.run and record.run.pk:
            words = _("This was run %(number)s: --undo %(number)s takes it back.")
            line = f"{line} {words % {'number': record.run.pk}}"
        self.stdout.write(line)
        if counts["refused"] or counts["conflict"]:
            sys.exit(1)

    def take_back(self, number):
        counts: Counter = Counter()
        try:
            for undone in undoing.undo(number):
                counts[undone.status] += 1
                line = f"{undone.status:<9} {printable(undone.path)}  {undone.address}".rstrip()
                self.stdout.write("\n".join([line, *(f"    {note}" for note in undone.notes)]))
        except undoing.UndoError as error:
            raise CommandError(str(error)) from error
        parts = ", ".join(f"{count} {status}" for status, count in counts.items())
        self.stdout.write(
            _("Run %(number)s is taken back: %(parts)s.")
            % {"number": number, "parts": parts or _("nothing was left of it")}
        )

    def progress(self, texts):
        """A bar while a person looks on; nothing in logs and pipes."""
        return tqdm(texts, unit="file", leave=False, disable=not sys.stderr.isatty())

    def report(self, outcome: Outcome) -> None:
        lines = [f"{outcome.status:<9} {printable(outcome.path)}".rstrip()]
        if outcome.post:
            lines[0] += f"  {standing(outcome.post, outcome)}"
        lines += [f"    {note}" for note in outcome.notes]
        if outcome.status == LEFT_OUT and not outcome.path:
            lines = [f"{outcome.status:<9} {outcome.notes[0]}"]
        with tqdm.external_write_mode(self.stdout):
            self.stdout.write("\n".join(lines))


def standing(post: Post, outcome: Outcome) -> str:
    """Where the outcome's post stands, in words."""
    date = post.published_at.date() if post.published_at else ""
    if post.is_draft:
        state = _("draft")
    elif post.is_scheduled:
        state = _("scheduled for %s") % date
    elif post.is_unpublished:
        state = _("unpublished")
    else:
        state = _("published %s") % date
    if outcome.status == "warned":
        state = f"{_('new') if outcome.is_new else _('changed')}, {state}"
    return f"/posts/{post.slug}/ ({state})"


def summary(counts: Counter, *, dry_run: bool) -> str:
    """The last line: how many files became what."""
    total = sum(counts[status] for status in STATUSES)
    files = ngettext("%(total)s file", "%(total)s files", total) % {"total": total}
    parts = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
    line = f"{files}: {parts}." if parts else _("No text files found.")
    return f"{line} {_('Dry run: nothing was changed.')}" if dry_run else line
