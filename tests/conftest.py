"""What all tests share: the same settings everywhere, nothing kept from one test to the next."""

import os
import shutil
import socket
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings

from tests import tools
from tests.html_checker import HtmlChecker

if not os.environ.get("CI"):
    # Two busy cores make any deadline fail by chance; in CI hypothesis has such a profile itself.
    hypothesis_settings.register_profile("lodestone", deadline=None)
    hypothesis_settings.load_profile("lodestone")


def pytest_collection_modifyitems(config, items):
    """Mark tests by the tools they use, and drop those for the other database."""
    other = "postgres" if connection.vendor == "sqlite" else "sqlite"
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker("browser")
        if "html_checker" in item.fixturenames:
            item.add_marker("html")
    dropped = [item for item in items if item.get_closest_marker(other)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in dropped]


@pytest.fixture(scope="session", autouse=True)
def same_settings_everywhere(django_test_environment):
    """No site's own environment shows through; static files come from their folders."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        TIME_ZONE="UTC",
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {
                "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
            },
        },
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite in a file, as on a real site: write-ahead log, locks and threads behave as there."""
    if connection.vendor == "sqlite":
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        connection.settings_dict["TEST"]["NAME"] = name


@pytest.fixture(autouse=True)
def media_of_its_own(settings, tmp_path):
    """Uploads go to the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Each test starts without kept pages, a standing, a language or a time zone of another's."""
    from cms import generation, same_page
    from cms.wsgi import application

    generation.forget()
    same_page.forget()
    application.clear()
    with translation.override("en"), timezone.override(None):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_outside_network():
    """A test that reaches for another machine fails at once, whatever the network there is."""
    connect = socket.socket.connect

    def connect_here_only(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])
            if host != "localhost" and not host.startswith("127.") and host != "::1":
                raise OSError(f"A test tried to reach {host}: replace the outside network.")
        return connect(self, address)

    socket.socket.connect = connect_here_only
    yield
    socket.socket.connect = connect


@pytest.fixture(scope="session")
def html_checker(tmp_path_factory):
    """The Nu HTML checker, running for the whole session: a JVM takes seconds to start."""
    for tool in (tools.JAVA, tools.HTML_CHECKER):
        if tool.missing:
            pytest.skip(f"{tool.name} is not here. To run this: {tool.install}")
    with HtmlChecker(
        Path(shutil.which("java")), tools.VNU, tmp_path_factory.mktemp("vnu") / "log"
    ) as checker:
        yield checker


@pytest.fixture
def check_html(html_checker):
    """`check_html(text)` fails with the Nu HTML checker's errors and warnings on a document."""

    def check(text: str | bytes) -> None:
        __tracebackhide__ = True
        if messages := html_checker.messages(text):
            pytest.fail("The Nu HTML checker says:\n" + "\n".join(messages), pytrace=False)

    return check
