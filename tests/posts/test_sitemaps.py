from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.models import SiteSettings
from posts import sitemaps
from posts.models import Image, Post
from tests.factories import (
    make_draft,
    make_page,
    make_person,
    make_post,
    make_scheduled,
    make_unpublished,
    picture_bytes,
)

pytestmark = pytest.mark.django_db
PROTOCOL = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGES = "{http://www.google.com/schemas/sitemap-image/1.1}"
DATE = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_a_real_address(settings):
    settings.SITE_URL = "https://magazine.example"


def read(client, path: str) -> tuple[str, dict[str, dict]]:
    """The root's name and each address with its elements; fails where the protocol is broken."""
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    kind = root.tag.removeprefix(PROTOCOL)
    found = {}
    for entry in root:
        assert entry.tag == PROTOCOL + {"sitemapindex": "sitemap", "urlset": "url"}[kind]
        names = [child.tag for child in entry]
        assert names[0] == f"{PROTOCOL}loc"
        assert set(names[1:]) <= {f"{PROTOCOL}lastmod", f"{IMAGES}image"}
        assert names.count(f"{PROTOCOL}lastmod") <= 1
        address, changed = entry.findtext(f"{PROTOCOL}loc"), entry.findtext(f"{PROTOCOL}lastmod")
        assert address.startswith("https://magazine.example/")
        assert len(address) < 2048
        assert address not in found
        if changed:
            assert datetime.fromisoformat(changed).tzinfo
        images = [image.findtext(f"{IMAGES}loc") for image in entry.iter(f"{IMAGES}image")]
        found[address.removeprefix("https://magazine.example")] = {
            "changed": changed,
            "images": images,
        }
    assert 0 < len(found) <= 50_000
    assert len(response.content) < 50 * 2**20
    return kind, found


def everything(client) -> dict[str, dict]:
    kind, parts = read(client, "/sitemap.xml")
    assert kind == "sitemapindex"
    found = {}
    for part, said in parts.items():
        kind, entries = read(client, part)
        assert kind == "urlset"
        changes = [entry["changed"] for entry in entries.values() if entry["changed"]]
        assert said["changed"] == max(changes, default=None)
        found |= entries
    return found


def test_the_parts_list_what_may_be_found_with_its_true_last_change(client):
    person = make_person(slug="ada")
    make_post(slug="found", published_at=DATE, updated_at=DATE, tags=["topic"], authors=[person])
    make_post(slug="hidden", noindex=True, published_at=DATE - timedelta(days=1))
    make_post(
        slug="copy",
        canonical_url="https://elsewhere.example/original",
        published_at=DATE - timedelta(days=1),
    )
    for make in (make_draft, make_scheduled, make_unpublished):
        make(tags=["secret"], authors=[make_person()])
    make_page(slug="about")
    make_page(slug="secret", noindex=True)
    found = everything(client)
    moment = "2026-03-01T12:30:00+00:00"
    assert found["/posts/found/"]["changed"] == moment
    assert found["/tags/topic/"]["changed"] == found["/authors/ada/"]["changed"] == moment
    assert found["/"]["changed"] == moment
    lists = {"/", "/tags/", "/authors/", "/archive/"}
    pages = {"/posts/found/", "/about/", "/tags/topic/", "/authors/ada/", "/archive/2026/03/"}
    assert found.keys() == lists | pages


@pytest.mark.parametrize(
    "hidden", [{"noindex": True}, {"canonical_url": "https://elsewhere.example/original"}]
)
def test_what_is_known_from_hidden_posts_alone_is_not_listed(client, hidden):
    ada, bo = make_person(slug="ada"), make_person(slug="bo")
    later, earlier = DATE + timedelta(days=9), DATE - timedelta(days=90)
    make_post(published_at=DATE, tags=["topic"], authors=[ada])
    make_post(published_at=later, tags=["topic", "quiet"], authors=[ada, bo], **hidden)
    make_post(published_at=earlier, tags=["quiet"], authors=[bo], **hidden)
    found = everything(client)
    assert not {"/tags/quiet/", "/authors/bo/", "/archive/2025/12/"} & found.keys()
    moment = "2026-03-01T12:30:00+00:00"
    for path in ("/tags/topic/", "/authors/ada/", "/archive/2026/03/"):
        assert found[path]["changed"] == moment
    assert "quiet" not in client.get("/llms.txt").content.decode()
    Post.objects.filter(noindex=False, canonical_url="").update(noindex=True)
    for part in ("tags", "authors", "archive"):
        assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_months_are_the_sites(client):
    SiteSettings.objects.create(pk=1, time_zone="Pacific/Auckland")
    make_post(published_at=datetime(2026, 2, 28, 12, tzinfo=UTC))
    assert "/archive/2026/03/" in everything(client)


