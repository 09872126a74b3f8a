"""Images: taken in once, found by the addresses that bodies write, shown by what is rendered."""

import hashlib
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image as Pixels

from posts import media, pictures
from posts.models import Image
from posts.models.image import file_name
from tests.factories import make_draft, make_post, picture_bytes

pytestmark = pytest.mark.django_db


def add(data: bytes | None = None, name: str = "office.jpg", **words) -> Image:
    return Image.objects.add(ContentFile(data or picture_bytes(), name=name), **words)


def kept_files() -> set[str]:
    return {
        f"{folder}/{name}"
        for folder in default_storage.listdir("")[0]
        for name in default_storage.listdir(folder)[1]
    }


def test_an_added_picture_is_kept_byte_for_byte_and_can_be_shown_at_once(client):
    data = picture_bytes(1600, 900)
    image = add(data, alt="An office", credit="Someone", focal_x=20, focal_y=80)
    image.refresh_from_db()

    assert image.file.name == f"originals/{hashlib.sha256(data).hexdigest()}.jpg"
    assert media.read(image.file.name) == data
    assert (image.width, image.height, image.name) == (1600, 900, "office.jpg")
    assert (image.alt, image.credit, image.focus) == ("An office", "Someone", (20, 80))
    [first] = image.rendered
    assert (first["format"], first["width"], first["height"]) == ("webp", 1280, 720)

    response = client.get("/media/" + first["name"])
    public = b"".join(response.streaming_content)
    assert response["Content-Type"] == "image/webp"
    assert "immutable" in response["Cache-Control"]
    assert len(public) == first["size"]
    assert first["name"] == f"images/{hashlib.sha256(public).hexdigest()[:16]}-1280.webp"


def test_the_original_is_never_public(client):
    image = add()
    assert client.get(f"/media/{image.file.name}").status_code == 404
    assert client.get(f"/media/images/../{image.file.name}").status_code == 404


def test_a_small_picture_is_not_made_larger():
    image = add(picture_bytes(200, 100))
    assert [(one["width"], one["height"]) for one in image.rendered] == [(200, 100)]


def test_a_turned_picture_has_its_upright_size():
    exif = Pixels.Exif()
    exif[pictures.ORIENTATION] = 6
    file = io.BytesIO()
    Pixels.new("RGB", (300, 200)).save(file, "JPEG", exif=exif)
    image = add(file.getvalue())
    assert (image.width, image.height) == (200, 300)
    assert (image.rendered[0]["width"], image.rendered[0]["height"]) == (200, 300)


def test_the_same_file_again_is_the_same_image_with_its_gaps_filled():
    data = picture_bytes()
    first = add(data, name="", alt="As first told")
    again = add(data, name="team.jpg", alt="Told otherwise", credit="Someone")
    assert again == first
    assert Image.objects.count() == 1
    again.refresh_from_db()
    assert (again.name, again.alt, again.credit) == ("team.jpg", "As first told", "Someone")


def test_the_same_file_again_is_not_decoded_and_brings_a_lost_original_back(monkeypatch):
    data = picture_bytes()
    image = add(data)
    default_storage.delete(image.file.name)
    monkeypatch.setattr("posts.pictures.clean", None)
    assert add(data) == image
    assert media.read(image.file.name) == data


def test_the_same_file_twice_at_once_is_one_image(monkeypatch):
    data = picture_bytes()

    def meanwhile(picture, extension):
        monkeypatch.undo()
        add(data, alt="The other was quicker")
        return pictures.encoded(picture, extension)

    monkeypatch.setattr("posts.pictures.encoded", meanwhile)
    image = add(data, credit="Someone")
    assert Image.objects.get() == image
    assert (image.alt, image.credit) == ("The other was quicker", "Someone")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\0", "Save it as JPEG"),
        (b"<svg/>", "SVG"),
        (picture_bytes()[:2000], "damaged"),
        (b"\xff\xd8\xff" + bytes(21 * 1024 * 1024), "20 MB"),
    ],
)
def test_a_refused_file_leaves_nothing_behind(data, words):
    with pytest.raises(ValidationError, match=words):
        add(data)
    assert not Image.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert not default_storage.exists("originals")


def test_an_empty_upload_is_refused_with_a_sentence():
    with pytest.raises(ValidationError, match="empty"):
        Image.objects.add(SimpleUploadedFile("photo.jpg", b""))


def test_words_that_are_too_long_are_refused_and_no_row_is_left():
    with pytest.raises(ValidationError) as refusal:
        add(alt="x" * 501)
    assert set(refusal.value.message_dict) == {"alt"}
    assert not Image.objects.exists()


def test_a_rolled_back_add_leaves_files_that_the_next_one_takes_over():
    data = picture_bytes()
    with transaction.atomic():
        add(data)
        transaction.set_rollback(True)
    assert not Image.objects.exists()
    assert not DBTaskResult.objects.exists()
    left = kept_files()
    assert len(left) == 2
    add(data)
    assert kept_files() == left


def test_a_half_written_file_is_written_anew():
    data = picture_bytes()
    name = f"originals/{hashlib.sha256(data).hexdigest()}.jpg"
    default_storage.save(name, ContentFile(data[:100]))
    assert media.read(add(data).file.name) == data
    assert len(kept_files()) == 2


