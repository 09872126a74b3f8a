"""Which images a post's text shows is kept, so that each post keeps showing its own."""

import pytest
from django.core.files.base import ContentFile

from posts import rendering
from posts.models import EarlierUse, Image, Post, Use, WorkingCopy
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
