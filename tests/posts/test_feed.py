import feedparser
import pytest

from tests.factories import make_person, make_post

pytestmark = pytest.mark.django_db


def test_the_feed_is_whole_and_well_formed(client, settings):
    settings.SITE_URL = "https://magazine.example"
    make_post(
        title="Tom & Jerry <b>",
        slug="tom",
        standfirst="A & B",
        body="See [this](/posts/other/) and ![x](https://example.org/x.png).",
        tags=["R&D"],
        authors=[make_person(name="Ada O'Neil")],
    )
    response = client.get("/feed.xml")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    entry = feed.entries[0]
    assert entry.title == "Tom & Jerry <b>"
    assert entry.link == "https://magazine.example/posts/tom/"
    assert entry.author == "Ada O'Neil"
    assert [tag.term for tag in entry.tags] == ["R&D"]
    assert 'href="https://magazine.example/posts/other/"' in entry.content[0].value
    assert entry.published_parsed


def test_the_feed_survives_characters_that_xml_cannot_hold(client):
    make_post(title="Bell \x07 and \ufffe", body="Form\x0cfeed \x1b[0m \U0001f469\u200d\U0001f4bb")
    feed = feedparser.parse(client.get("/feed.xml").content)
    assert not feed.bozo
    assert feed.entries[0].title == "Bell  and"


def test_an_empty_site_has_a_well_formed_feed(client):
    feed = feedparser.parse(client.get("/feed.xml").content)
    assert not feed.bozo
    assert feed.entries == []


def test_the_feed_has_the_newest_twenty(client):
    for number in range(22):
        make_post(title=f"Post {number}")
    assert len(feedparser.parse(client.get("/feed.xml").content).entries) == 20


def test_each_author_has_an_element(client):
    make_post(authors=[make_person(name="Ada"), make_person(name="Bo")])
    entry = feedparser.parse(client.get("/feed.xml").content).entries[0]
    assert [author.name for author in entry.authors] == ["Ada", "Bo"]
