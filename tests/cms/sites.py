"""A site of its own for tests that start real processes: own database, folders and port."""

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from tests.processes import free_port


@contextlib.contextmanager
def scratch_site(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a new site on this run's kind of database, which is gone at the end."""
    ours = ("DJANGO_", "PYTEST_", "PAGE_MEMORY", "ALLOWED_HOSTS")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    port = free_port()
    environment |= {
        "VAR_DIR": str(folder / "var"),
        "STORAGE_URL": str(folder / "media"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DEBUG": "off",
        "HASHED_STATIC": "off",
        "PYTHONUNBUFFERED": "1",
    }
    with contextlib.ExitStack() as stack:
        environment["DATABASE_URL"] = (
            stack.enter_context(scratch_postgres())
            if connection.vendor == "postgresql"
            else f"sqlite:///{folder / 'var' / 'site.sqlite3'}"
        )
        yield environment


@contextlib.contextmanager
def scratch_postgres() -> Iterator[str]:
    """The address of an empty database beside the one of the tests."""
    place = connection.settings_dict
    name = f"scratch_{secrets.token_hex(8)}"
    user, password = (quote(place[key], safe="") for key in ("USER", "PASSWORD"))
    server = f"postgres://{user}:{password}@{place['HOST']}:{place['PORT'] or 5432}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{server}/{name}"
        finally:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            admin.execute(drop)


def manage(environment: dict[str, str], *words: str) -> subprocess.Popen:
    """A command of the site, running; what it says comes through one pipe."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def ask(environment: dict[str, str], code: str) -> str:
    """What Python code says that runs inside the site."""
    done = manage(environment, "shell", "-v", "0", "-c", code)
    said, _ = done.communicate(timeout=300)
    assert done.returncode == 0, said
    return said
