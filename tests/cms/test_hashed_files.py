"""Static files in production: modules name each other by hashed names."""

import re

import pytest
from django.core.management import call_command

IMPORT = re.compile(r"""^import\b[^;]*?from\s*["'](?P<path>[^"']+)["'];""", re.MULTILINE)


@pytest.fixture
def collected(tmp_path, settings):
    """The folder of static files as a site in production has them."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "cms.hashed_files.HashedFiles"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_modules_import_files_whose_names_say_their_content(collected):
    found = 0
    for module in (collected / "admin-theme").glob("*.*.js"):
        for path in IMPORT.findall(module.read_text(encoding="utf-8")):
            assert re.search(r"\.[0-9a-f]{12}\.js$", path), (module.name, path)
            assert (module.parent / path).is_file()
            found += 1
    assert found > 3
