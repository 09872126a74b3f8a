"""What a page's head says: Open Graph, languages, other formats, structured data."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cms.models import SiteSettings
from posts.metadata.languages import locale
from posts.models import Image
from tests.factories import make_draft, make_page, make_person, make_post, picture_bytes

pytestmark = pytest.mark.django_db
BASE = "https://magazine.example"
DATE = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)

# Required there, or recommended and always known here.
# https://developers.google.com/search/docs/appearance/structured-data/ article, breadcrumb,
# profile-page, organization, site-names, carousel; https://schema.org for the rest.
REQUIRED = {
    "BlogPosting": {
        "headline", "image", "datePublished", "dateModified", "author", "publisher", "url",
        "mainEntityOfPage", "wordCount", "timeRequired", "inLanguage", "isPartOf",
    },
    "BreadcrumbList": {"itemListElement"},
    "Person": {"name", "url"},
    "Organization": {"name", "url", "logo"},
    "WebSite": {"name", "url", "publisher"},
    "ImageObject": {"url"},
    "ItemList": {"itemListElement"},
    "ProfilePage": {"name", "url", "mainEntity"},
    "CollectionPage": {"name", "url", "isPartOf"},
    "WebPage": {"name", "url", "isPartOf"},
    "ListItem": {"position"},
}  # fmt: skip


class Head(HTMLParser):
    """The elements of a page's head, and its graph of structured data."""

    def __init__(self, text: str):
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.data, self.in_data = "", False
        self.feed(text.partition("</head>")[0])
        self.graph = json.loads(self.data)["@graph"]

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.in_data = tag == "script"

    def handle_endtag(self, tag):
        self.in_data = self.in_data and tag != "script"

    def handle_data(self, data):
        if self.in_data:
            self.data += data

    def properties(self, name: str) -> list[str]:
        return [
            found["content"]
            for tag, found in self.elements
            if tag == "meta" and name in {found.get("property"), found.get("name")}
        ]

    def links(self, **wanted: str) -> list[str]:
        return [
            found["href"]
            for tag, found in self.elements
            if tag == "link" and wanted.items() <= found.items()
        ]

    def node(self, kind: str) -> dict:
        [node] = [node for node in self.graph if node["@type"] == kind]
        return node


@pytest.fixture(autouse=True)
def at_a_real_address(settings):
    settings.SITE_URL = BASE


@pytest.fixture
def head(client):
    def read(path: str) -> Head:
        response = client.get(path)
        assert response.status_code == 200, path
        return Head(response.content.decode())

    return read


@pytest.fixture
def magazine():
    """A site of every kind of page; returns the article's picture."""
    logo = Image.objects.add(SimpleUploadedFile("logo.png", picture_bytes(400, 300, kind="PNG")))
    portrait = Image.objects.add(SimpleUploadedFile("ada.jpg", picture_bytes(700, 700)))
    hero = Image.objects.add(SimpleUploadedFile("hero.jpg", picture_bytes()), alt="A wall")
    for image in (logo, portrait, hero):
        image.make_renditions()
    SiteSettings.objects.create(pk=1, name="The Magazine", description="On answers.", logo=logo)
    ada = make_person(
        name="Ada", slug="ada", bio="Counts.", links="https://ada.example/", picture=portrait
    )
    make_post(
        slug="one",
        title="One",
        standfirst="Why.",
        hero_image=hero,
        authors=[ada],
        tags=["Topic", "Other"],
        published_at=DATE,
        updated_at=DATE.replace(day=5),
        body="Every answer deserves a reply today. " * 84,
    )
    make_post(slug="two", title="Two", tags=["Topic"], published_at=DATE.replace(day=2))
    make_page(slug="about", title="About us", body="Who we are.")
    return hero


PAGES = [
    "/", "/posts/one/", "/posts/two/", "/tags/", "/tags/topic/", "/authors/", "/authors/ada/",
    "/archive/", "/archive/2026/03/", "/about/", "/?tag=other&tag=topic",
]  # fmt: skip


def nodes_in(value):
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from nodes_in(part)


