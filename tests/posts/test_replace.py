"""Another file in an image's place: shown everywhere at once, the old one kept and put back."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.models import SiteSettings
from posts import media, rendering, renditions, tasks
from posts.models import FormerFile, FormerName, Image
from posts.models.former import FormerNameQuerySet
from tests import factories
from tests.factories import make_page, make_person, make_post, picture_bytes
from tests.posts.test_import import run

pytestmark = pytest.mark.django_db

OLD, NEW = picture_bytes(700, 400, colour="navy"), picture_bytes(500, 360, colour="olive")


def file(data: bytes, name: str = "old.jpg") -> ContentFile:
    return ContentFile(data, name=name)


def make_image(data: bytes = OLD, name: str = "old.jpg", **words) -> Image:
    image = Image.objects.add(file(data, name), **words)
    tasks.make_renditions.call(image.pk)
    image.refresh_from_db()
    return image


def replace(image: Image, data: bytes = NEW, name: str = "new.jpg") -> FormerFile:
    former = image.replace(file(data, name))
    tasks.make_renditions.call(image.pk)
    image.refresh_from_db()
    return former


def put_back(image: Image, former: FormerFile) -> FormerFile:
    other = image.put_back(former)
    tasks.make_renditions.call(image.pk)
    image.refresh_from_db()
    return other


def pictures_in(client, address: str) -> set[str]:
    html = client.get(address).content.decode()
    return set(re.findall(r"images/[0-9a-f]{16}-\d+\.\w+", html))


def test_a_replaced_picture_is_another_in_every_place_and_the_same_row(client):
    image = make_image(alt="A harbour")
    old = set(image.rendition_names)
    hero = make_post(hero_image=image)
    by_name = make_post(body="![Boats](/media/old.jpg)")
    by_copy = make_post(body=f"![Boats](/media/{image.rendered[0]['name']})")
    page = make_page(body=f"![Boats]({image.as_picture().url})")
    make_person(name="Ada", slug="ada", picture=image)
    SiteSettings.objects.create(pk=1, logo=image)
    changed = by_name.updated_at

    replace(image)

    assert (image.width, image.height, image.name) == (500, 360, "new.jpg")
    assert media.read(image.file.name) == NEW
    assert not old & image.rendition_names
    for place in (hero, by_name, by_copy, page):
        shown = pictures_in(client, place.get_absolute_url())
        assert shown
        assert shown <= image.rendition_names
    assert SiteSettings.objects.get().logo == image
    by_name.refresh_from_db()
    assert by_name.updated_at == changed
    assert by_name.body == "![Boats](/media/old.jpg)"


def test_the_file_it_had_is_kept_with_what_was_said_of_it():
    image = make_image(alt="A harbour", credit="Ada", focal_x=10, focal_y=90)
    user = factories.make_editor()
    former = image.replace(file(NEW, "new.jpg"), user=user)
    former.refresh_from_db()
    assert media.read(former.file.name) == OLD
    assert (former.name, former.alt, former.credit) == ("old.jpg", "A harbour", "Ada")
    assert (former.focal_x, former.focal_y, former.width, former.height) == (10, 90, 700, 400)
    assert former.replaced_by == user
    assert (image.alt, image.focus) == ("A harbour", (10, 90))


def test_old_addresses_lead_to_the_nearest_copy_of_the_same_format(client):
    image = make_image()
    old = image.rendered
    replace(image)
    by_size = {(one["format"], one["width"]): one["name"] for one in image.rendered}
    for one in old:
        response = client.get(f"/media/{one['name']}")
        assert response.status_code == 302
        assert response["Location"] == f"/media/{by_size[one['format'], min(one['width'], 500)]}"
        assert response["Cache-Control"] == "no-cache"
        assert client.get(response["Location"]).status_code == 200
        assert not default_storage.exists(one["name"])


def test_until_its_own_format_is_made_an_old_address_leads_to_what_there_is(client):
    image = make_image()
    avif = next(one for one in image.rendered if one["format"] == "avif")
    image.replace(file(NEW))
    media.remove(avif["name"])
    assert client.get(f"/media/{avif['name']}")["Location"] == image.as_picture().url


def test_an_address_that_never_was_leads_nowhere(client):
    replace(make_image())
    assert client.get("/media/images/0123456789abcdef-640.webp").status_code == 404
    assert client.get(f"/media/images/0123456789abcdef-{'9' * 500}.webp").status_code == 404


def test_what_was_replaced_can_be_put_back_with_its_words_and_no_address_loops(client):
    image = make_image(alt="A harbour", focal_x=10)
    post = make_post(body="![](/media/old.jpg)")
    old = image.rendered
    former = replace(image)
    image.alt = "A field"
    image.save()
    new = image.rendered

    other = put_back(image, former)

    assert (image.name, image.alt, image.focus, image.size) == (
        "old.jpg",
        "A harbour",
        (10, 50),
        (700, 400),
    )
    assert image.rendered == old
    assert [other] == list(image.former_files.all())
    assert (other.alt, media.read(other.file.name)) == ("A field", NEW)
    assert pictures_in(client, post.get_absolute_url()) <= image.rendition_names
    for one in old:
        assert client.get(f"/media/{one['name']}").status_code == 200
    for one in new:
        response = client.get(f"/media/{one['name']}")
        assert response.status_code == 302
        assert client.get(response["Location"]).status_code == 200
    put_back(image, other)
    assert (image.name, image.alt) == ("new.jpg", "A field")


def test_the_former_file_sent_again_is_the_same_as_putting_it_back():
    image = make_image()
    replace(image)
    replace(image, OLD, "old.jpg")
    assert media.read(image.file.name) == OLD
    assert [former.name for former in image.former_files.all()] == ["new.jpg"]


def test_the_file_it_has_and_another_pictures_file_are_refused():
    image, other = make_image(), make_image(NEW, "other.jpg", alt="A field")
    with pytest.raises(ValidationError, match="very file that the picture has now"):
        image.replace(file(OLD))
    with pytest.raises(ValidationError, match="another picture of the library already: A field"):
        image.replace(file(NEW))
    with pytest.raises(ValidationError, match="not a picture that can be taken"):
        image.replace(file(b"words"))
    image.refresh_from_db()
    assert media.read(image.file.name) == OLD
    assert media.read(other.file.name) == NEW
    assert not FormerFile.objects.exists()


def test_two_replacements_at_once_lose_no_file():
    image = make_image()
    one, other = Image.objects.get(pk=image.pk), Image.objects.get(pk=image.pk)
    one.replace(file(NEW, "new.jpg"))
    newest = picture_bytes(700, 500, colour="pink")
    other.replace(file(newest, "newest.jpg"))
    tasks.make_renditions.call(image.pk)
    image.refresh_from_db()
    assert media.read(image.file.name) == newest
    assert {media.read(former.file.name) for former in image.former_files.all()} == {OLD, NEW}


def test_an_editor_who_saves_words_brings_no_old_file_back():
    image = make_image()
    opened = Image.objects.get(pk=image.pk)
    replace(image)
    opened.alt = "A better text"
    opened.save()
    image.refresh_from_db()
    assert (image.name, image.width, image.alt) == ("new.jpg", 500, "A better text")
    assert media.read(image.file.name) == NEW


def test_copies_of_the_old_file_that_are_just_being_made_are_no_copies_of_the_new(monkeypatch):
    image = Image.objects.add(file(OLD))
    make = renditions.make

    def make_while_it_is_replaced(*args):
        made = make(*args)
        monkeypatch.setattr(renditions, "make", make)
        Image.objects.get(pk=image.pk).replace(file(NEW))
        return made

    monkeypatch.setattr(renditions, "make", make_while_it_is_replaced)
    assert Image.objects.get(pk=image.pk).make_renditions() == 0
    image.refresh_from_db()
    assert {(one["width"], one["height"]) for one in image.rendered} == {(500, 360)}


def test_a_name_means_the_picture_that_had_it_unless_a_newer_one_has():
    image = make_image()
    address = image.as_picture().url
    replace(image)
    assert Image.objects.at_addresses(["/media/old.jpg", "/media/new.jpg", address]) == {
        "/media/old.jpg": image,
        "/media/new.jpg": image,
        address: image,
    }
    newer = make_image(picture_bytes(50, 40), "old.jpg")
    assert Image.objects.at_address("/media/old.jpg") == newer
    assert Image.objects.at_address(address) == image


def test_a_copy_that_another_picture_has_too_stays(client):
    """Two originals that differ in nothing that can be seen have copies of the same name."""
    image, twin = make_image(OLD), make_image(OLD + b"\0", "twin.jpg")
    assert image.rendition_names == twin.rendition_names
    replace(image)
    for name in twin.rendition_names:
        assert client.get(f"/media/{name}").status_code == 200


def test_an_old_share_picture_leads_to_the_one_with_the_new_focal_point(client):
    image = make_image(picture_bytes(1400, 500))
    old = image.share_picture.url
    image.focal_x = 0
    image.save()
    tasks.make_renditions.call(image.pk)
    image.refresh_from_db()
    assert image.share_picture.url != old
    assert client.get(old)["Location"] == image.share_picture.url


def test_a_file_brought_in_again_is_the_picture_that_replaced_it(tmp_path):
    (tmp_path / "boats.jpg").write_bytes(OLD)
    (tmp_path / "post.md").write_text("# Boats\n\n![Boats](boats.jpg)\n")
    run(tmp_path)
    image = Image.objects.get()
    replace(image)
    (tmp_path / "post.md").write_text("# Boats\n\nMore words.\n\n![Boats](boats.jpg)\n")
    run(tmp_path)
    assert Image.objects.get() == image


def test_a_replaced_file_that_an_editor_uploads_is_a_picture_of_its_own():
    image = make_image()
    former = replace(image)
    again = Image.objects.add(file(OLD, "again.jpg"))
    assert again != image
    with pytest.raises(ValidationError, match="another picture of the library already"):
        image.put_back(former)
    assert FormerFile.objects.get() == former


def test_a_lost_former_file_is_said_and_changes_nothing():
    image = make_image()
    former = replace(image)
    media.remove(former.file.name)
    with pytest.raises(FileNotFoundError):
        image.put_back(former)
    image.refresh_from_db()
    assert image.name == "new.jpg"


class Killed(BaseException):
    """The process is gone in the middle."""


STEPS = [
    (media, "keep", 0),
    (media, "keep", 1),
    (FormerNameQuerySet, "keep", 0),
    (type(tasks.make_renditions), "enqueue", 0),
    (renditions, "make", 0),
    (media, "keep", 5),
    (renditions, "merged", 0),
    (rendering, "render_users_of", 0),
    (rendering, "render_again", 1),
    (media, "remove", 0),
    (media, "remove", 3),
]


@pytest.mark.parametrize(("place", "name", "calls_before"), STEPS)
def test_cut_off_anywhere_the_picture_works_and_the_next_run_ends_it(
    client, monkeypatch, place, name, calls_before
):
    image = make_image()
    posts = [
        make_post(body="![](/media/old.jpg)", hero_image=image),
        make_post(body=f"![]({image.as_picture().url})"),
    ]
    calls = []
    step = getattr(place, name)

    def cut_off(*args, **options):
        calls.append(args)
        if len(calls) > calls_before:
            raise Killed
        return step(*args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(place, name, cut_off)
        with pytest.raises(Killed):
            replace(image)

    held = Image.objects.get(pk=image.pk)
    assert media.read(held.file.name) in {OLD, NEW}
    for post in posts:
        for shown in pictures_in(client, post.get_absolute_url()):
            assert client.get(f"/media/{shown}", follow=True).status_code == 200
    if held.name == "old.jpg":
        assert not held.former_files.exists()
        replace(held)
    else:
        assert held.former_files.count() == 1
        tasks.make_renditions.call(held.pk)
    held.refresh_from_db()
    assert not held.missing_renditions()
    for post in posts:
        assert pictures_in(client, post.get_absolute_url()) <= held.rendition_names


@pytest.fixture
def desk(client):
    client.force_login(factories.make_editor(username="ada"))
    return client


def change(image: Image) -> str:
    return reverse("admin:posts_image_change", args=[image.pk])


def sent(image: Image, **more) -> dict:
    said = {name: getattr(image, name) for name in ("alt", "credit", "focal_x", "focal_y")}
    return said | more


def test_an_editor_replaces_a_file_and_is_asked_to_look_at_its_words(desk):
    image = make_image(alt="A harbour")
    make_post(hero_image=image)
    upload = SimpleUploadedFile("new.jpg", NEW)
    response = desk.post(change(image), sent(image, replacement=upload), follow=True)
    assert response.redirect_chain[0][0] == change(image)
    [message] = [str(message) for message in response.context["messages"]]
    assert message == (
        "The new file is shown now. 1 place shows it. "
        "Look at the alt text and the focal point: do they still fit?"
    )
    html = response.content.decode()
    assert "Files it had before" in html
    assert "replaced by ada, today" in html
    assert html.index("_save") < html.index("_put_back")  # what Enter does
    image.refresh_from_db()
    assert image.name == "new.jpg"


def test_an_editor_puts_a_former_file_back_and_loses_no_word(desk):
    image = make_image(alt="A harbour")
    former = replace(image)
    put = sent(image, alt="A field", _put_back=former.pk)
    response = desk.post(change(image), put, follow=True)
    assert "The former file is shown again." in response.content.decode()
    image.refresh_from_db()
    assert (image.name, image.alt) == ("old.jpg", "A harbour")
    assert FormerFile.objects.get().alt == "A field"
    response = desk.post(change(image), put, follow=True)
    assert "Somebody has put this file back already." in response.content.decode()


def test_a_file_that_another_picture_has_is_refused_with_a_link_to_it(desk):
    image, other = make_image(), make_image(NEW, "other.jpg", alt="A <field>")
    upload = SimpleUploadedFile("new.jpg", NEW)
    response = desk.post(change(image), sent(image, replacement=upload, alt="Typed"))
    html = response.content.decode()
    link = f'<a href="{change(other)}">A &lt;field&gt;</a>'
    assert f"This file is another picture of the library already: {link}." in html
    assert response.context["adminform"].form["alt"].value() == "Typed"
    assert not FormerFile.objects.exists()


def test_a_picture_is_deleted_with_the_files_and_names_it_had(desk):
    image = make_image()
    replace(image)
    address = reverse("admin:posts_image_delete", args=[image.pk])
    assert "images/" not in desk.get(address).content.decode()
    assert desk.post(address, {"post": "yes"}).status_code == 302
    assert not FormerFile.objects.exists()
    assert not FormerName.objects.exists()


def test_words_alone_are_saved_without_a_file(desk):
    image = make_image()
    response = desk.post(change(image), sent(image, alt="A harbour"))
    assert response["Location"] == reverse("admin:posts_image_changelist")
    image.refresh_from_db()
    assert (image.alt, image.name) == ("A harbour", "old.jpg")


def test_who_may_only_look_is_offered_no_way_back(client):
    image = make_image()
    replace(image)
    looker = factories.make_editor()
    looker.is_superuser = False
    looker.save()
    looker.user_permissions.add(Permission.objects.get(codename="view_image"))
    client.force_login(looker)
    html = client.get(change(image)).content.decode()
    assert "old.jpg" not in html
    assert "_put_back" not in html
