"""The library at the desk: taken in, looked through, described, deleted."""

import errno
import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.first_run import make_editors_group
from cms.models import SiteSettings
from posts import consequences, illustrations, library, media, tasks
from posts.admin.library import earlier_places_of, places_of
from posts.models import Autosave, Image, Post, Snippet, WorkingCopy
from tests import factories
from tests.posts.test_admin_post_form import send
from tests.posts.test_images import shades

pytestmark = pytest.mark.django_db

UPLOAD = "admin:posts_image_upload"
LIST = "admin:posts_image_changelist"


@pytest.fixture
def editor():
    return factories.make_editor(username="anna")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def make_image(name: str = "dawn.jpg", *, size=(320, 180), colour="teal", **words) -> Image:
    data = factories.picture_bytes(*size, colour=colour)
    return Image.objects.add(ContentFile(data, name), name=name, **words)


def make_writer(*rights: str):
    """A user who may do this in the admin and nothing else."""
    user = factories.make_editor()
    user.is_superuser = False
    user.save()
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="posts", codename__in=rights)
    )
    return user


def upload(client, data: bytes | None = None, name: str = "cup.jpg", **words):
    file = SimpleUploadedFile(name, data or factories.picture_bytes())
    return client.post(reverse(UPLOAD), {"file": file, **words})


def listed(client, **query) -> list[str]:
    response = client.get(reverse(LIST), query)
    return [image.name for image in response.context["cl"].result_list]


def names_of(places) -> set[tuple[str, str]]:
    return {(place.kind, place.name) for place in places.named}


# Taken in


def test_an_uploaded_picture_comes_back_with_what_a_text_names_it_by(desk, editor):
    answer = upload(desk).json()
    image = Image.objects.get()
    assert (answer["pk"], answer["needs_alt"], answer["is_new"]) == (image.pk, True, True)
    post = factories.make_post(body=f"![A cup]({answer['address']})")
    assert image.rendered[0]["name"] in post.body_html
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.action_flag) == (editor, str(image.pk), 1)


def test_the_very_file_again_is_the_picture_that_is_there(desk):
    first, again = upload(desk).json(), upload(desk, name="copy.jpg").json()
    assert (again["pk"], again["is_new"]) == (first["pk"], False)
    assert LogEntry.objects.count() == 1


def test_a_copy_made_smaller_is_told_of(desk):
    upload(desk, shades(), name="large.jpg")
    assert upload(desk, shades(400, 267), name="small.jpg").json()["like"] == ["large.jpg"]
    assert upload(desk, shades(turned=True), name="other.jpg").json()["like"] == []
    small = Image.objects.get(name="small.jpg")
    html = desk.get(reverse("admin:posts_image_change", args=[small.pk])).content.decode()
    assert "Looks like" in html
    assert "large.jpg" in html


@pytest.mark.parametrize(
    ("data", "words"), [(b"<svg/>", "SVG files"), (b"\0", "not a picture"), (b"", "empty")]
)
def test_what_is_no_picture_is_refused_with_a_sentence(desk, data, words):
    response = desk.post(reverse(UPLOAD), {"file": SimpleUploadedFile("x.jpg", data)})
    assert response.status_code == 400
    assert words in response.json()["problem"]
    assert desk.post(reverse(UPLOAD)).json()["problem"].startswith("No file came.")
    assert desk.get(reverse(UPLOAD)).status_code == 405


