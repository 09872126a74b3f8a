"""No card is ever older than what it shows."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cms.models import SiteSettings
from posts import cards
from posts.models import Image, Post, Tag
from tests.factories import make_post, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    SiteSettings.objects.create(pk=1)
    image = Image.objects.add(SimpleUploadedFile("hero.jpg", picture_bytes()))
    return make_post(
        title="A title",
        slug="a",
        standfirst="Why.",
        published_at=datetime(2026, 3, 2, 20, 0, tzinfo=UTC),
        tags=["plain words"],
        hero_image=image,
    )


CHANGES = {
    "title": lambda: Post.objects.update(title="Other <title>"),
    "slug": lambda: Post.objects.update(slug="other-slug"),
    "standfirst": lambda: Post.objects.update(standfirst="Because."),
    "first sentences": lambda: Post.objects.update(standfirst="", excerpt="First sentences."),
    "date": lambda: Post.objects.update(published_at=timezone.now() - timedelta(days=1)),
    "words": lambda: Post.objects.update(words=2300),
    "no hero": lambda: Post.objects.update(hero_image=None),
    "focal point": lambda: Image.objects.update(focal_x=0),
    "renditions": lambda: Image.objects.get().make_renditions(),
    "tag's name": lambda: Tag.objects.update(name="renamed"),
    "another tag": lambda: Post.objects.get().tags.add("another"),
    "no tag": lambda: Post.objects.get().tags.clear(),
    "language": lambda: SiteSettings.objects.update(language="de"),
    "time zone": lambda: SiteSettings.objects.update(time_zone="Pacific/Auckland"),
    "no lead": lambda: make_post(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_shows_at_once(client, post, change):
    before = client.get("/").content.decode()
    assert before == client.get("/").content.decode()
    CHANGES[change]()
    kept = client.get("/").content.decode()
    cards.html.cache_clear()
    assert kept == client.get("/").content.decode()
    assert kept != before


def test_a_tags_listing_shows_a_change_at_once_too(client, post):
    client.get("/tags/plain-words/")
    Tag.objects.update(name="renamed")
    assert client.get("/tags/plain-words/").content.decode().count("renamed") >= 2


def test_a_card_says_which_language_its_words_are_in(client, post):
    make_post(title="Auf Deutsch", standfirst="Ein Satz.", language="de", tags=["plain words"])
    for address in ("/", post.get_absolute_url()):
        page = client.get(address).content.decode()
        assert re.search(r'<h2 dir="auto" lang="de"><a [^>]*>Auf Deutsch<', page)
        assert page.count('lang="de"') == 1 + (address == "/")


def test_equal_cards_are_made_once(client, post):
    make_post(tags=["other"])
    client.get("/")
    made = cards.html.cache_info().misses
    Tag.objects.filter(name="other").update(description="Not on any card.")
    client.get("/")
    assert cards.html.cache_info().misses == made


def test_a_card_knows_only_what_it_is_kept_by(post):
    (row,) = cards._newest(at=timezone.now(), until=timezone.now(), start=0)
    card = cards.Card(*row[1:], ("plain words",), False, False, "en", "UTC")
    made = card.post()
    assert made.pk is None
    assert made.body == made.body_html == made.search_title == ""
    assert made.hero_image.alt == made.hero_image.credit == ""


def test_what_is_kept_has_a_bound():
    assert cards.html.cache_info().maxsize == cards.MOST_KEPT
