"""Static files under names that change with their content, collected when they have changed."""

import hashlib
import json
from collections.abc import Callable

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

STAMP = "collected.json"


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also what one module takes from another goes by the hashed name: it is kept for a year."""

    support_js_module_import_aggregation = True


def collect(say: Callable[[str], object]) -> None:
    """Bring STATIC_ROOT up to date; silent and quick when it is."""
    stamp = settings.STATIC_ROOT / STAMP
    sources = fingerprint()
    if stamp.exists() and stamp.read_text() == sources:
        return
    say("Preparing the static files")
    # Cleared first: an older file than the one in its place would count as unchanged.
    call_command("collectstatic", clear=True, interactive=False, verbosity=0)
    stamp.write_text(sources)


def fingerprint() -> str:
    """A word that differs when a source's name, size or time does, or how they are stored."""
    files = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = (storage.path(name), storage.size(name), str(storage.get_modified_time(name)))
            files.append(found)
    whole = [settings.STORAGES["staticfiles"], sorted(files)]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()
