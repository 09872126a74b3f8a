import importlib.util
import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from cms import first_run, static_files
from cms.launcher import PortError, become, check_port, say

THREADS = 4


class Command(BaseCommand):
    help = "Set up what is missing, then run the web server and the task worker until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--dev", action="store_true", help="debug pages, reload on changes")

    def handle(self, *, dev, **options):
        if dev and not (settings.DEBUG and not settings.HASHED_STATIC):
            restart_with(DEBUG="true", HASHED_STATIC="false")
        try:
            check_port(settings.HOST, settings.PORT)
            first_run.check_folders()
            first_run.check_database()
            first_run.migrate(say)
            first_run.load_samples(say)
            first_run.make_first_editor(say)
            if settings.HASHED_STATIC:
                static_files.collect(say)
        except (first_run.NotReadyError, PortError) as error:
            sys.exit(str(error))
        except (DatabaseError, OSError) as error:
            sys.exit(f"The site could not be set up: {error}")
        except KeyboardInterrupt:
            sys.exit("Stopped before it was ready; run it again to go on.")
        reload = dev and importlib.util.find_spec("watchfiles") is not None
        if dev and not reload:
            say("Changes are not noticed: the package watchfiles is not installed.")
        connections.close_all()
        os.chdir(settings.BASE_DIR)
        become(threads=THREADS, reload=reload)


def restart_with(**environment: str) -> None:
    """Become the same command again, with settings that were read at its start."""
    os.execve(sys.executable, sys.orig_argv, os.environ | environment)  # noqa: S606
