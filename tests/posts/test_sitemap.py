from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from tests.factories import make_page, make_post

pytestmark = pytest.mark.django_db
NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def entries(client) -> dict[str, str | None]:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return {
        url.findtext("s:loc", namespaces=NAMESPACE): url.findtext(
            "s:lastmod", namespaces=NAMESPACE
        )
        for url in root.findall("s:url", NAMESPACE)
    }


def test_the_sitemap_lists_what_may_be_found_with_its_true_last_change(client, settings):
    settings.SITE_URL = "https://magazine.example"
    date = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    make_post(slug="found", published_at=date, updated_at=date, tags=["topic"])
    make_post(slug="hidden", noindex=True)
    make_post(slug="copy", canonical_url="https://elsewhere.example/original")
    make_page(slug="about")
    make_page(slug="secret", noindex=True)
    found = entries(client)
    base = "https://magazine.example"
    assert found[f"{base}/posts/found/"] == "2026-03-01T12:30:00+00:00"
    assert set(found) == {
        f"{base}{path}" for path in ("/", "/tags/", "/posts/found/", "/about/", "/tags/topic/")
    }


def test_robots_names_the_sitemap_and_closes_the_admin(client, settings):
    settings.SITE_URL = "https://magazine.example"
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Sitemap: https://magazine.example/sitemap.xml" in lines
