"""`manage.py export_posts FOLDER`: the whole site as Markdown, YAML and pictures."""

import sys
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from posts.exporting import folder as folders
from posts.exporting.files import STATUSES, File
from posts.exporting.paths import shown
from posts.exporting.site import Export


class Command(BaseCommand):
    help = "Export everything as files: one line of report a file."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="a new or empty folder")
        parser.add_argument(
            "--overwrite", action="store_true", help="write into a folder that is not empty"
        )
        parser.add_argument(
            "--as-imported",
            action="store_true",
            help="bring back the very bytes, with the wrongly decoded characters they came with",
        )

    def handle(self, *, folder, overwrite, as_imported, **options):
        try:
            folder = folders.prepare(folder, overwrite=overwrite)
        except folders.FolderError as error:
            raise CommandError(str(error)) from error
        export = Export(as_imported=as_imported)
        counts: Counter = Counter()
        for file in folders.write(folder, export.files()):
            counts[file.status] += 1
            self.report(file)
        self.report_others(folder, export)
        self.stdout.write(summary(counts))
        if counts["lost"]:
            sys.exit(1)

    def report(self, file: File) -> None:
        self.stdout.write(f"{file.status:<7} {shown(file.path)}")
        for note in file.notes:
            self.stdout.write(f"    {note}")

    def report_others(self, folder: Path, export: Export) -> None:
        others = list(folders.others(folder, export.paths.has))
        if others:
            sentence = ngettext(
                "%(count)s file is none of this export: left there (%(name)s).",
                "%(count)s files are none of this export: left there (%(name)s …).",
                len(others),
            )
            self.stdout.write(sentence % {"count": len(others), "name": shown(others[0])})


def summary(counts: Counter) -> str:
    """The last line: how many files of which kind."""
    total = sum(counts.values()) - counts["lost"]
    parts = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
    files = ngettext("%(total)s file", "%(total)s files", total) % {"total": total}
    return f"{files}: {parts}."
