"""Readers' addresses: what every one of them answers, and to whom nothing leaks."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cms.models import SiteSettings
from posts.models import Redirect
from tests.factories import make_draft, make_page, make_post, make_scheduled, make_unpublished

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/posts/a-post/",
    "/tags/",
    "/tags/seo/",
    "/feed.xml",
    "/sitemap.xml",
    "/robots.txt",
    "/about/",
]


@pytest.fixture
def a_post():
    make_page(title="About")
    return make_post(slug="a-post", title="A post", tags=["SEO"])


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_sets_no_cookie_and_may_be_kept(client, a_post, address):
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "public" in response["Cache-Control"]
    assert "max-age=0" in response["Cache-Control"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_reader_who_has_the_page_gets_304(client, a_post, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    since = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304


@pytest.mark.parametrize("address", PUBLIC)
def test_head_answers_like_get_without_a_body(client, a_post, address):
    head, get = client.head(address), client.get(address)
    assert head.status_code == 200
    assert head.content == b""
    assert head["ETag"] == get["ETag"]


@pytest.mark.parametrize("address", [*PUBLIC, "/posts/none/", "/healthz", "/nowhere/at/all"])
def test_other_methods_are_refused_with_the_allowed_ones(client, a_post, address):
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(address)
        assert response.status_code == 405, method
        assert "GET" in response["Allow"]


def test_a_missing_slash_costs_one_redirect_and_keeps_the_query(client, a_post):
    response = client.get("/posts/a-post?utm_source=mail")
    assert response.status_code == 301
    assert response["Location"] == "/posts/a-post/?utm_source=mail"
    assert client.get("/tags/seo")["Location"] == "/tags/seo/"
    assert client.get("/about")["Location"] == "/about/"
    assert client.get("/posts/none").status_code == 404


def test_an_old_slug_costs_one_redirect_with_or_without_its_slash(client, a_post):
    a_post.slug = "new-name"
    a_post.save()
    for address in ("/posts/a-post/", "/posts/a-post"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, "/posts/new-name/")


def test_an_old_slug_of_another_script_redirects(client):
    post = make_post(slug="über-数字")
    post.slug = "neu-数"
    post.save()
    response = client.get("/posts/über-数字/")
    assert response.status_code == 301
    assert client.get(response["Location"]).status_code == 200


def test_an_editors_redirect_works_for_any_address(client, a_post):
    Redirect.objects.create(old_path="/old/page.php", new_path="/posts/a-post/")
    assert client.get("/old/page.php?x=1")["Location"] == "/posts/a-post/?x=1"


def test_what_was_unpublished_answers_410_and_what_readers_never_saw_404(client):
    make_unpublished(slug="over")
    make_draft(slug="draft")
    make_scheduled(slug="soon")
    assert client.get("/posts/over/").status_code == 410
    assert client.get("/posts/draft/").status_code == 404
    assert client.get("/posts/soon/").status_code == 404


def test_drafts_scheduled_and_unpublished_posts_show_nowhere(client):
    for make in (make_draft, make_scheduled, make_unpublished):
        make(title="Hidden title", slug=f"hidden-{make.__name__}", tags=["Hidden tag"])
    for address in ("/", "/tags/", "/tags/hidden-tag/", "/feed.xml", "/sitemap.xml"):
        html = client.get(address).content.decode()
        for known in ("Hidden tag", "tags/hidden-tag"):
            html = html.replace(known, "")
        assert "idden" not in html, address
    assert b"hidden-tag" not in client.get("/sitemap.xml").content


def test_a_scheduled_post_appears_by_itself_and_a_limited_one_goes(client):
    now = timezone.now()
    make_post(title="Limited offer", published_at=now, unpublish_at=now + timedelta(hours=3))
    make_scheduled(title="Tomorrow's news", tags=["news"])
    addresses = ("/", "/feed.xml")
    for address in addresses:
        page = client.get(address).content.decode()
        assert "Limited offer" in page
        assert "Tomorrow" not in page
    with time_machine.travel(now + timedelta(days=2), tick=False):
        for address in addresses:
            page = client.get(address).content.decode()
            assert "Limited offer" not in page
            assert "Tomorrow" in page
        assert b"Tomorrow" in client.get("/tags/news/").content


@pytest.mark.parametrize(
    "address",
    [
        "/posts/%00/",
        "/%00",
        "/%00/",
        "/posts/%ff%fe/",
        "/posts/" + "a" * 3000 + "/",
        "/" + "a" * 3000,
        "/media/" + "a" * 3000,
        "/media/images/%00.webp",
        "/media/../../etc/passwd",
        "/media/originals/secret.jpg",
        "/?page=0",
        "/?page=-1",
        "/?page=abc",
        "/?page=01",
        "/?page=%D9%A1",
        "/?page=" + "9" * 5000,
        "/?page=99999999999999999999",
        "/?page=2",
        "/?page=%00",
        "/tags/%F0%9F%92%A9/",
        "/tags/nope/?page=last",
        "/posts/a/b/c/",
        "/theme-/.css",
        "/%E0%A4%A",
        "/static/nope.css",
        "/.env",
    ],
)
def test_no_address_fails(client, address):
    assert client.get(address).status_code in {400, 404}


def test_a_redirect_never_leaves_the_site_by_a_double_slash(client):
    response = client.get("//evil.example/tags", SERVER_NAME="testserver", PATH_INFO="//tags")
    assert not response.get("Location", "/").startswith("//")


def test_absolute_addresses_come_from_the_settings_not_from_the_host_header(
    client, a_post, settings
):
    settings.SITE_URL = "https://magazine.example"
    settings.ALLOWED_HOSTS = ["*"]
    for address in PUBLIC:
        page = client.get(address, headers={"Host": "attacker.example"}).content.decode()
        assert "attacker.example" not in page, address
    article = client.get("/posts/a-post/").content.decode()
    assert 'rel="canonical" href="https://magazine.example/posts/a-post/"' in article


def test_an_unknown_host_is_answered_like_any_other_on_public_pages(client, a_post):
    assert client.get("/posts/a-post/", headers={"Host": "attacker.example"}).status_code == 200


def test_the_second_page_has_the_rest_and_the_first_has_one_address(client):
    for number in range(13):
        make_post(title=f"Post {number:02}", published_at=timezone.now() - timedelta(days=number))
    first, second = client.get("/").content.decode(), client.get("/?page=2").content.decode()
    assert "Post 11" in first
    assert "Post 12" not in first
    assert "Post 12" in second
    assert "Post 11" not in second
    response = client.get("/?page=1")
    assert (response.status_code, response["Location"]) == (301, "/")


def test_health_is_never_kept(client):
    for address in ("/healthz", "/readyz"):
        response = client.get(address)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]


def test_health_is_that_of_the_process_not_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_a_tag_that_no_reader_ever_saw_is_not_there(client):
    make_draft(tags=["Secret plan"])
    make_unpublished(tags=["Old news"])
    assert client.get("/tags/secret-plan/").status_code == 404
    assert client.get("/tags/old-news/").status_code == 200


def test_the_first_pages_redirect_keeps_the_rest_of_the_query(client):
    assert client.get("/?page=1&utm_source=mail")["Location"] == "/?utm_source=mail"


def test_a_colour_or_time_zone_that_is_none_fails_no_page(client):
    SiteSettings.objects.create(pk=1, accent="red", time_zone="Europe/Nowhere")
    make_post(slug="a")
    for address in ("/", "/posts/a/", "/feed.xml"):
        assert client.get(address).status_code == 200
