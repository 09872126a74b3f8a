"""Which images a post's text shows is kept, so that each post keeps showing its own."""

import time

import pytest
from django.core.files.base import ContentFile

from posts import library, rendering
from posts.addresses import media_addresses
from posts.admin.library import earlier_places_of, places_of
from posts.models import Autosave, EarlierUse, Image, Post, Snippet, Use, WorkingCopy
from tests import factories
from tests.factories import make_post, picture_bytes
from tests.posts.test_import import run, write

pytestmark = pytest.mark.django_db

CUP = "![A cup](/media/cup.jpg)\n"


def add(**options):
    return Image.objects.add(ContentFile(picture_bytes(**options)), name="cup.jpg")


def shown(post):
    post = Post.objects.get(pk=post.pk)
    return [image for image in Image.objects.all() if image.as_picture().url in post.body_html]


def test_a_picture_of_the_same_name_that_comes_later_is_another_post_s():
    old = add(colour="teal")
    post = make_post(body=CUP)
    new = add(colour="navy")
    later = make_post(body=CUP)
    post.body += "\nMore.\n"
    post.save()
    rendering.render_users_of(new)
    assert (shown(post), shown(later)) == ([old], [new])


def test_two_imported_posts_with_pictures_of_one_name_show_each_their_own(tmp_path):
    for name, colour in (("one", "teal"), ("two", "navy")):
        write(tmp_path, f"{name}/index.md", f"# {name}\n\n![A cup](cup.jpg)\n")
        write(tmp_path, f"{name}/cup.jpg", picture_bytes(colour=colour))
    run(tmp_path)
    one, two = Post.objects.get(slug="one"), Post.objects.get(slug="two")
    first, second = Image.objects.order_by("pk")
    assert (shown(one), shown(two)) == ([first], [second])
    for post in (one, two):
        post.save()
    assert (shown(one), shown(two)) == ([first], [second])


def test_a_missing_picture_is_shown_once_it_comes():
    post = make_post(body=CUP)
    assert Use.objects.get().image is None
    image = add()
    assert rendering.render_users_of(image) == 1
    assert shown(post) == [image]
    assert Use.objects.get().image == image


def test_uses_are_those_of_the_text_as_it_is():
    add()
    post = make_post(body=CUP + "![Elsewhere](https://example.com/a.png)\n")
    assert [use.address for use in post.uses.all()] == ["/media/cup.jpg"]
    post.body = "No cup."
    post.save()
    assert not Use.objects.exists()


def test_an_image_that_is_deleted_gives_way_to_the_next_of_its_name():
    old, new = add(colour="teal"), add(colour="navy")
    post = make_post(body=CUP)
    assert shown(post) == [new]
    new.delete()
    post = Post.objects.get()
    post.save()
    assert shown(post) == [old]


def test_what_the_editor_is_to_be_told_of_a_text_is_in_the_report(tmp_path):
    write(tmp_path, "tea.md", "# Tea\n\n[Pour](javascript:pour()) it.\n\n![Cup](cup.jpg)\n")
    write(tmp_path, "pot.md", "# Pot\n\n[Pour](javascript:pour()) it.\n")
    report, _code = run(tmp_path)
    assert report.count("The link to javascript:pour() is left out") == 2
    assert report.count("cup.jpg") == 1


def earlier(post) -> set[int]:
    return set(EarlierUse.objects.filter(post=post).values_list("image", flat=True))


def test_what_a_post_showed_before_is_noted_and_what_its_revisions_have_as_hero():
    old = add(colour="teal")
    post = make_post(body=CUP, hero_image=old)
    post.add_revision()
    new = add(colour="navy")
    assert earlier(post) == set()
    post = Post.objects.get(pk=post.pk)
    post.body, post.hero_image = "No picture.", new
    post.save()
    post.add_revision()
    assert earlier(post) == {old.pk}
    post.hero_image = None
    post.save()
    post.add_revision()
    assert earlier(post) == {old.pk, new.pk}


def test_what_only_saved_changes_show_is_noted():
    post, image, hero = make_post(), add(colour="teal"), add(colour="navy")
    state = post.stored() | {
        "body": f"![A cup]({image.as_picture().url})",
        "hero_image_id": hero.pk,
    }
    WorkingCopy.objects.keep(post, state)
    assert earlier(post) == {image.pk, hero.pk}
    image.delete()
    assert earlier(post) == {hero.pk}
    post.add_revision(state=state | {"hero_image_id": image.pk or 10**6})


ODD = [
    ("my photo (1).jpg", "</media/my photo (1).jpg>"),
    ("my photo.jpg", "</media/my photo.jpg>"),
    ("my photo.jpg", "/media/my%20photo.jpg"),
    ("it's.jpg", "/media/it's.jpg"),
    ("a(b).jpg", "/media/a(b).jpg"),
    ("a[b].jpg", "/media/a[b].jpg"),
    ("a&b.jpg", "/media/a&amp;b.jpg"),
    ("a&b.jpg", "/media/a&b.jpg"),
    ("a.jfif", "/media/a.jfif"),
    ("photo", "/media/photo"),
]


@pytest.mark.parametrize(("name", "written"), ODD)
@pytest.mark.parametrize("kind", ["page", "HTML", "snippet", "saved changes", "typed", "revision"])
def test_whatever_its_name_a_picture_that_a_text_shows_is_in_use(name, written, kind):
    data = factories.picture_bytes(64, 48)
    image = Image.objects.add(ContentFile(data, name=name), name=name)
    body = f"Words.\n\n![A cup]({written})\n"
    if kind == "HTML":
        body = f'<img src="{written.strip("<>")}" alt="A cup">'
    if kind in {"page", "HTML"}:
        assert "/media/images/" in factories.make_page(body=body).body_html
    elif kind == "snippet":
        Snippet.objects.create(name="Cups", slug="cups", body=body)
    elif kind == "typed":
        Autosave.objects.create(user=factories.make_editor(), fields={"body": [body]})
    elif kind == "saved changes":
        post = factories.make_post()
        WorkingCopy.objects.keep(post, post.snapshot() | {"body": body}, None)
    else:
        post = factories.make_post(body=body)
        post.add_revision()
        post.body = "Nothing."
        post.save()
    assert not library.unused(Image.objects.all()).exists()
    places = earlier_places_of(image) if kind == "revision" else places_of(image)
    assert places.total == 1


def test_addresses_are_found_quickly_in_any_text():
    started = time.process_time()
    pieces = [
        "/media/",
        "</media/",
        '"/media/',
        "'/media/(",
        "/media/a(b",
        "<" * 9,
        "&amp;/media/",
    ]
    for piece in pieces:
        media_addresses(piece * (500_000 // len(piece)))
    assert time.process_time() - started < 10
