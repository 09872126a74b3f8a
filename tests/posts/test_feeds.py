from datetime import UTC, datetime

import feedparser
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from posts.addresses import absolute
from posts.models import Image, Post
from tests.factories import make_draft, make_person, make_post, make_unpublished, picture_bytes

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


def test_a_text_may_hold_what_ends_a_cdata_section(client):
    make_post(standfirst="]]> & so on")
    Post.objects.update(body_html="<p>One ]]> two</p>")  # whatever the renderer lets through
    feed = feedparser.parse(client.get("/feed.xml").content)
    assert not feed.bozo
    assert "One ]]> two" in feed.entries[0].content[0].value.replace("&gt;", ">")


def test_only_addresses_in_tags_are_made_whole(client, settings):
    settings.SITE_URL = "https://magazine.example"
    make_post(body='Type `<a href="/here/">` or [go](/there/) and [out](//elsewhere.example/).')
    for item in client.get("/feed.json").json()["items"]:
        assert 'href="/here/"' in item["content_html"]
        assert 'href="https://magazine.example/there/"' in item["content_html"]
        assert 'href="//elsewhere.example/"' in item["content_html"]


def test_every_copy_of_a_picture_is_named_whole(settings):
    html = '<img alt="" src="/media/a-480.webp" srcset="/media/a-480.avif 480w, /media/b 960w">'
    assert absolute(html, "https://m.example") == (
        '<img alt="" src="https://m.example/media/a-480.webp" '
        'srcset="https://m.example/media/a-480.avif 480w, https://m.example/media/b 960w">'
    )


def test_an_entry_keeps_its_id_when_its_address_changes(client, settings):
    settings.SITE_URL = "https://magazine.example"
    post = make_post(slug="before")
    before = feedparser.parse(client.get("/feed.xml").content).entries[0]
    post.slug = "after"
    post.save()
    after = feedparser.parse(client.get("/feed.xml").content).entries[0]
    assert after.id == before.id == f"tag:magazine.example,2026:post-{post.pk}"
    assert after.link == "https://magazine.example/posts/after/"
    assert client.get("/feed.json").json()["items"][0]["id"] == after.id


@pytest.mark.parametrize("ending", ["xml", "json"])
def test_a_tag_has_feeds_of_its_posts_alone(client, settings, ending):
    settings.SITE_URL = "https://magazine.example"
    make_post(title="In", tags=["Sales calls"])
    make_post(title="Out", tags=["Other"])
    make_draft(title="Secret", tags=["Sales calls"])
    address = f"/tags/sales-calls/feed.{ending}"
    feed = feedparser.parse(client.get(address).content) if ending == "xml" else None
    if feed:
        assert not feed.bozo
        titles, title = [entry.title for entry in feed.entries], feed.feed.title
        links = {link.rel: link.href for link in feed.feed.links}
        page, itself = links["alternate"], links["self"]
    else:
        found = client.get(address).json()
        titles, title = [item["title"] for item in found["items"]], found["title"]
        page, itself = found["home_page_url"], found["feed_url"]
    assert titles == ["In"]
    assert title == "Sales calls – Lodestone"
    assert page == "https://magazine.example/tags/sales-calls/"
    assert itself == f"https://magazine.example{address}"


@pytest.mark.parametrize("ending", ["xml", "json"])
def test_an_author_has_feeds(client, ending):
    ada, bo = make_person(name="Ada", slug="ada"), make_person(name="Bo", slug="bo")
    make_post(title="By both", authors=[ada, bo])
    make_post(title="By Bo", authors=[bo])
    response = client.get(f"/authors/ada/feed.{ending}")
    assert response.status_code == 200
    assert "By both" in response.content.decode()
    assert "By Bo" not in response.content.decode()


@pytest.mark.parametrize("ending", ["xml", "json"])
def test_feeds_of_nobody_and_nothing_are_unknown(client, ending):
    make_draft(tags=["quiet"], authors=[make_person(slug="unheard")])
    for place in ("tags/nothing", "tags/quiet", "authors/nobody", "authors/unheard"):
        assert client.get(f"/{place}/feed.{ending}").status_code == 404


@pytest.mark.parametrize("ending", ["xml", "json"])
def test_a_tag_that_was_public_keeps_an_empty_feed(client, ending):
    make_unpublished(tags=["past"])
    response = client.get(f"/tags/past/feed.{ending}")
    assert response.status_code == 200
    if ending == "json":
        assert response.json()["items"] == []


