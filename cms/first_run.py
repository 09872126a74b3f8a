"""What a site needs before it can serve: a database, sample content once, somebody to sign in."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from cms.admin_users import permissions_of
from cms.models import FirstRun

Say = Callable[[str], object]
# No letter or digit that looks like another.
READABLE = "abcdefghijkmnpqrstuvwxyz23456789"


class NotReadyError(Exception):
    """The site can't start; the message is a sentence that says what to do."""


def check_folders() -> None:
    """Make the folders that we write to; raises NotReadyError for one that can't be written."""
    folders = [settings.VAR_DIR, Path(settings.MEDIA_ROOT)]
    files = []
    if connection.vendor == "sqlite":
        files.append(Path(settings.DATABASES["default"]["NAME"]).absolute())
        folders.append(files[0].parent)
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotReadyError(
                f"The folder {folder} can't be made: {error.strerror}. Give it another place "
                "with VAR_DIR, STORAGE_URL or DATABASE_URL."
            ) from None
    for place in [*folders, *files]:
        if place.exists() and not os.access(place, os.W_OK):
            raise NotReadyError(
                f"{place} can't be written to: change its owner or its rights, "
                "or name another place with VAR_DIR, STORAGE_URL or DATABASE_URL."
            )


def check_database() -> None:
    """Raise NotReadyError with the database's own words when it does not answer."""
    probe = connections.create_connection("default")
    # A pool would go on trying for half a minute.
    probe.settings_dict = probe.settings_dict | {"OPTIONS": _without_pool(probe.settings_dict)}
    try:
        probe.ensure_connection()
    except DatabaseError as error:
        words = " ".join(str(error).split())
        place = settings.DATABASES["default"]
        where = " at ".join(str(place[key]) for key in ("NAME", "HOST") if place.get(key))
        raise NotReadyError(f"The database {where} does not answer: {words}") from None
    finally:
        probe.close()


def _without_pool(config: dict) -> dict:
    options = {name: value for name, value in config["OPTIONS"].items() if name != "pool"}
    return options | ({"connect_timeout": 5} if connection.vendor == "postgresql" else {})


def migrate(say: Say) -> None:
    """Bring the database up to date; silent and quick when it is."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    say(
        "Updating the database"
        if executor.loader.applied_migrations
        else "Setting up the database"
    )
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise NotReadyError(f"The database could not be set up: {error}") from None


def load_samples(say: Say) -> None:
    """Load the sample content into a new database: never twice, never among a site's own."""
    if FirstRun.objects.exists():
        return
    if not get_user_model().objects.exists():
        say("Loading the sample articles")
        try:
            call_command("load_samples", verbosity=0)
        except Exception as error:
            words = " ".join(str(error).split()) or type(error).__name__
            say(f"The sample articles could not be loaded: {words}")
            say("The site starts without them; manage.py load_samples tries again.")
    FirstRun.objects.get_or_create(pk=1)


def make_first_editor(say: Say) -> None:
    """Make an account that may do everything when there is none; say its password this once."""
    users = get_user_model().objects
    if users.exists():
        return
    name = os.environ.get("DJANGO_SUPERUSER_USERNAME") or "editor"
    email = os.environ.get("DJANGO_SUPERUSER_EMAIL") or ""
    given = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
    password = given or new_password()
    users.create_superuser(username=name, email=email, password=password)
    make_editors_group()
    if given:
        say(f"Made the account {name} with the password from DJANGO_SUPERUSER_PASSWORD")
    else:
        say(
            "Made an account for you. Its password is shown this once:\n\n"
            f"    name      {name}\n    password  {password}\n"
        )


def make_editors_group() -> None:
    """A group for colleagues who write: all that is published, neither the site nor accounts."""
    group, is_new = Group.objects.get_or_create(name="Editors")
    if is_new:
        theirs = permissions_of(admin.site).exclude(content_type__app_label__in=["auth", "cms"])
        group.permissions.set(theirs)


def new_password() -> str:
    """Four groups of five letters and digits, easy to read and to type: 99 bits."""
    groups = ("".join(secrets.choice(READABLE) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
