"""Nobody's save waits for a picture that is being decoded: the lock is taken afterwards."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from posts import pictures
from posts.importing.run import import_paths
from posts.models import Image, Post
from tests import factories
from tests.posts.test_admin_post_form import send

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 60


@pytest.fixture
def decoding(monkeypatch):
    """Holds a picture where it is decoded, until it is let go."""
    held, let_go = threading.Event(), threading.Event()
    clean = pictures.clean

    def slowly(data, width):
        held.set()
        assert let_go.wait(LONG)
        return clean(data, width)

    monkeypatch.setattr("posts.pictures.clean", slowly)
    yield held, let_go
    let_go.set()


def desk() -> Client:
    client = Client()
    client.force_login(factories.make_editor())
    return client


def cup(colour: str = "teal") -> SimpleUploadedFile:
    return SimpleUploadedFile("cup.jpg", factories.picture_bytes(colour=colour))


def hero(client, tmp_path):
    return lambda: send(client, None, {"title": "Cups", "hero_upload": cup()})


def for_the_text(client, tmp_path):
    return lambda: send(client, None, {"title": "Cups", "pictures": [cup()]})


def for_the_library(client, tmp_path):
    words = {"upload": cup(), "alt": "", "credit": "", "focal_x": 50, "focal_y": 50}
    return lambda: client.post(reverse("admin:posts_image_add"), words)


def from_the_desk(client, tmp_path):
    return lambda: client.post(reverse("admin:posts_image_upload"), {"file": cup()})


def in_place_of_another(client, tmp_path):
    image = Image.objects.add(cup("navy"))
    words = {"replacement": cup(), "alt": "", "credit": "", "focal_x": 50, "focal_y": 50}
    address = reverse("admin:posts_image_change", args=[image.pk])
    return lambda: client.post(address, words)


def put_back(client, tmp_path):
    image = Image.objects.add(cup())
    former = image.replace(cup("navy"))
    words = {"_put_back": former.pk, "alt": "", "credit": "", "focal_x": 50, "focal_y": 50}
    address = reverse("admin:posts_image_change", args=[image.pk])
    return lambda: client.post(address, words)


def with_a_file(client, tmp_path):
    (tmp_path / "cups.md").write_text("# Cups\n\n![A cup](cup.jpg)\n", encoding="utf-8")
    (tmp_path / "cup.jpg").write_bytes(cup().read())
    return lambda: list(import_paths([tmp_path / "cups.md"]))


@pytest.mark.parametrize(
    "way",
    [
        hero, for_the_text, for_the_library, from_the_desk, in_place_of_another, put_back,
        with_a_file,
    ],
)  # fmt: skip
def test_a_save_goes_through_while_a_picture_is_decoded(decoding, tmp_path, request, way):
    held, let_go = decoding
    let_go.set()  # for what has to be there before
    bring_in = way(desk(), tmp_path)
    held.clear()
    let_go.clear()
    answers = []

    def elsewhere():
        try:
            answers.append(bring_in())
        finally:
            connection.close()

    uploader = threading.Thread(target=elsewhere)
    uploader.start()
    try:
        assert held.wait(LONG)
        factories.make_post(title="Saved meanwhile")
    finally:
        let_go.set()
        uploader.join(LONG)
    assert answers
    assert Post.objects.filter(title="Saved meanwhile").exists()
    image = Image.objects.get()
    assert image.content_hash == Image.objects.get_ready(ContentFile(cup().read())).content_hash


def test_many_uploads_at_once_leave_threads_to_readers(decoding):
    held, let_go = decoding
    clients = [desk() for _number in range(3)]
    answers = []

    def send_one(client, colour):
        try:
            address = reverse("admin:posts_image_upload")
            answers.append(client.post(address, {"file": cup(colour)}))
        finally:
            connection.close()

    uploads = [
        threading.Thread(target=send_one, args=pair)
        for pair in zip(clients[:2], ["teal", "navy"], strict=True)
    ]
    try:
        for upload in uploads:
            held.clear()
            upload.start()
            assert held.wait(LONG)
        third = clients[2].post(reverse("admin:posts_image_upload"), {"file": cup("olive")})
        assert (third.status_code, third.json()) == (503, {"busy": True})
        assert third["Retry-After"] == "2"
    finally:
        let_go.set()
        for upload in uploads:
            upload.join(LONG)
    assert [answer.status_code for answer in answers] == [200, 200]
    again = clients[2].post(reverse("admin:posts_image_upload"), {"file": cup("olive")})
    assert again.status_code == 200
    assert Image.objects.count() == 3


def test_what_is_refused_is_decoded_once_and_said_in_the_form(monkeypatch):
    count = []
    clean = pictures.clean
    monkeypatch.setattr("posts.pictures.clean", lambda *args: count.append(1) or clean(*args))
    cut_off = SimpleUploadedFile("cup.jpg", factories.picture_bytes()[:2000])
    words = {"upload": cut_off, "alt": "", "credit": "", "focal_x": 50, "focal_y": 50}
    response = desk().post(reverse("admin:posts_image_add"), words)
    assert "damaged or cut off" in str(response.context["adminform"].form.errors["upload"])
    assert count == [1]


def test_what_is_taken_is_decoded_once(monkeypatch):
    count = []
    clean = pictures.clean
    monkeypatch.setattr("posts.pictures.clean", lambda *args: count.append(1) or clean(*args))
    send(desk(), None, {"title": "Cups", "hero_upload": cup()})
    assert Post.objects.get().hero_image == Image.objects.get()
    assert count == [1]