@pytest.mark.parametrize("path", PAGES)
def test_structured_data_has_what_is_required(magazine, head, path):
    graph = head(path).graph
    names = [node["@id"] for node in graph]
    assert len(names) == len(set(names))
    known = {node["@id"] for node in nodes_in(graph) if "@type" in node and "@id" in node}
    for node in nodes_in(graph):
        assert None not in node.values()
        assert "" not in node.values()
        if "@type" not in node:
            assert node.keys() == {"@id"}
            assert node["@id"] in known
            continue
        assert REQUIRED[node["@type"]] <= node.keys(), node
        for name in ("url", "item", "@id"):
            assert node.get(name, BASE).startswith(BASE)
        if node["@type"] in {"BreadcrumbList", "ItemList"}:
            items = node["itemListElement"]
            assert [item["position"] for item in items] == list(range(1, len(items) + 1))
            assert all({"item", "name"} <= item.keys() or "url" in item for item in items)
        if node["@type"] == "BreadcrumbList":
            assert len(node["itemListElement"]) >= 2


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_picture_to_share(magazine, head, client, path):
    page = head(path)
    [address] = page.properties("og:image")
    assert page.properties("og:image:width") == ["1200"]
    assert page.properties("og:image:height") == ["630"]
    assert page.properties("og:image:alt") != [""]
    assert page.properties("twitter:card") == ["summary_large_image"]
    response = client.get(address.removeprefix(BASE))
    assert response.status_code == 200
    assert page.properties("og:image:type") == [response["Content-Type"]]
    for name in ("og:title", "og:url", "og:type", "og:site_name", "og:locale"):
        assert len(page.properties(name)) == 1


def test_an_article_is_told_as_one(magazine, head):
    page = head("/posts/one/")
    assert page.properties("og:type") == ["article"]
    assert page.properties("og:description") == ["Why."]
    assert page.properties("og:image") == [f"{BASE}{magazine.share_picture.url}"]
    assert page.properties("og:image:alt") == ["A wall"]
    assert page.properties("article:published_time") == ["2026-03-01T12:30:00Z"]
    assert page.properties("article:modified_time") == ["2026-03-05T12:30:00Z"]
    assert page.properties("article:author") == [f"{BASE}/authors/ada/"]
    assert page.properties("article:section") == ["Topic"]
    assert page.properties("article:tag") == ["Topic", "Other"]
    node = page.node("BlogPosting")
    [ada] = node["author"]
    assert (ada["name"], ada["url"]) == ("Ada", f"{BASE}/authors/ada/")
    assert ada["sameAs"] == ["https://ada.example/"]
    assert ada["image"]["url"].startswith(f"{BASE}/media/")
    assert (node["wordCount"], node["timeRequired"]) == (504, "PT2M")
    assert node["image"]["url"] == f"{BASE}{magazine.share_picture.url}"
    crumbs = page.node("BreadcrumbList")["itemListElement"]
    assert [crumb["name"] for crumb in crumbs] == ["The Magazine", "Topic", "One"]
    assert page.node("Organization")["logo"]["url"].startswith(f"{BASE}/media/")


def test_an_article_names_its_other_formats(magazine, head):
    page = head("/posts/one/")
    assert page.links(rel="alternate", type="text/markdown") == ["/posts/one.md"]
    assert page.links(rel="alternate", type="application/atom+xml") == ["/feed.xml"]
    assert page.links(rel="alternate", type="application/feed+json") == ["/feed.json"]
    assert page.links(rel="canonical") == [f"{BASE}/posts/one/"]


@pytest.mark.parametrize("place", ["/tags/topic/", "/authors/ada/"])
def test_tags_and_authors_name_their_feeds(magazine, head, client, place):
    page = head(place)
    for media_type, ending in (("application/atom+xml", "xml"), ("application/feed+json", "json")):
        feeds = page.links(rel="alternate", type=media_type)
        assert feeds == [f"{place}feed.{ending}", f"/feed.{ending}"]
        for feed in feeds:
            assert client.get(feed).status_code == 200


def test_each_kind_of_page_says_what_it_is(magazine, head):
    profile = head("/authors/ada/")
    assert profile.properties("og:type") == ["profile"]
    assert profile.node("ProfilePage")["mainEntity"]["name"] == "Ada"
    assert head("/about/").node("WebPage")["dateModified"]
    front = head("/")
    assert front.node("WebSite")["name"] == "The Magazine"
    assert "BreadcrumbList" not in {node["@type"] for node in front.graph}
    for path in ("/", "/tags/topic/", "/archive/2026/03/"):
        items = head(path).node("CollectionPage")["mainEntity"]["itemListElement"]
        assert [item["url"] for item in items] == [f"{BASE}/posts/two/", f"{BASE}/posts/one/"]


