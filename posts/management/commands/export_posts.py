"""`manage.py export_posts FOLDER`: the whole site as Markdown, YAML and pictures."""

import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.exporting import folder as folders
from posts.exporting.check import CheckError, differences
from posts.exporting.files import STATUSES, File
from posts.exporting.paths import shown
from posts.exporting.site import Export


class Command(BaseCommand):
    help = "Export everything as files: one line of report a file."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", type=Path, metavar="FOLDER", help="a new or empty folder"
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="write into a folder that is not empty"
        )
        parser.add_argument(
            "--as-imported",
            action="store_true",
            help="bring back the very bytes, with the wrongly decoded characters they came with",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="import the export into an empty site and say what differs; needs no FOLDER",
        )

    def handle(self, *, folder, overwrite, as_imported, check, **options):
        if folder is None and not check:
            raise CommandError(_("Name a folder to export into, or use --check."))
        with ExitStack() as stack:
            if folder is None:
                made = stack.enter_context(tempfile.TemporaryDirectory(prefix="lodestone-export-"))
                folder, overwrite = Path(made) / "site", False
            try:
                folder = folders.prepare(folder, overwrite=overwrite)
                lost = self.export(folder, Export(as_imported=as_imported))
                apart = self.compare(folder) if check else 0
            except (folders.FolderError, CheckError) as error:
                raise CommandError(str(error)) from error
        if lost or apart:
            sys.exit(1)

    def export(self, folder: Path, export: Export) -> int:
        """Write the files and the report; how many could not be had."""
        counts: Counter = Counter()
        for file in folders.write(folder, export.files()):
            counts[file.status] += 1
            self.report(file)
        self.report_others(folder, export)
        self.stdout.write(summary(counts))
        return counts["lost"]

    def compare(self, folder: Path) -> int:
        """Say what is not the same in the site that the export makes; how many sentences."""
        count = 0
        for sentence in differences(folder):
            count += 1
            self.stdout.write(sentence)
        if not count:
            self.stdout.write(_("Imported into an empty site, this is the same site."))
        return count

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
