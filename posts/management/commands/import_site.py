"""`manage.py import_site FOLDER`: all that `export_posts` wrote comes in again, or a zip of it."""

import sys
import tempfile
import zipfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from posts.importing.archive import UNREADABLE
from posts.importing.notes import Refusal
from posts.importing.site import SiteFolder
from posts.management.commands import import_posts


class Command(import_posts.Command):
    help = "Bring a whole export in: posts, pages, pictures, people, tags, redirects, settings."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", type=Path, metavar="FOLDER", help="what export_posts wrote, or a site's zip"
        )

    def handle(self, *, folder, **options):
        with ExitStack() as stack:
            if folder.is_file():
                made = stack.enter_context(tempfile.TemporaryDirectory(prefix="lodestone-site-"))
                folder = unpacked(folder, Path(made))
            self.bring_in(folder)

    def bring_in(self, folder: Path) -> None:
        if not (folder / "site.yaml").is_file():
            raise CommandError(
                _("%s holds no site.yaml: name a folder that export_posts wrote.") % folder
            )
        counts: Counter = Counter()
        try:
            for outcome in SiteFolder(folder).take_in():
                counts[outcome.status] += 1
                self.report(outcome)
        except Refusal as refusal:
            raise CommandError(str(refusal.note)) from refusal
        self.stdout.write(import_posts.summary(counts, dry_run=False))
        if counts["refused"]:
            sys.exit(1)


def unpacked(file: Path, folder: Path) -> Path:
    """The folder, with all files of a zip in it; raises CommandError for none that can be read."""
    try:
        with zipfile.ZipFile(file) as archive:
            archive.extractall(folder)  # never outside it, and makes no links
    except (*UNREADABLE, RuntimeError) as error:  # the last for one with a password
        raise CommandError(
            _("The zip can't be read: it is damaged or was cut off. Make it again.")
        ) from error
    return folder
