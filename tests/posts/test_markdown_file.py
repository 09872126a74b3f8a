"""The Markdown file of an article holds what readers see of it, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
import yaml
from django.core.files.base import ContentFile

from posts.markdown_file import article_markdown
from posts.models import Image
from tests.factories import make_person, make_post, picture_bytes

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 1, 8, tzinfo=UTC)


def parts(post):
    """The front matter's values and the body of a post's file."""
    _nothing, matter, body = article_markdown(post).split("---\n", 2)
    return yaml.safe_load(matter), body.removeprefix("\n")


def test_the_front_matter_says_what_readers_see_and_no_imported_key(settings):
    settings.SITE_URL = "https://magazine.example"
    post = make_post(
        title='Tea: "hot"',
        slug="tea",
        standfirst="Why it\nmatters.",
        published_at=MARCH,
        tags=["Tea time", "yes"],
        authors=[make_person(name="Ada Æ")],
        front_matter={"secret": "margin 40 %", "title": "Old"},
        language="en",
    )
    post.updated_at = MARCH + timedelta(days=2)
    facts, body = parts(post)
    assert facts == {
        "title": 'Tea: "hot"',
        "standfirst": "Why it\nmatters.",
        "authors": ["Ada Æ"],
        "date": MARCH,
        "updated": MARCH + timedelta(days=2),
        "canonical": "https://magazine.example/posts/tea/",
        "tags": ["Tea time", "yes"],
        "language": "en",
    }
    assert body == "A first sentence. And a second one.\n"


def test_what_a_post_has_not_is_not_there():
    assert list(parts(make_post(published_at=MARCH, updated_at=MARCH))[0]) == [
        "title",
        "date",
        "canonical",
    ]


def test_comments_stay_private():
    body = parts(make_post(body="Open.\n\n<!-- secret\n\nplan -->\n\nEnd. <!-- never closed"))[1]
    assert body == "Open.\n\nEnd.\n"


def test_pictures_stand_at_the_addresses_that_readers_get(settings):
    settings.SITE_URL = "https://magazine.example"
    image = Image.objects.add(ContentFile(picture_bytes(), name="cup.jpg"))
    small = image.as_picture().url
    body = f'![A cup](images/cup.jpg "Tea")\n\n![]({small})\n\n![](gone.jpg) cup.jpg'
    public = f"https://magazine.example{image.largest.url}"
    assert parts(make_post(body=body))[1] == (
        f'![A cup]({public} "Tea")\n\n![]({public})\n\n cup.jpg\n'
    )


def test_front_matter_that_was_pasted_into_the_text_is_left_out():
    body = parts(make_post(body="---\ntitle: Old\nmargin: 40 %\n---\n\nOpen.\n"))[1]
    assert body == "Open.\n"
    assert parts(make_post(body="---\nA line across.\n"))[1] == "---\nA line across.\n"
