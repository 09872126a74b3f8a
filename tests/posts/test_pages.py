"""What readers' pages hold: titles, addresses, dates, words, and nothing that could do harm."""

import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cms.models import MenuItem, SiteSettings
from posts.models import Image, Tag
from tests.factories import make_page, make_person, make_post, make_unpublished, picture_bytes

pytestmark = pytest.mark.django_db

# 1,461 microseconds: what a page must not show of a date.
MORNING = datetime(2026, 3, 2, 8, 30, 15, 1461, tzinfo=UTC)
BREAKING_OUT = """</title><script>alert("1")</script>' " onload=x & more"""


class Document(HTMLParser):
    """A page as lists of elements; `text` is what stands between the tags."""

    def __init__(self, response):
        super().__init__()
        self.elements, self.text, self.scripts, self.inside = [], "", [], []
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "script" in self.inside:
            self.scripts.append(data)
        else:
            self.text += " ".join(data.split()) + " "

    def all(self, tag, **attributes):
        wanted = attributes.items()
        return [found for name, found in self.elements if name == tag and wanted <= found.items()]

    def meta(self, name):
        found = [
            meta["content"]
            for meta in self.all("meta")
            if name in (meta.get("name"), meta.get("property"))
        ]
        assert len(found) < 2, f"{name} stands twice"
        return found[0] if found else None

    def link(self, rel):
        return [link["href"] for link in self.all("link", rel=rel)]


@pytest.fixture
def site(settings):
    settings.SITE_URL = "https://review.example"
    return SiteSettings.objects.create(
        pk=1, name="The Review", description="About honest work.", language="en"
    )


@pytest.fixture
def read(client):
    """`read(address)` gets a page; `read(address, 404)` one with that status."""

    def page(address, status=200):
        response = client.get(address)
        assert response.status_code == status
        return Document(response)

    return page


def make_image(**fields):
    image = Image.objects.add(SimpleUploadedFile("hero.jpg", picture_bytes()), **fields)
    image.make_renditions()
    return image


def title_of(client, address):
    return re.search(r"<title>(.*?)</title>", client.get(address).content.decode())[1]


def test_a_page_says_what_it_is_called_and_where_it_lives(site, client, read):
    make_post(title="One thing", slug="one", tags=["Plain words"], standfirst="Why it matters.")
    make_page(title="About us", slug="about")
    assert title_of(client, "/") == "The Review"
    assert title_of(client, "/posts/one/") == "One thing – The Review"
    assert title_of(client, "/tags/plain-words/") == "Plain words – The Review"
    assert title_of(client, "/tags/") == "Tags – The Review"
    assert title_of(client, "/about/") == "About us – The Review"
    for address in ("/", "/posts/one/", "/tags/plain-words/", "/tags/", "/about/"):
        page = read(address)
        assert page.link("canonical") == [f"https://review.example{address}"]
        assert page.meta("og:url") == f"https://review.example{address}"
        assert page.all("html") == [{"lang": "en", "dir": "ltr"}]
        assert len(page.all("h1")) == 1
        assert page.meta("robots") is None


def test_search_words_go_before_the_posts_own(site, client, read):
    make_post(
        slug="one",
        title="Ours",
        search_title="Theirs",
        search_description="For them.",
        noindex=True,
    )
    page = read("/posts/one/")
    assert title_of(client, "/posts/one/") == "Theirs – The Review"
    assert page.meta("description") == page.meta("og:description") == "For them."
    assert page.meta("robots") == "noindex"
    assert "Ours" in page.text


def test_a_text_from_elsewhere_names_its_first_address(site, read):
    make_post(slug="one", canonical_url="https://first.example/text")
    assert read("/posts/one/").link("canonical") == ["https://first.example/text"]


def test_dates_are_true_and_without_microseconds(site, read):
    with time_machine.travel(MORNING):
        post = make_post(slug="one", published_at=MORNING)
    assert read("/posts/one/").all("time") == [{"datetime": "2026-03-02T08:30:15Z"}]
    with time_machine.travel(MORNING + timedelta(days=3)):
        post.body = "Other words."
        post.save()
    page = read("/posts/one/")
    assert page.all("time") == [
        {"datetime": "2026-03-02T08:30:15Z"},
        {"datetime": "2026-03-05T08:30:15Z"},
    ]
    assert "Updated" in page.text
    assert page.meta("article:modified_time") == "2026-03-05T08:30:15Z"
    assert read("/").all("time") == [{"datetime": "2026-03-02T08:30:15Z"}]