def test_a_full_disk_is_said_and_what_was_typed_stays(desk, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("posts.media.os.fsync", full)
    answer = upload(desk)
    assert answer.status_code == 507
    assert answer.json()["problem"].startswith("The server could not keep the file")
    picture = SimpleUploadedFile("a.jpg", factories.picture_bytes())
    response = send(
        desk, None, {"title": "T", "body": "Kept.", "hero_upload": picture}, follow=True
    )
    assert "could not keep the file" in response.content.decode()
    assert response.context["adminform"].form["body"].value() == "Kept."
    assert not Image.objects.exists()
    assert media.names("images") == media.names("originals") == []


def test_who_may_not_add_pictures_is_told_so_everywhere(client):
    client.force_login(make_writer("add_post", "change_post", "view_post", "view_image"))
    response = upload(client)
    assert response.status_code == 403
    assert "may not add pictures" in response.json()["problem"]
    several = {"files": SimpleUploadedFile("a.jpg", factories.picture_bytes())}
    assert client.post(reverse("admin:posts_image_upload_several"), several).status_code == 403
    html = client.get(reverse("admin:posts_post_add")).content.decode()
    assert html.count("Your account may not add pictures") >= 2
    for name in ("hero_upload", "pictures"):
        file = SimpleUploadedFile("a.jpg", factories.picture_bytes())
        response = send(client, None, {"title": "T", "body": "Kept.", name: file}, follow=True)
        said = [str(message) for message in response.context["messages"]]
        assert any("Your account may not add pictures" in words for words in said)
        assert response.context["adminform"].form["body"].value() == "Kept."
    assert not Image.objects.exists()
    assert not LogEntry.objects.filter(content_type__model="image").exists()


def test_colleagues_in_the_editors_group_may(client):
    make_editors_group()
    user = make_writer()
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    assert upload(client).status_code == 200


def test_an_upload_in_the_post_form_is_logged_even_when_the_post_is_refused(desk, editor):
    hero = SimpleUploadedFile("hero.jpg", factories.picture_bytes())
    send(desk, None, {"title": "", "hero_upload": hero}, "_publish")
    assert not Post.objects.exists()
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr) == (editor, "hero.jpg")


def test_pictures_for_a_text_come_in_without_scripts_and_their_lines_are_shown(desk):
    files = [
        SimpleUploadedFile("one.jpg", factories.picture_bytes()),
        SimpleUploadedFile("two.jpg", factories.picture_bytes(colour="navy")),
    ]
    send(desk, None, {"title": "T", "pictures": files})
    assert {image.name for image in Image.objects.all()} == {"one.jpg", "two.jpg"}
    post = Post.objects.get()
    html = desk.get(reverse("admin:posts_post_change", args=[post.pk])).content.decode()
    for image in Image.objects.all():
        assert f"![]({image.as_picture().url})" in html
    bad = [SimpleUploadedFile("bad.jpg", b"<svg/>")]
    form = send(desk, post, {"pictures": bad}).context["adminform"].form
    assert "bad.jpg: SVG" in form.errors["pictures"][0]


def test_several_come_in_at_once_and_each_refusal_is_named(desk):
    there = make_image()
    files = [
        SimpleUploadedFile("a.jpg", factories.picture_bytes()),
        SimpleUploadedFile("b.jpg", factories.picture_bytes(colour="navy")),
        SimpleUploadedFile("again.jpg", there.file.read()),
        SimpleUploadedFile("c.txt", b"words"),
    ]
    address = reverse("admin:posts_image_upload_several")
    html = desk.post(address, {"files": files}, follow=True).content.decode()
    for words in ("2 pictures added.", "1 was in the library already.", "“c.txt”: This is not a"):
        assert words in html
    assert Image.objects.count() == 3
    assert "Choose one or more" in desk.post(address, follow=True).content.decode()


# Described


def describe(client, image: Image, **said):
    return client.post(reverse("admin:posts_image_words", args=[image.pk]), said)


def test_what_a_picture_shows_is_kept_or_that_it_is_decoration(desk):
    image = make_image()
    answer = describe(desk, image, alt="  A  cup ").json()
    assert (answer["alt"], answer["needs_alt"]) == ("A cup", False)
    assert describe(desk, image, decorative="on").json()["alt"] == ""
    image.refresh_from_db()
    assert (image.alt, image.decorative) == ("", True)
    assert LogEntry.objects.count() == 2
    assert describe(desk, image, decorative="on").status_code == 200
    assert LogEntry.objects.count() == 2


def test_who_may_only_add_fills_in_what_is_empty(client):
    client.force_login(make_writer("add_image"))
    image = make_image()
    assert describe(client, image, alt="A cup").status_code == 200
    response = describe(client, image, alt="A saucer")
    assert response.status_code == 403
    assert "can't change that" in response.json()["problem"]
    image.refresh_from_db()
    assert image.alt == "A cup"
    client.force_login(make_writer("view_image"))
    assert describe(client, image, alt="x").status_code == 403