def test_a_crash_while_writing_leaves_no_file_of_that_name(monkeypatch):
    def crash(handle):
        raise OSError("The disk is full.")

    monkeypatch.setattr("os.fsync", crash)
    with pytest.raises(OSError, match="full"):
        media.keep("images/0123456789abcdef-9.webp", b"some bytes")
    assert kept_files() == set()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("office.jpg", "office.jpg"),
        ("../../etc/office.jpg", "office.jpg"),
        (r"C:\Users\Me\Our office.jpg", "Our office.jpg"),
        ("Mu\u0308nchen.jpg", "M\u00fcnchen.jpg"),
        ("a\0b\n\x1bc\u202egpj.jpg", "abcgpj.jpg"),
        ("  two   spaces .png ", "two spaces .png"),
        ("<script>.jpg", "<script>.jpg"),
        ("x" * 300 + ".jpeg", "x" * 195 + ".jpeg"),
        ("x" * 300, "x" * 200),
        ("folder/", ""),
        ("\ud800.jpg", ".jpg"),
    ],
)
def test_a_name_is_the_last_part_of_the_path_without_what_cannot_be_seen(given, kept):
    assert file_name(given) == kept
    assert len(file_name(given)) <= 200


def test_odd_names_are_kept_and_found(django_assert_num_queries):
    image = add(name="../Büro & 100% <neu>.JPG")
    assert image.name == "Büro & 100% <neu>.JPG"
    for address in (
        "/media/B%C3%BCro%20%26%20100%25%20%3Cneu%3E.JPG",
        "/media/any/folder/Büro & 100%25 <neu>.JPG",
        "/media/Bu\u0308ro%20&%20100%25%20<neu>.JPG?size=2#part",
    ):
        with django_assert_num_queries(2):  # by what it is called, by what it was
            assert Image.objects.at_address(address) == image


def test_an_address_means_the_newest_image_of_that_name_or_the_one_of_a_rendition():
    older = add(picture_bytes(800, 600, colour="navy"))
    newer = add(picture_bytes(800, 600, colour="olive"))
    assert Image.objects.at_address("/media/2026/office.jpg") == newer
    assert Image.objects.at_address(older.as_picture().url) == older
    assert Image.objects.at_address(newer.as_picture().url) == newer


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/",
        "/media/",
        "/media/nothing.jpg",
        "/media/images/0123456789abcdef-1280.webp",
        "/media/a\0b.jpg",
        "/media/%00",
        "http://[broken/office.png",
        "/media/" + "x" * 5000,
        "/media/office.jpg/",
        "/media/OFFICE.JPG",
    ],
)
def test_an_address_of_nothing_means_nothing(address):
    add()
    assert Image.objects.at_address(address) is None


def test_many_images_of_a_body_are_found_at_once(django_assert_num_queries):
    for number in range(5):
        add(picture_bytes(50 + number, 40), name=f"{number}.png")
    post = make_draft()
    post.body = "\n\n".join(f"![Picture](/media/{number}.png)" for number in range(5))
    # What it showed; the site's language; the images by their names, by former ones.
    with django_assert_num_queries(4):
        post.render()
    assert post.body_html.count("<img") == 5
    assert 'width="54"' in post.body_html


def test_an_image_that_is_not_here_shows_no_broken_picture():
    post = make_draft(body="![What it would show](/media/nothing.png)")
    assert "<img" not in post.body_html
    assert "What it would show" in post.body_html


def test_an_old_rendition_whose_file_is_there_is_left_as_written():
    name = "images/0123456789abcdef-640.webp"
    assert "<img" not in make_draft(body=f"![An office](/media/{name})").body_html
    media.keep(name, b"a picture")
    assert f'src="/media/{name}"' in make_draft(body=f"![An office](/media/{name})").body_html


def test_saving_an_image_does_not_touch_what_a_task_has_rendered_meanwhile():
    image = add()
    held = Image.objects.get(pk=image.pk)
    image.make_renditions()
    held.alt = "A better text"
    held.save()
    image.refresh_from_db()
    assert image.alt == "A better text"
    assert not image.missing_renditions()


def test_adding_enqueues_the_task_and_a_new_focal_point_enqueues_it_again():
    image = add()
    assert DBTaskResult.objects.count() == 1
    image.make_renditions()
    DBTaskResult.objects.all().delete()
    image.alt = "Another text"
    image.save()
    assert not DBTaskResult.objects.exists()
    image.focal_x = 0
    image.save()
    image.save()
    assert DBTaskResult.objects.get().args_kwargs["args"] == [image.pk]