def test_dates_are_shown_in_the_sites_time_zone_and_language(site, read):
    SiteSettings.objects.update(language="de", time_zone="Pacific/Auckland")
    make_post(slug="one", published_at=datetime(2026, 3, 2, 20, 0, tzinfo=UTC))
    page = read("/posts/one/")
    assert "3. März 2026" in page.text
    assert page.all("time")[0] == {"datetime": "2026-03-02T20:00:00Z"}


def test_a_right_to_left_language_turns_the_page(site, read):
    SiteSettings.objects.update(language="he")
    assert read("/").all("html") == [{"lang": "he", "dir": "rtl"}]


def test_a_shared_link_has_its_picture_at_an_absolute_address(site, read):
    image = make_image(alt="A stripe")
    make_post(slug="one", title="One", hero_image=image)
    page = read("/posts/one/")
    assert page.meta("og:image") == f"https://review.example{image.share_picture.url}"
    assert page.meta("og:image:width") == str(image.share_picture.width)
    assert page.meta("og:image:alt") == "A stripe"
    assert page.meta("og:title") == "One"
    assert page.meta("og:type") == "article"
    assert page.meta("twitter:card") == "summary_large_image"


def test_structured_data_can_be_read_and_cannot_end_its_element(site, read):
    make_post(slug="one", title=BREAKING_OUT, standfirst="Why.")
    page = read("/posts/one/")
    graph = json.loads("".join(page.scripts))["@graph"]
    data = next(node for node in graph if node["@type"] == "BlogPosting")
    assert data["headline"] == BREAKING_OUT
    assert data["url"] == "https://review.example/posts/one/"
    assert page.all("script") == [{"type": "application/ld+json"}]


@pytest.mark.parametrize("address", ["/", "/posts/one/", "/tags/bad/", "/tags/", "/standing/"])
def test_hostile_words_stay_words(site, read, address):
    SiteSettings.objects.update(name=BREAKING_OUT[:80], description=BREAKING_OUT)
    MenuItem.objects.create(settings=site, label=BREAKING_OUT[:60], address='/"onclick=x')
    person = make_person(name=BREAKING_OUT, bio=BREAKING_OUT, links='https://a.example/"onclick=x')
    tag = Tag.objects.create(name=BREAKING_OUT, slug="bad", description=BREAKING_OUT)
    image = make_image(alt=BREAKING_OUT, credit=BREAKING_OUT)
    make_post(
        slug="one",
        title=BREAKING_OUT,
        standfirst=BREAKING_OUT,
        body=f"## {BREAKING_OUT}\n\n## Two\n\n## Three",
        hero_image=image,
        authors=[person],
        tags=[tag],
    )
    make_page(slug="standing", title=BREAKING_OUT, body=BREAKING_OUT)
    page = read(address)
    assert [script for script in page.all("script") if "type" not in script] == []
    for _tag, attributes in page.elements:
        assert "style" not in attributes
        assert [name for name in attributes if name.startswith("on")] == []


def test_a_post_shows_all_that_belongs_to_it(site, read):
    author = make_person(name="Ada Moor", bio="Counts things.", links="https://ada.example/about")
    image = make_image(alt="A stripe", credit="Drawn by hand")
    post = make_post(
        slug="one",
        standfirst="Why it matters.",
        body="Words.\n\n## First\n\n## Second\n\n### Within\n\n## Third\n",
        hero_image=image,
        authors=[author],
        tags=["plain words"],
    )
    page = read("/posts/one/")
    for words in ("Why it matters.", "Ada Moor", "Counts things.", "Drawn by hand", "1 min read"):
        assert words in page.text
    hero = page.all("img", alt="A stripe")[0]
    assert {"src", "width", "height"} <= hero.keys()
    assert hero["fetchpriority"] == "high"
    assert [source["type"] for source in page.all("source")] == ["image/avif", "image/webp"]
    assert page.all("a", href="https://ada.example/about")
    assert page.all("a", href="/tags/plain-words/")
    assert page.all("a", href="/")
    for _level, name, _text in post.toc:
        assert page.all("a", href=f"#{name}")


