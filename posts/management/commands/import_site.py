"""`manage.py import_site FOLDER`: all that `export_posts` wrote comes in again."""

import sys
from collections import Counter
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from posts.importing.notes import Refusal
from posts.importing.site import SiteFolder
from posts.management.commands import import_posts


class Command(import_posts.Command):
    help = "Bring a whole export in: posts, pages, pictures, people, tags, redirects, settings."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="what export_posts wrote")

    def handle(self, *, folder, **options):
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