def test_decoration_beside_an_alt_text_is_refused_at_the_box(desk):
    image = make_image(alt="Dawn")
    address = reverse("admin:posts_image_change", args=[image.pk])
    about = {"alt": "Dawn", "decorative": "on", "credit": "", "focal_x": 50, "focal_y": 50}
    form = desk.post(address, about).context["adminform"].form
    assert "empty it, or untick this" in form.errors["decorative"][0]
    assert desk.post(address, about | {"alt": ""}).status_code == 302
    image.refresh_from_db()
    assert image.decorative


def test_decoration_has_an_empty_alt_for_readers(client):
    image = make_image(decorative=True)
    post = factories.make_post(hero_image=image, body=f"![]({image.as_picture().url})")
    html = client.get(post.get_absolute_url()).content.decode()
    assert html.count('alt=""') >= 2


def test_pictures_of_a_text_that_want_words_are_told():
    bare, said, told, decoration = (
        make_image(f"{number}.jpg", colour=colour, **words)
        for number, (colour, words) in enumerate(
            [
                ("teal", {}),
                ("navy", {}),
                ("olive", {"alt": "Olives"}),
                ("red", {"decorative": True}),
            ]
        )
    )
    body = "\n\n".join(
        illustrations.line(image.as_picture().url, alt)
        for image, alt in [(bare, ""), (said, "Here"), (told, ""), (decoration, "")]
    )
    shown = illustrations.of_post(factories.make_post(body=body))
    assert [one.image for one in shown] == [bare, said, told, decoration]
    assert [one.needs_alt for one in shown] == [True, False, False, False]
    assert [one.line for one in shown] == body.split("\n\n")


def test_before_publishing_a_picture_without_words_is_named():
    bare, decoration = make_image("bare.jpg"), make_image(colour="navy", decorative=True)
    lines = [illustrations.line(image.as_picture().url, "") for image in (bare, decoration, bare)]
    post = factories.make_draft(body="\n\n".join(lines), hero_image=decoration)
    warnings = consequences.of_publishing(post).warnings
    assert [words for words in warnings if "alt text" in words or "description" in words] == [
        "The picture “bare.jpg” has no alt text: people who can't see it learn nothing."
    ]


def test_decoration_goes_out_and_comes_back_as_such(tmp_path):
    image = make_image(decorative=True)
    call_command("export_posts", tmp_path / "out")
    image.delete()
    call_command("import_site", tmp_path / "out")
    assert Image.objects.get().decorative


# Looked through


def test_the_library_is_narrowed_by_words_and_shape(desk):
    make_image("wide.jpg", alt="Hills")
    make_image("tall.jpg", size=(180, 320))
    make_image("square.jpg", size=(200, 200), decorative=True)
    assert set(listed(desk)) == {"wide.jpg", "tall.jpg", "square.jpg"}
    assert listed(desk, words="none") == ["tall.jpg"]
    assert listed(desk, words="decorative") == ["square.jpg"]
    for shape in ("wide", "tall", "square"):
        assert listed(desk, shape=shape) == [f"{shape}.jpg"]
    assert listed(desk, q="hills") == ["wide.jpg"]
    for nonsense in ("x", "\0"):
        assert desk.get(reverse(LIST), {"use": nonsense, "shape": nonsense}).status_code == 200


def test_unused_is_what_nothing_shows_in_any_state(desk, editor):
    colours = ["teal", "navy", "olive", "red", "gold", "pink", "plum", "lime", "tan", "snow"]
    names = ["unused", "hero", "text", "page", "snippet"]
    names += ["person", "logo", "copy", "typed", "earlier"]
    images = {
        name: make_image(f"{name}.jpg", colour=colour)
        for name, colour in zip(names, colours, strict=True)
    }
    line = {
        name: illustrations.line(image.as_picture().url, "x") for name, image in images.items()
    }
    factories.make_draft(hero_image=images["hero"], body="![x](/media/text.jpg)")
    factories.make_page(body="![x](../page.jpg)")
    Snippet.objects.create(name="S", body=line["snippet"])
    factories.make_person(picture=images["person"])
    SiteSettings.objects.create(pk=1, logo=images["logo"])
    changed, before = factories.make_post(), factories.make_post(hero_image=images["earlier"])
    WorkingCopy.objects.keep(
        changed, changed.stored() | {"hero_image_id": images["copy"].pk}, editor
    )
    Autosave.objects.create(user=editor, page="p", fields={"body": [line["typed"]]})
    before.add_revision()
    before.hero_image = None
    before.save()
    before.add_revision()

    assert listed(desk, use="unused") == ["unused.jpg"]
    assert listed(desk, use="earlier") == ["earlier.jpg"]
    for name in set(names) - {"unused", "earlier"}:
        assert places_of(images[name]).total == 1, name
    draft = Post.objects.drafts().get()
    assert names_of(places_of(images["hero"])) == {("Post (Draft), hero image", str(draft))}
    assert names_of(earlier_places_of(images["earlier"])) == {("Earlier revision", str(before))}
    assert places_of(images["earlier"]).total == places_of(images["unused"]).total == 0