def test_a_short_post_has_no_contents_list(site, read):
    make_post(slug="one", body="## First\n\nWords.\n\n## Second\n\nWords.")
    assert "Contents" not in read("/posts/one/").text


def test_a_hero_without_renditions_leaves_no_broken_picture(site, read):
    image = Image.objects.create(
        file="originals/gone.jpg", width=10, height=10, content_hash="0", alt="Nothing yet"
    )
    make_post(slug="one", hero_image=image)
    for address in ("/", "/posts/one/"):
        page = read(address)
        assert page.all("img") == []
        assert "/share/" in page.meta("og:image")


def test_a_listing_says_where_you_are(site, read):
    for number in range(30):
        make_post(
            title=f"Post {number}", published_at=timezone.now() - timedelta(hours=number + 1)
        )
    first, second, last = read("/"), read("/?page=2"), read("/?page=3")
    assert "Page 1 of 3" in first.text
    assert "posts 1 to 12 of 30" in first.text
    assert (first.link("prev"), first.link("next")) == ([], ["?page=2"])
    assert "posts 13 to 24 of 30" in second.text
    assert (second.link("prev"), second.link("next")) == (["./"], ["?page=3"])
    assert second.link("canonical") == ["https://review.example/?page=2"]
    assert second.all("a", href="?page=2", **{"aria-current": "page"})
    assert (last.link("prev"), last.link("next")) == (["?page=2"], [])
    assert "posts 25 to 30 of 30" in last.text


def test_a_listing_of_one_page_has_no_pagination(site, read):
    make_post()
    assert "Page 1" not in read("/").text


def test_a_tag_says_what_it_is_how_much_there_is_and_how_to_get_back(site, read):
    make_post(tags=["plain words"])
    make_post(tags=["plain words"])
    Tag.objects.update(description="Words without a costume.")
    page = read("/tags/plain-words/")
    assert "Words without a costume." in page.text
    assert page.meta("description") == "Words without a costume."
    assert "2 posts" in page.text
    assert page.all("a", href="/")
    assert page.all("a", href="/tags/")
    index = read("/tags/")
    assert "2 posts" in index.text
    assert index.all("a", href="/tags/plain-words/", dir="auto")


def test_an_empty_site_says_what_to_do(site, read):
    page = read("/")
    assert "still being written" in page.text
    assert page.all("a", href="/feed.xml")
    assert "No post has a tag yet" in read("/tags/").text


def test_a_site_without_settings_has_pages_too(read):
    make_post(slug="one")
    for address in ("/", "/posts/one/", "/tags/"):
        assert "Lodestone" in read(address).text


def test_the_menus_show_with_the_open_page_marked(site, read):
    MenuItem.objects.create(settings=site, label="About", address="/about/")
    MenuItem.objects.create(settings=site, label="Legal", address="/about/", place="footer")
    make_page(slug="about")
    links = read("/about/").all("a", href="/about/")
    assert [link.get("aria-current") for link in links] == ["page", "page"]
    assert "aria-current" not in read("/").all("a", href="/about/")[0]


@pytest.mark.parametrize(("address", "status"), [("/nowhere/", 404), ("/posts/gone/", 410)])
def test_an_error_page_leads_on_and_stays_out_of_search(site, read, address, status):
    make_unpublished(slug="gone")
    page = read(address, status)
    assert page.meta("robots") == "noindex"
    assert page.all("a", href="/")
    assert page.all("a", href="/tags/")
    assert page.link("canonical") == []


def test_a_failure_is_told_without_the_database_or_the_site(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("posts.views.PostListView.get", lambda *_: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500
    page = Document(response)
    assert "Something went wrong" in page.text
    assert page.all("a", href="/")
    # Whole without it, too; at an address that needs no list of hashed names.
    assert [link["href"] for link in page.all("link")] == ["/static/css/site.css"]
