"""Files that nothing names any more: put aside, later removed, and never one that is needed."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from posts import media, tasks
from posts.models import Image
from tests.factories import make_page, make_post, picture_bytes

pytestmark = pytest.mark.django_db

DAY = 86_400


def make_image(colour: str = "navy") -> Image:
    image = Image.objects.add(ContentFile(picture_bytes(200, 100, colour=colour), name="cup.jpg"))
    tasks.make_renditions.call(image.pk)
    image.refresh_from_db()
    return image


def root() -> Path:
    return Path(default_storage.base_location)


def files() -> set[str]:
    return {str(path.relative_to(root())) for path in root().rglob("*") if path.is_file()}


def let_all_be_older(days: float) -> None:
    for name in files():
        before = (root() / name).stat().st_mtime - days * DAY
        os.utime(root() / name, (before, before))


def test_the_files_of_a_deleted_picture_are_put_aside_and_removed_a_month_later():
    image = make_image()
    there = files()
    assert len(there) == len(image.rendered) + 1
    image.delete()
    assert tasks.put_unused_files_aside.call() == 0
    let_all_be_older(2)
    assert tasks.put_unused_files_aside.call() == len(there)
    assert files() == {f"removed/{name}" for name in there}
    let_all_be_older(29)
    tasks.put_unused_files_aside.call()
    assert files()
    let_all_be_older(2)
    tasks.put_unused_files_aside.call()
    assert not files()


def test_what_a_row_names_stays_now_and_formerly(client):
    image = make_image()
    former = image.replace(ContentFile(picture_bytes(100, 100), name="pot.jpg"))
    tasks.make_renditions.call(image.pk)
    there = files()
    let_all_be_older(400)
    assert tasks.put_unused_files_aside.call() == 0
    assert files() == there
    assert media.read(former.file.name)


def test_a_rendition_of_an_earlier_make_stays_while_a_text_shows_it():
    names = [f"images/{number:016x}-640.webp" for number in range(3)]
    for name in names:
        media.keep(name, b"a picture")
    make_post(body=f"![A cup](/media/{names[0]})")
    make_page(body=f"![A cup](/media/{names[1]})")
    let_all_be_older(2)
    assert tasks.put_unused_files_aside.call() == 1
    assert files() == {names[0], names[1], f"removed/{names[2]}"}


def test_files_that_are_not_ours_stay_and_half_written_ones_go():
    (root() / "images").mkdir(parents=True)
    for name in ("images/logo.png", "images/.unfinished-abc", "notes.txt"):
        (root() / name).write_text("words")
    assert tasks.put_unused_files_aside.call() == 0
    assert len(files()) == 3
    let_all_be_older(2)
    assert tasks.put_unused_files_aside.call() == 0
    assert files() == {"images/logo.png", "notes.txt"}


def test_a_file_whose_row_is_just_being_made_stays_however_old_it_is():
    image = make_image()
    data, rendered = media.read(image.file.name), image.rendered
    image.delete()
    let_all_be_older(2)
    media.keep(f"originals/{image.content_hash}.jpg", data)
    tasks.put_unused_files_aside.call()
    assert f"originals/{image.content_hash}.jpg" in files()
    assert rendered[0]["name"] not in files()


def test_a_picture_that_comes_again_needs_nothing_that_was_put_aside():
    make_image().delete()
    let_all_be_older(2)
    tasks.put_unused_files_aside.call()
    image = make_image()
    assert all(default_storage.exists(name) for name in (image.file.name, *image.rendition_names))


def test_an_empty_site_has_nothing_to_put_aside():
    assert tasks.put_unused_files_aside.call() == 0


def test_a_clock_that_is_behind_takes_no_file_for_old():
    make_image().delete()
    with time_machine.travel(timezone.now() - timedelta(days=900)):
        assert tasks.put_unused_files_aside.call() == 0
