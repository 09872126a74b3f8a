"""Several tags at once: one address, what is on, how to take it off, how to narrow down."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from cms import generation
from cms.page_memory import read_query
from posts import narrowing
from posts.models import Tag
from tests.factories import make_draft, make_post, make_scheduled, make_unpublished
from tests.posts.reading import Page, reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    return reading(client)


def make_posts(count, *tags):
    now = timezone.now()
    return [
        make_post(tags=tags, published_at=now - timedelta(minutes=number + 1))
        for number in range(count)
    ]


def test_a_combination_shows_the_published_posts_that_carry_all_its_tags(read):
    old, new = make_post(slug="old", tags=["a", "b"]), make_post(slug="new", tags=["b", "a", "c"])
    make_post(tags=["a"])
    make_post(tags=["b", "c"])
    for make in (make_draft, make_scheduled, make_unpublished):
        make(tags=["a", "b"])
    page = read("/?tag=a&tag=b")
    assert page.posts == [new.get_absolute_url(), old.get_absolute_url()]
    assert "2 posts" in page.words
    assert "a + b" in page.words
    assert read("/?tag=a&tag=b&tag=c").posts == [new.get_absolute_url()]


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/?tag=b&tag=a", "/?tag=a&tag=b"),
        ("/?tag=a&tag=a&tag=b", "/?tag=a&tag=b"),
        ("/?page=2&tag=b&tag=a", "/?tag=a&tag=b&page=2"),
        ("/?tag=b&tag=a&page=1", "/?tag=a&tag=b"),
        ("/?tag=b&utm_source=mail&tag=a", "/?tag=a&tag=b&utm_source=mail"),
        ("/?tag=a", "/tags/a/"),
        ("/?tag=a&tag=a&page=2", "/tags/a/?page=2"),
        ("/?tag=a&tag=", "/tags/a/"),
        ("/?tag=", "/"),
        ("/?page=1&tag=a&tag=b", "/?tag=a&tag=b"),
    ],
)
def test_every_other_address_of_a_combination_leads_to_the_one(client, asked, address):
    make_posts(13, "a", "b")
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, address)
    assert client.get(address).status_code == 200


def test_a_campaigns_words_redirect_nobody_and_are_not_canonical(settings, read):
    settings.SITE_URL = "https://review.example"
    make_posts(13, "a", "b")
    page = read("/?tag=a&tag=b&utm_source=mail&fbclid=1")
    assert page.link("canonical") == ["https://review.example/?tag=a&tag=b"]
    page = read("/?tag=a&tag=b&utm_source=mail&page=2")
    assert page.link("canonical") == ["https://review.example/?tag=a&tag=b&page=2"]


def test_its_pages_lead_to_each_other(read):
    make_posts(30, "a", "b")
    first, second = read("/?tag=a&tag=b"), read("/?tag=a&tag=b&page=2")
    assert (first.link("prev"), first.link("next")) == ([], ["?tag=a&tag=b&page=2"])
    assert (second.link("prev"), second.link("next")) == (
        ["?tag=a&tag=b"],
        ["?tag=a&tag=b&page=3"],
    )
    assert second.all("a", href="?tag=a&tag=b&page=2", **{"aria-current": "page"})
    assert not set(first.posts) & set(second.posts)
    assert read("/?tag=a&tag=b&page=4", 404)
    assert len(read("/?tag=a&tag=b&page=last").posts) == 6


def test_a_listing_without_tags_keeps_its_own_page_links(read):
    make_posts(30, "a", "b")
    read("/?tag=a&tag=b&page=2")
    assert read("/?page=2").link("prev") == ["./"]


def test_search_engines_leave_combinations_out(read):
    make_post(tags=["a", "b"])
    make_post(tags=["c"])
    for address in ("/?tag=a&tag=b", "/?tag=a&tag=c"):
        assert read(address).meta("robots") == "noindex"
    assert read("/tags/a/").meta("robots") is None


def test_an_empty_combination_says_so_and_how_to_get_out(read):
    make_post(tags=["a"])
    make_post(tags=["c"])
    page = read("/?tag=a&tag=c")
    assert "No post carries all of these tags" in page.words
    assert page.all("a", href="/tags/a/")
    assert page.all("a", href="/tags/c/")
    assert page.posts == []


def test_each_tag_of_a_combination_can_be_taken_off(read):
    make_post(tags=["a", "b", "c"])
    page = read("/?tag=a&tag=b&tag=c")
    for address in ("/?tag=b&tag=c", "/?tag=a&tag=c", "/?tag=a&tag=b"):
        assert page.all("a", href=address, rel="nofollow")
    pair = read("/?tag=a&tag=b")
    assert [link.get("rel") for link in pair.all("a", href="/tags/a/")] == [None]


def test_a_tags_page_offers_the_tags_that_narrow_it_down_most_used_first(read):
    make_post(tags=["a", "everywhere", "rare", "often"])
    make_post(tags=["a", "everywhere", "often"])
    make_post(tags=["a", "everywhere"])
    make_draft(tags=["a", "draft"])
    page = read("/tags/a/")
    ways = [link["href"] for link in page.all("a", rel="nofollow")]
    assert ways == ["/?tag=a&tag=often", "/?tag=a&tag=rare"]
    assert "often (2)" in page.words
    assert "rare (1)" in page.words
    for address, count in (("/?tag=a&tag=often", 2), ("/?tag=a&tag=rare", 1)):
        assert len(read(address).posts) == count


def test_the_ways_come_from_the_newest_posts_and_say_so(read, monkeypatch):
    monkeypatch.setattr(narrowing, "LOOKED_AT", 2)
    now = timezone.now()
    for number, tags in enumerate((["a", "new"], ["a"], ["a", "old"])):
        make_post(tags=tags, published_at=now - timedelta(hours=number + 1))
    page = read("/tags/a/")
    assert page.all("a", href="/?tag=a&tag=new")
    assert not page.all("a", href="/?tag=a&tag=old")
    assert "newest 2" in page.words


def test_the_ways_follow_a_change_at_once(read):
    make_post(tags=["a", "b"])
    make_post(tags=["a"])
    assert read("/tags/a/").all("a", href="/?tag=a&tag=b")
    make_post(tags=["a", "c"])
    assert read("/tags/a/").all("a", href="/?tag=a&tag=c")


def test_the_front_page_names_the_most_used_tags(read):
    make_post(tags=["a", "b"])
    make_post(tags=["b"])
    make_draft(tags=["secret"])
    page = read("/")
    links = [link["href"] for link in page.all("a") if link["href"].startswith("/tags/")]
    assert links[:2] == ["/tags/b/", "/tags/a/"]
    assert "Most written about" in page.words
    assert "secret" not in page.words
    assert not page.all("a", rel="nofollow")


def test_a_site_without_tags_has_no_line_of_them(read):
    make_post()
    assert "Most written about" not in read("/").words


def test_an_unknown_tag_is_told_with_a_way_on(read):
    make_post(tags=["a"])
    page = read("/?tag=a&tag=<b>nowhere", 404)
    assert "<b>nowhere" in page.words
    assert page.all("a", href="/tags/a/")
    assert page.all("a", href="/tags/")
    assert page.meta("robots") == "noindex"
    assert read("/?tag=%00&tag=a", 404)
    assert read("/?tag=" + "x" * 2000, 404)


def test_a_tag_without_posts_any_more_is_not_for_search_engines(client):
    post = make_post(tags=["a"])
    noindex = '<meta name="robots" content="noindex">'
    assert noindex not in client.get("/tags/a/").content.decode()
    post.unpublish()
    assert noindex in client.get("/tags/a/").content.decode()


def test_a_tag_that_was_never_public_is_unknown(read):
    make_post(tags=["a"])
    make_draft(tags=["secret"])
    make_scheduled(tags=["soon"])
    make_unpublished(tags=["over"])
    read("/?tag=a&tag=secret", 404)
    read("/?tag=a&tag=soon", 404)
    read("/?tag=a&tag=over")


def test_a_tags_old_address_leads_to_the_new_one(client):
    make_post(tags=["a", "b"])
    tag = Tag.objects.get(slug="a")
    tag.slug = "z"
    tag.save()
    assert client.get("/?tag=a&tag=b")["Location"] == "/?tag=b&tag=z"
    assert client.get("/?tag=a")["Location"] == "/tags/z/"
    assert client.get("/?tag=a&tag=z")["Location"] == "/tags/z/"


def test_more_than_five_tags_have_no_page(client, django_assert_num_queries):
    names = ["a", "b", "c", "d", "e", "f"]
    make_post(tags=names)
    five = "/?" + "&".join(f"tag={name}" for name in names[:5])
    page = Page(client.get(five))
    assert len(page.posts) == 1
    assert "Narrow down" not in page.words
    assert client.get(five + "&tag=f").status_code == 404


def test_tags_of_any_script_combine(client):
    make_post(tags=["Übung", "العربية"])
    response = client.get("/", {"tag": ["übung", "العربية"]})
    assert response.status_code == 200
    found = Page(response).all("a", rel="nofollow")
    assert found == []
    assert client.get("/", {"tag": ["العربية", "übung"]}).status_code == 301


def test_kept_pages_know_the_tags_apart():
    query = read_query("utm_source=x&tag=a&tag=b&page=2")
    assert parse_qsl(query) == [("tag", "a"), ("tag", "b"), ("page", "2")]
    assert urlsplit(narrowing.address_of(["b", "a", "b"])).query == "tag=a&tag=b"


def test_what_is_remembered_has_a_bound(client, monkeypatch):
    monkeypatch.setattr(generation, "MOST_REMEMBERED", 3)
    standing = generation.current()
    for number in range(10):
        generation.remember(standing, str(number), lambda: number)  # noqa: B023
    assert len(generation._memory.values) <= 3