def test_a_post_without_tags_or_authors_is_the_sites(head):
    make_post(slug="alone", title="Alone")
    page = head("/posts/alone/")
    assert page.node("BlogPosting")["author"] == [{"@id": f"{BASE}/#publisher"}]
    assert len(page.node("BreadcrumbList")["itemListElement"]) == 2
    assert page.properties("article:section") == []


def test_translations_name_each_other_and_the_default(head):
    first = make_post(slug="one")
    german = make_post(slug="eins", language="de", translation_of=first)
    make_draft(slug="un", language="fr", translation_of=first)
    for post in (first, german):
        page = head(f"/posts/{post.slug}/")
        assert page.links(hreflang="en") == [f"{BASE}/posts/one/"]
        assert page.links(hreflang="de") == [f"{BASE}/posts/eins/"]
        assert page.links(hreflang="x-default") == [f"{BASE}/posts/one/"]
        assert page.links(hreflang="fr") == []
    assert page.properties("og:locale") == ["de_DE"]
    assert page.properties("og:locale:alternate") == ["en_US"]
    assert page.node("BlogPosting")["inLanguage"] == "de"


@pytest.mark.parametrize(
    "hidden",
    [
        {"noindex": True},
        {"canonical_url": "https://elsewhere.example/eins"},
        {"trashed_at": timezone.now(), "unpublish_at": timezone.now()},
        {"unpublish_at": timezone.now()},
    ],
)
def test_search_engines_are_sent_to_no_translation_that_is_hidden(head, hidden):
    first = make_post(slug="one")
    make_post(slug="eins", language="de", translation_of=first, **hidden)
    make_post(slug="un", language="fr", translation_of=first)
    page = head("/posts/one/")
    assert page.links(hreflang="de") == []
    assert page.links(hreflang="fr") == [f"{BASE}/posts/un/"]
    assert page.properties("og:locale:alternate") == ["fr_FR"]


def test_a_hidden_post_names_no_languages(head):
    first = make_post(slug="one", noindex=True)
    make_post(slug="eins", language="de", translation_of=first)
    page = head("/posts/one/")
    assert page.links(hreflang="de") == page.links(hreflang="x-default") == []


def test_a_post_without_translations_names_no_languages(head):
    make_post(slug="one")
    assert [found for _, found in head("/posts/one/").elements if "hreflang" in found] == []


def test_a_copy_leaves_its_languages_to_the_first_address(head):
    first = make_post(slug="one", canonical_url="https://elsewhere.example/one")
    make_post(slug="eins", language="de", translation_of=first)
    page = head("/posts/one/")
    assert page.links(rel="canonical") == ["https://elsewhere.example/one"]
    assert page.links(hreflang="de") == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "en_US"), ("de", "de_DE"), ("pt-BR", "pt_BR"), ("pt-br", "pt_BR"), ("ja", "ja_JP"),
     ("zh-Hans-SG", "zh_SG"), ("de-at", "de_AT")],
)  # fmt: skip
def test_a_locale_has_a_country(language, expected):
    assert locale(language) == expected


def test_nothing_ends_the_script_element(head, client):
    title = "</script><script>alert(1)</script> & <!-- \u2028 \\"
    make_post(slug="one", title=title, authors=[make_person(name=title)], tags=["</script>"])
    text = client.get("/posts/one/").content.decode()
    data = text.partition("ld+json")[2].partition("</script>")[0]
    assert data.count("<") == 0
    assert head("/posts/one/").node("BlogPosting")["headline"] == title


def test_later_pages_of_a_list_name_themselves(head):
    for number in range(13):
        make_post(tags=["Topic"], slug=f"post-{number}")
    page = head("/tags/topic/?page=2")
    assert page.links(rel="canonical") == [f"{BASE}/tags/topic/?page=2"]
    assert page.properties("og:url") == [f"{BASE}/tags/topic/?page=2"]
    assert len(page.node("CollectionPage")["mainEntity"]["itemListElement"]) == 1


@pytest.mark.html
@pytest.mark.parametrize("path", ["/", "/posts/one/", "/authors/ada/", "/about/"])
def test_the_head_is_valid_html(magazine, client, check_html, path):
    check_html(client.get(path).content)
