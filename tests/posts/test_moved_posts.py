"""Links to posts whose address changed lead to where they are now."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from posts import tasks
from posts.addresses import SiteAddresses, absolute
from posts.markup import render
from posts.models import Redirect
from tests.factories import make_page, make_post

pytestmark = pytest.mark.django_db


def moved(old="old", new="new", **fields):
    post = make_post(slug=old, **fields)
    post.slug = new
    post.save()
    return post


def shown(body):
    return make_post(body=body).body_html


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("[a](/posts/old/)", "/posts/new/"),
        ("[a](/posts/old)", "/posts/new/"),
        ("[a](/posts/old/?a=1&amp;b=2#h-why)", "/posts/new/?a=1&amp;b=2#h-why"),
        ("[a](</posts/old/> 'title')", "/posts/new/"),
        ("[a][b]\n\n[b]: /posts/old/", "/posts/new/"),
        ('<a href="/posts/old/">a</a>', "/posts/new/"),
        ("[a](\\/posts/o\\ld/)", None),
        ("[a](/posts/&#111;ld/)", "/posts/new/"),
        ("https://magazine.example/posts/old/, it says", "https://magazine.example/posts/new/"),
        ("[a](https://magazine.example/posts/old/)", "https://magazine.example/posts/new/"),
        ("[a](https://elsewhere.example/posts/old/)", "https://elsewhere.example/posts/old/"),
        ("[a](//magazine.example/posts/old/)", "//magazine.example/posts/old/"),
        ("[a](/posts/old/print/)", "/posts/old/print/"),
        ("[a](/posts/other/)", "/posts/other/"),
        ("`/posts/old/`", None),
    ],
)
def test_a_link_is_shown_with_the_present_address(settings, written, address):
    settings.SITE_URL = "https://magazine.example"
    moved()
    html = shown(written)
    if address:
        assert f'<a href="{address}"' in html
    else:
        assert "/posts/new/" not in html


def test_addresses_of_any_script_are_known_however_they_are_written():
    moved("über-数", "neu-数")
    html = shown("[a](/posts/über-数/) [b](/posts/%C3%BCber-%E6%95%B0/)")
    assert html.count('href="/posts/neu-%E6%95%B0/"') == 2


def test_several_changes_are_one_step():
    post = moved("one", "two")
    post.slug = "three"
    post.save()
    html = shown("[a](/posts/one/) [b](/posts/two/)")
    assert html.count('href="/posts/three/"') == 2


def test_a_link_tells_no_address_that_readers_do_not_know():
    post = moved()
    for fields in (
        {"published_at": None},
        {"published_at": timezone.now() + timedelta(days=1)},
        {
            "published_at": timezone.now() - timedelta(days=2),
            "unpublish_at": timezone.now() - timedelta(days=1),
        },
    ):
        for name, value in fields.items():
            setattr(post, name, value)
        post.save()
        assert 'href="/posts/old/"' in shown("[a](/posts/old/)")


def test_a_post_that_took_the_address_is_what_a_link_means():
    moved()
    other = make_post(slug="old")
    assert 'href="/posts/old/"' in shown("[a](/posts/old/)")
    other.published_at = None
    other.save()
    assert 'href="/posts/new/"' in shown("[a](/posts/old/)")


def test_a_redirect_to_what_is_no_post_is_left_to_itself():
    Redirect.objects.create(old_path="/posts/old/", new_path="/about/")
    Redirect.objects.create(old_path="/posts/far/", new_path="https://example.com/posts/far/")
    html = shown("[a](/posts/old/) [b](/posts/far/)")
    assert 'href="/posts/old/"' in html
    assert 'href="/posts/far/"' in html


def test_all_links_of_a_text_cost_one_query(django_assert_num_queries):
    for number in range(5):
        moved(f"old-{number}", f"new-{number}")
    body = " ".join(f"[a](/posts/old-{number}/) [b](/posts/&#{number};)" for number in range(5))
    with django_assert_num_queries(1):
        html = render(body, SiteAddresses(body)).html
    assert html.count("/posts/new-") == 5
    with django_assert_num_queries(0):
        render("[a](/tags/x/) [b](https://x.test/)", SiteAddresses("[a](/tags/x/)"))


@pytest.mark.parametrize("name", ["%00", "a" * 3000, "%ff", "\x01", "%", "%2F..%2F"])
def test_no_address_fails(name):
    assert "href" in shown(f"[a](/posts/{name}/)") or name == "\x01"


def test_many_addresses_are_no_trouble():
    moved()
    body = "[a](/posts/old/) " + " ".join(f"[a](/posts/x{number}/)" for number in range(3000))
    assert 'href="/posts/new/"' in shown(body)


def test_a_feed_has_a_link_in_place_of_a_video():
    html = shown(":::video https://youtu.be/dQw4w9WgXcQ A tour\n:::\n\n[a](/b/)")
    whole = absolute(html, "https://magazine.example")
    assert "<iframe" in html
    assert "<iframe" not in whole
    assert "youtube-nocookie" not in whole
    assert "watch?v=dQw4w9WgXcQ" in whole
    assert "https://magazine.example/b/" in whole


def test_texts_that_link_to_a_post_are_rendered_again_once_its_address_changes():
    post = make_post(slug="one")
    others = [
        make_post(body="[a](/posts/one/)"),
        make_page(body="[a](/posts/one)"),
        make_post(body="[a](/posts/once/)"),
    ]
    versions = [getattr(other, "version", None) for other in others]
    for slug in ("two", "drei-ü"):
        post.slug = slug
        post.save()
        tasks.render_links.call(post.pk)
        for other in others:
            other.refresh_from_db()
        address = f'href="{post.get_absolute_url()}"'
        assert [address in other.body_html for other in others] == [True, True, False]
        assert "/posts/one" in others[0].body
    assert [getattr(other, "version", None) for other in others] == versions
    assert tasks.render_links.call(post.pk) == 0


def test_a_changed_address_leaves_one_task_and_a_draft_s_none():
    def waiting():
        return DBTaskResult.objects.filter(task_path=tasks.render_links.module_path).count()

    moved("draft", "draft-2", published_at=None)
    assert waiting() == 0
    post = moved("a", "b")
    post.slug = "c"
    post.save()
    assert waiting() == 1
    post.title = "The same address"
    post.save()
    assert waiting() == 1