@pytest.mark.parametrize("ending", ["xml", "json"])
def test_the_feed_of_a_renamed_tag_redirects(client, ending):
    tag = make_post(tags=["früher"]).tags.get()
    tag.slug = "später"
    tag.save()
    response = client.get(f"/tags/früher/feed.{ending}")
    assert response.status_code == 301
    assert response["Location"] == f"/tags/sp%C3%A4ter/feed.{ending}"
    assert f"/tags/sp%C3%A4ter/feed.{ending}" in client.get(response["Location"]).content.decode()


def test_the_feed_changed_when_its_newest_change_was(client):
    changed_at = datetime(2026, 5, 2, 8, 0, tzinfo=UTC)
    make_post(published_at=datetime(2026, 5, 1, tzinfo=UTC), updated_at=changed_at)
    make_post(
        published_at=datetime(2026, 4, 1, tzinfo=UTC), updated_at=changed_at.replace(month=3)
    )
    feed = feedparser.parse(client.get("/feed.xml").content)
    assert feed.feed.updated == feed.entries[0].updated == "2026-05-02T08:00:00+00:00"
    assert feed.entries[1].updated == "2026-04-01T00:00:00+00:00"


def test_authors_have_the_address_of_their_page(client, settings):
    settings.SITE_URL = "https://magazine.example"
    make_post(authors=[make_person(name="Ada", slug="ada")])
    entry = feedparser.parse(client.get("/feed.xml").content).entries[0]
    assert entry.author_detail.href == "https://magazine.example/authors/ada/"
    assert client.get("/feed.json").json()["items"][0]["authors"] == [
        {"name": "Ada", "url": "https://magazine.example/authors/ada/"}
    ]


def test_the_hero_goes_with_the_text(client, settings):
    settings.SITE_URL = "https://magazine.example"
    image = Image.objects.add(SimpleUploadedFile("a.jpg", picture_bytes()), alt='A "teal" wall')
    image.make_renditions()
    make_post(hero_image=image)
    entry = feedparser.parse(client.get("/feed.xml").content).entries[0]
    share = f"https://magazine.example{image.share_picture.url}"
    assert f'src="{share}"' in entry.content[0].value
    assert client.get("/feed.json").json()["items"][0]["image"] == share


def test_an_entry_says_its_own_language(client):
    make_post(language="de", title="Hier")
    assert b'<entry xml:lang="de">' in client.get("/feed.xml").content
    assert client.get("/feed.json").json()["items"][0]["language"] == "de"


RULES = {  # https://www.jsonfeed.org/version/1.1/
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str,
    "icon": str, "language": str, "items": list,
}  # fmt: skip
ITEM_RULES = {
    "id": str, "url": str, "title": str, "summary": str, "image": str, "content_html": str,
    "date_published": str, "date_modified": str, "authors": list, "tags": list, "language": str,
}  # fmt: skip


def test_the_json_feed_keeps_to_its_version(client):
    make_post(tags=["a"], authors=[make_person()], standfirst='"Quoted" \x07')
    make_post()
    response = client.get("/feed.json")
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = response.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert {"version", "title", "items"} <= feed.keys() <= RULES.keys()
    assert all(isinstance(feed[name], RULES[name]) for name in feed)
    assert len({item["id"] for item in feed["items"]}) == 2
    for item in feed["items"]:
        assert {"id", "content_html"} <= item.keys() <= ITEM_RULES.keys()
        assert all(item[name] and isinstance(item[name], ITEM_RULES[name]) for name in item)
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert all(author.keys() & {"name", "url", "avatar"} for author in item.get("authors", []))


@pytest.mark.parametrize("ending", ["xml", "json"])
def test_feeds_ask_three_questions(client, django_assert_max_num_queries, ending):
    people = [make_person(slug="ada")]
    for _ in range(3):
        make_post(tags=["a", "b"], authors=people)
    client.get("/nowhere/")
    for place in ("", "tags/a/", "authors/ada/"):
        with django_assert_max_num_queries(3):  # posts with heroes; their tags; their authors
            assert client.get(f"/{place}feed.{ending}").status_code == 200


def test_posts_in_more_than_one_tag_come_once(client):
    make_post(tags=["a", "b"], authors=[make_person(slug="ada"), make_person()])
    assert len(client.get("/tags/a/feed.json").json()["items"]) == 1
    assert len(client.get("/authors/ada/feed.json").json()["items"]) == 1