def test_what_templates_show_of_an_image_whose_renditions_are_made():
    image = add(alt="An office")
    image.make_renditions()
    (avif, avif_srcset), (webp, webp_srcset) = image.sources
    assert (avif, webp) == ("image/avif", "image/webp")
    assert [size.split()[1] for size in avif_srcset.split(", ")] == [
        "320w",
        "640w",
        "960w",
        "1280w",
        "1600w",
    ]
    picture = image.as_picture()
    assert (picture.width, picture.height, picture.alt) == (1280, 720, "An office")
    assert picture.url.endswith("-1280.webp")
    assert picture.url in webp_srcset
    assert (picture.type, picture.srcset) == ("image/avif", avif_srcset)
    assert image.as_picture("Another text").alt == "Another text"
    assert (image.thumbnail.width, image.thumbnail.height) == (320, 180)
    share = image.share_picture
    assert (share.width, share.height) == (1200, 630)
    assert share.url.endswith(".jpg")


def test_the_widest_copy_is_named_where_the_text_shows_less():
    image = add()
    image.make_renditions()
    assert (image.largest.width, image.largest.height) == (1600, 900)
    assert image.as_picture().full == image.largest.url
    assert image.as_picture().full.endswith("-1600.webp")
    narrow = add(picture_bytes(600, 900), name="narrow.jpg")
    narrow.make_renditions()
    assert narrow.largest.width == 600
    assert narrow.as_picture().full == ""


def test_what_templates_show_until_renditions_are_made():
    image = add()
    assert [kind for kind, _ in image.sources] == ["image/webp"]
    assert image.as_picture().type == ""
    assert image.thumbnail.width == 1280
    assert image.share_picture.url == image.as_picture().url


def test_an_image_without_any_rendition_breaks_nothing():
    image = Image.objects.create(
        file="originals/x.png", name="x.png", width=40, height=30, content_hash="x"
    )
    assert image.sources == []
    assert image.thumbnail is None
    assert image.as_picture().url == image.share_picture.url == image.largest.url == ""
    assert "<img" not in make_draft(body="![x](/media/x.png)").body_html


@pytest.mark.parametrize(
    ("focus", "name"),
    [
        ((50, 50), "focus-50-50"),
        ((0, 100), "focus-0-100"),
        ((24, 76), "focus-0-100"),
        ((26, 74), "focus-50-50"),
    ],
)
def test_the_focal_class_is_the_nearest_of_nine(focus, name):
    assert Image(focal_x=focus[0], focal_y=focus[1]).focal_class == name


def test_pages_show_heroes_with_all_widths_and_no_query_more(client, django_assert_num_queries):
    for number in range(3):
        image = add(picture_bytes(700 + number, 500), alt=f"Picture {number}")
        image.make_renditions()
        make_post(
            slug=f"post-{number}",
            hero_image=image,
            published_at=timezone.now() - timedelta(hours=number + 1),
        )
    for address in ("/", "/posts/post-0/"):
        client.get(address)
        with django_assert_num_queries(2 if address == "/" else 4):
            page = client.get(address).content.decode()
        assert 'type="image/avif"' in page
        assert "640w" in page


def shades(width: int = 900, height: int = 600, *, turned: bool = False) -> bytes:
    """A picture with a bright spot, which no other arrangement looks like."""
    picture = Pixels.radial_gradient("L").resize((width, height)).convert("RGB")
    picture.paste("white", (width // 8, height // 8, width // 3, height // 2))
    picture = picture.transpose(Pixels.Transpose.ROTATE_180) if turned else picture
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=70)
    return file.getvalue()


def apart(one: Image, other: Image) -> int:
    return ((one.likeness ^ other.likeness) & (1 << 64) - 1).bit_count()


def test_a_smaller_copy_looks_like_the_picture_and_another_does_not():
    picture, copy, other = add(shades()), add(shades(450, 300)), add(shades(turned=True))
    assert apart(picture, copy) <= 3
    assert apart(picture, other) > 8
    picture.refresh_from_db()
    assert -(1 << 63) <= picture.likeness < 1 << 63


def test_a_replaced_file_is_looked_at_again_and_so_are_old_rows():
    image, other = add(shades()), add(shades(turned=True), name="other.jpg")
    seen = other.likeness
    other.delete()
    image.replace(ContentFile(shades(turned=True), name="other.jpg"))
    image.refresh_from_db()
    assert image.likeness == seen
    Image.objects.update(likeness=None)
    assert Image.objects.look_again() == 1
    image.refresh_from_db()
    assert image.likeness == seen
    assert Image.objects.look_again() == 0


def test_what_is_only_decoration_has_no_alt_text_and_gets_none():
    data = picture_bytes()
    image = add(data, decorative=True)
    assert image.decorative
    assert not image.needs_alt
    assert add(data, alt="From a file").alt == ""
    image.refresh_from_db()
    assert (image.alt, image.decorative) == ("", True)
    image.alt = "Both"
    with pytest.raises(ValidationError, match="empty it, or untick this"):
        image.full_clean()
    plain = add(picture_bytes(colour="olive"))
    assert plain.needs_alt
    plain.alt = "Olives"
    assert not plain.needs_alt


def test_a_file_put_back_brings_back_that_it_was_decoration():
    image = add(picture_bytes(), decorative=True)
    former = image.replace(ContentFile(picture_bytes(colour="olive"), name="olive.jpg"))
    image.alt, image.decorative = "Olives", False
    image.save()
    image.put_back(former)
    image.refresh_from_db()
    assert (image.alt, image.decorative) == ("", True)
