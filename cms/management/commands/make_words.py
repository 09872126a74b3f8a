"""`manage.py make_words`: the words that people see, collected for translators and compiled."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

# What is nobody's to read; a folder with a dot before its name is left out anyway.
NOT_OURS = ("bench", "media", "node_modules", "scripts", "tests", "var")
DATE = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)


class Command(BaseCommand):
    help = "Collect the words that people see into locale/ and compile the translations there."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--keep-pot", action="store_true", help="leave locale/django.pot")

    def handle(self, *, keep_pot, verbosity, **options):
        call_command(
            "makemessages",
            all=True,
            ignore_patterns=list(NOT_OURS),
            keep_pot=keep_pot,
            no_location=True,
            no_obsolete=True,
            no_wrap=True,
            verbosity=0,
        )
        for catalogue in catalogues():
            # A date would make each run a change.
            catalogue.write_text(DATE.sub("", catalogue.read_text("utf-8")), "utf-8")
        call_command("compilemessages", ignore_patterns=[*NOT_OURS, ".venv"], verbosity=0)
        if verbosity:
            names = ", ".join(sorted(catalogue.parts[-3] for catalogue in catalogues()))
            self.stdout.write(f"Collected and compiled: {names}.")


def catalogues() -> list[Path]:
    """The files that translators write."""
    return sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"))
