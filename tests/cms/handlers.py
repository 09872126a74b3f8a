"""Tasks for the tests of tasks; worker processes import them from here."""

import time
from pathlib import Path

from django.contrib.auth.models import Group

from cms.tasks import GiveUp, task


@task()
def make_group(name: str) -> str:
    Group.objects.get_or_create(name=name)
    return f"{name} is there"


@task(attempts=3, pause=10)
def fail(words: str) -> None:
    raise ValueError(f"{words}\0")


@task()
def give_up() -> None:
    raise GiveUp("The picture is gone: upload it again.")


@task()
def take_long(seconds: float) -> None:
    time.sleep(seconds)


@task(attempts=100, pause=0)
def slow_group(folder: str, name: str) -> None:
    """Says in the folder that it runs and that it is done, and takes its time in between."""
    Path(folder, f"{name}.runs").touch()
    Group.objects.get_or_create(name=name)
    time.sleep(0.3)
    Path(folder, f"{name}.done").touch()