@pytest.mark.sqlite
def test_tags_and_authors_are_listed_from_their_indexes():
    for listed, index in (
        (sitemaps.public_tags(), "tagging_newest_of_a_tag"),
        (sitemaps.public_authors(), "authorship_newest_of_a_person"),
    ):
        plan = listed.values_list("slug", "newest").explain()
        assert f"COVERING INDEX {index}" in plan
        assert "B-TREE" not in plan


def test_a_scheduled_update_is_no_change_before_it_is_public(client):
    make_post(slug="early", published_at=DATE, updated_at=DATE - timedelta(days=3))
    assert everything(client)["/posts/early/"]["changed"] == "2026-03-01T12:30:00+00:00"


def test_an_empty_site_has_its_pages_alone(client):
    assert read(client, "/sitemap.xml")[1].keys() == {"/sitemap-pages.xml"}
    assert everything(client).keys() == {"/", "/tags/", "/authors/", "/archive/"}


def test_posts_are_in_parts_by_their_keys(client):
    for pk in (999, 1000, 3500):
        make_post(pk=pk, slug=f"post-{pk}")
    make_draft(pk=2500)
    make_post(pk=4500, noindex=True)
    parts = [path for path in read(client, "/sitemap.xml")[1] if "posts" in path]
    assert parts == [f"/sitemap-posts-{number}.xml" for number in (0, 1, 3)]
    assert read(client, "/sitemap-posts-1.xml")[1].keys() == {"/posts/post-1000/"}
    for number in (2, 4):
        assert client.get(f"/sitemap-posts-{number}.xml").status_code == 404


def test_an_article_names_its_pictures_once(client):
    hero = Image.objects.add(SimpleUploadedFile("hero.jpg", picture_bytes()))
    inside = Image.objects.add(SimpleUploadedFile("inside.jpg", picture_bytes(900, 500)))
    for image in (hero, inside):
        image.make_renditions()
    make_post(slug="a", hero_image=hero, body="![Two](inside.jpg)\n\n![One](hero.jpg)")
    names = [sitemaps._largest(image.rendered) for image in (hero, inside)]
    assert all(name.endswith(".webp") for name in names)
    images = everything(client)["/posts/a/"]["images"]
    assert images == [f"https://magazine.example/media/{name}" for name in names]


@pytest.mark.parametrize(
    "number", ["00", "01", "-1", "1.5", "x", "9223372036854775", "9999999999999999", "9" * 400]
)
def test_parts_that_cannot_be_are_unknown(client, number, django_assert_max_num_queries):
    client.get("/nowhere/")
    with django_assert_max_num_queries(2):  # nothing but whether the address moved or is a page
        assert client.get(f"/sitemap-posts-{number}.xml").status_code == 404


def test_a_part_asks_as_much_for_many_posts_as_for_few(client, django_assert_num_queries):
    for pk in (5001, 5002):
        make_post(pk=pk, tags=["a"], authors=[make_person()])
    part = "/sitemap-posts-5.xml"
    client.get("/nowhere/")
    with django_assert_num_queries(2):  # posts with heroes; the pictures in their texts
        client.get(part)
    for path in ("/sitemap-tags.xml", "/sitemap-authors.xml"):
        with django_assert_num_queries(1):
            client.get(path)
    client.get("/sitemap.xml")
    with django_assert_num_queries(0):  # remembered as long as nothing changes
        client.get("/sitemap.xml")


def test_the_index_knows_a_post_that_appears_by_itself(client):
    post = make_scheduled()
    part = f"/sitemap-posts-{post.pk // 1000}.xml"
    assert part not in read(client, "/sitemap.xml")[1]
    with time_machine.travel(post.published_at + timedelta(seconds=1)):
        assert part in read(client, "/sitemap.xml")[1]


def test_robots_names_the_sitemap_and_closes_the_admin(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Sitemap: https://magazine.example/sitemap.xml" in lines
