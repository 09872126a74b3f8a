"""Renditions: every one that is missing, made once, shown in the texts that use the image."""

import io
import os
import signal
import subprocess
import sys
import time

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image as Pixels

from cms import generation
from cms.tasks import GiveUp
from posts import media, tasks
from posts.models import Image
from tests.factories import make_draft, make_page, make_post, picture_bytes

pytestmark = pytest.mark.django_db

PLACE = "Latitude 48.2082 N of a private garden"


def add(data: bytes | None = None, name: str = "office.jpg", **words) -> Image:
    return Image.objects.add(ContentFile(data or picture_bytes(), name=name), **words)


def copies(image: Image) -> list[tuple[str, int]]:
    return [(one["format"], one["width"]) for one in image.rendered]


def public_files() -> list[str]:
    return sorted(default_storage.listdir("images")[1])


@pytest.mark.parametrize(
    ("width", "widths"),
    [(2400, [320, 640, 960, 1280, 1920]), (1000, [320, 640, 960, 1000]), (90, [90])],
)
def test_the_task_makes_every_width_up_to_the_originals_in_both_formats(width, widths):
    image = add(picture_bytes(width, width // 2))
    assert tasks.make_renditions.call(image.pk) == 2 * len(widths)
    image.refresh_from_db()
    assert copies(image) == [
        *(("avif", one) for one in widths),
        ("jpg", min(1200, round(width // 2 / 630 * 1200))),
        *(("webp", one) for one in widths),
    ]
    for one in image.rendered:
        data = media.read(one["name"])
        shown = Pixels.open(io.BytesIO(data))
        assert shown.size == (one["width"], one["height"])
        assert shown.format.lower().replace("jpeg", "jpg") == one["format"]
        assert len(data) == one["size"]


def test_the_task_run_twice_leaves_what_one_run_leaves():
    file = io.BytesIO()
    Pixels.effect_noise((1700, 900), 60).save(file, "JPEG")
    image = add(file.getvalue())
    tasks.make_renditions.call(image.pk)
    image.refresh_from_db()
    rendered, files = image.rendered, public_files()
    assert tasks.make_renditions.call(image.pk) == 0
    assert Image.objects.get(pk=image.pk).make_renditions(again=True) == len(rendered)
    image.refresh_from_db()
    assert image.rendered == rendered
    assert public_files() == files


def test_two_tasks_at_once_leave_what_one_leaves():
    image = add()
    one, other = Image.objects.get(pk=image.pk), Image.objects.get(pk=image.pk)
    one.make_renditions()
    other.make_renditions()
    image.refresh_from_db()
    assert len(copies(image)) == len(set(copies(image))) == 11
    assert not image.missing_renditions()


def test_an_image_that_is_gone_needs_nothing():
    assert tasks.make_renditions.call(123) == 0


def test_an_image_deleted_meanwhile_needs_nothing():
    image = add()
    Image.objects.filter(pk=image.pk).delete()
    assert image.make_renditions() == 0


def test_a_lost_original_is_named_and_not_tried_again():
    image = add()
    default_storage.delete(image.file.name)
    with pytest.raises(GiveUp, match=r"originals/.*restore|restore.*originals/"):
        tasks.make_renditions.call(image.pk)


def test_no_public_file_tells_where_a_photo_was_taken():
    exif = Pixels.Exif()
    exif[0x010E] = PLACE
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 29.5), 3: "E", 4: (16.0, 22.0, 25.8)})
    file = io.BytesIO()
    Pixels.new("RGB", (700, 500), "teal").save(file, "JPEG", exif=exif, comment=PLACE.encode())
    assert PLACE.encode() in file.getvalue()
    image = add(file.getvalue())
    image.make_renditions()
    assert len(public_files()) == 7
    for name in public_files():
        data = media.read(f"images/{name}")
        assert PLACE.encode() not in data
        assert b"Exif" not in data
        assert not Pixels.open(io.BytesIO(data)).getexif()


def test_a_new_focal_point_makes_the_share_picture_anew_and_nothing_else():
    picture = Pixels.new("RGB", (3000, 700), "white")
    picture.paste("red", (0, 0, 900, 700))
    file = io.BytesIO()
    picture.save(file, "PNG")
    image = add(file.getvalue())
    image.make_renditions()
    before = {one["name"] for one in image.rendered}
    image.focal_x = 0
    image.save()
    assert image.make_renditions() == 1
    [new] = [one for one in image.rendered if one["name"] not in before]
    assert len(image.rendered) == len(before)
    assert new["focus"] == [0, 50]
    shown = Pixels.open(io.BytesIO(media.read(new["name"])))
    assert shown.size == (new["width"], new["height"])
    assert shown.getpixel((300, 100))[1] < 60


def test_a_focal_point_changed_meanwhile_is_left_to_its_own_task():
    image = add()
    slow = Image.objects.get(pk=image.pk)
    image.focal_y = 100
    image.save()
    image.make_renditions()
    slow.make_renditions()
    image.refresh_from_db()
    [share] = [one for one in image.rendered if one["format"] == "jpg"]
    assert share["focus"] == [50, 100]
    assert not image.missing_renditions()


@pytest.mark.parametrize("address", ["/media/office.jpg", "/media/any/office.jpg", "{rendition}"])
def test_posts_that_show_the_image_are_rendered_again_and_stay_as_they_were(address):
    image = add()
    address = address.format(rendition=image.as_picture().url)
    with time_machine.travel("2026-03-01", tick=False):
        post = make_post(body=f"Words.\n\n![An office]({address})")
        page = make_page(body=f"![An office]({address})")
        other = make_draft(body="Nothing to see at /media/other.jpg.")
    before = {text: text.updated_at for text in (post, page, other)}
    versions = post.version, other.version
    assert "1280w" in post.body_html
    assert "640w" not in post.body_html

    tasks.make_renditions.call(image.pk)

    for text in before:
        text.refresh_from_db()
        assert text.updated_at == before[text]
    assert (post.version, other.version) == versions
    assert "640w" in post.body_html
    assert 'type="image/avif"' in post.body_html
    assert "640w" in page.body_html


def test_what_the_task_made_but_could_not_show_is_shown_by_the_next_run():
    image = add()
    post = make_post(body="![An office](/media/office.jpg)")
    image.make_renditions()
    tasks.make_renditions.call(image.pk)
    post.refresh_from_db()
    assert "640w" in post.body_html


def test_readers_see_the_new_renditions_at_once(client):
    image = add()
    make_post(slug="with-hero", hero_image=image)
    assert b"image/avif" not in client.get("/posts/with-hero/").content
    before = generation.current()
    tasks.make_renditions.call(image.pk)
    assert generation.current() != before
    assert b"image/avif" in client.get("/posts/with-hero/").content


def test_the_command_makes_what_is_missing_and_says_so(capsys):
    whole, lacking = add(), add(picture_bytes(300, 200))
    whole.make_renditions()
    post = make_post(body=f"![x]({lacking.as_picture().url})")
    call_command("make_renditions")
    line = "Renditions made: {}. Images complete: 2, unreadable: 0.\n"
    assert capsys.readouterr().out == line.format(2)
    post.refresh_from_db()
    assert "image/avif" in post.body_html
    call_command("make_renditions")
    assert capsys.readouterr().out == line.format(0)
    call_command("make_renditions", "--all")
    assert capsys.readouterr().out == line.format(14)


def test_the_command_goes_on_after_an_image_it_cannot_read(capsys):
    lost, good = add(name="lost.jpg"), add(picture_bytes(300, 200))
    default_storage.delete(lost.file.name)
    call_command("make_renditions")
    said = capsys.readouterr()
    assert said.out == "Renditions made: 2. Images complete: 1, unreadable: 1.\n"
    assert lost.file.name in said.err
    good.refresh_from_db()
    assert not good.missing_renditions()


KILLED = """
import os, sys, time
from pathlib import Path
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1], PUBLIC_MEDIA="images/.*", USE_I18N=False)
from posts import media
data = os.urandom(3_000_000)
number = 0
print("ready", flush=True)
while True:
    media.keep(f"images/{number:016x}-1.webp", data)
    number += 1
"""


def test_a_killed_process_leaves_no_half_file(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"ready\n"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and len(list(tmp_path.glob("images/*.webp"))) < 3:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    whole = [file for file in (tmp_path / "images").iterdir() if file.suffix == ".webp"]
    assert whole
    assert {file.stat().st_size for file in whole} == {3_000_000}