def test_what_is_shown_in_very_many_places_names_some_and_counts_all():
    image = make_image()
    for number in range(33):
        factories.make_draft(title=f"D{number}", hero_image=image)
    places = places_of(image)
    assert (len(places.named), places.total, places.more) == (30, 33, 3)


# Deleted


def delete(client, image: Image):
    address = reverse("admin:posts_image_delete", args=[image.pk])
    return client.post(address, {"post": "yes"})


def test_saved_changes_alone_keep_a_picture(desk, editor):
    image, post = make_image(), factories.make_post(title="Live")
    state = post.stored() | {"title": "Changed", "hero_image_id": image.pk}
    WorkingCopy.objects.keep(post, state, editor)
    html = delete(desk, image).content.decode()
    assert "Changes not public yet" in html
    assert "Changed" in html
    assert Image.objects.exists()


def test_what_earlier_revisions_show_goes_after_they_were_named_but_not_with_others(desk):
    image, post = make_image(), factories.make_post(title="Was with it")
    post.add_revision(state=post.stored() | {"hero_image_id": image.pk})
    data = {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"}
    assert "Was with it" in desk.post(reverse(LIST), data).content.decode()
    address = reverse("admin:posts_image_delete", args=[image.pk])
    html = desk.get(address).content.decode()
    assert "it would lack this picture" in html
    assert "Was with it" in html
    assert Image.objects.exists()
    assert delete(desk, image).status_code == 302
    assert not Image.objects.exists()


def test_unused_ones_are_deleted_together(desk):
    images = [make_image(colour=colour) for colour in ("teal", "navy", "olive")]
    data = {"index": "0", "action": "delete_selected"}
    assert (
        "Delete these 2?"
        in desk.post(
            reverse(LIST), data | {"_selected_action": [image.pk for image in images[:2]]}
        ).content.decode()
    )
    chosen = {"_selected_action": [image.pk for image in images[:2]], "post": "yes"}
    assert desk.post(reverse(LIST), {"action": "delete_selected", **chosen}).status_code == 302
    assert list(Image.objects.all()) == [images[2]]


# Many


def many(count: int) -> None:
    image = make_image(size=(320 + count, 180))
    rendered = json.loads(json.dumps(image.rendered))
    Image.objects.bulk_create(
        Image(
            file=image.file.name,
            name=f"{number}.jpg",
            content_hash=f"{count}-{number}",
            width=320,
            height=180,
            rendered=rendered,
            likeness=number * 7919,
        )
        for number in range(count)
    )


def test_the_library_and_a_picture_ask_few_queries_however_many_there_are(desk):
    asked = []
    for count in (8, 60):
        many(count)
        post = factories.make_post(hero_image=Image.objects.first())
        with CaptureQueriesContext(connection) as list_queries:
            desk.get(reverse(LIST), {"use": "unused"})
        with CaptureQueriesContext(connection) as page_queries:
            desk.get(reverse("admin:posts_image_change", args=[post.hero_image_id]))
        asked.append((len(list_queries), len(page_queries)))
    assert asked[0] == asked[1]
    # Session and user; texts of pages, snippets, saved and unsaved changes, the images that they
    # name; the count and the page; how many posts show the page's pictures, and texts.
    assert asked[0][0] <= 16
    assert asked[0][1] <= 22


def test_what_was_not_looked_at_yet_is_like_nothing():
    image = make_image()
    image.likeness = None
    assert library.alike(image) == []


def test_old_pictures_are_looked_at_by_and_by():
    make_image()
    Image.objects.update(likeness=None)
    assert tasks.look_at_pictures.call() == 1
