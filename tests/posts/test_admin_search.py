"""The search over the list of posts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from posts.admin import search
from tests import factories

pytestmark = pytest.mark.django_db

LIST = reverse("admin:posts_post_changelist")


@pytest.fixture
def desk(client):
    client.force_login(factories.make_editor())
    return client


def titles(response) -> list[str]:
    return [post.title for post in response.context["cl"].result_list]


def found(desk, words: str) -> list[str]:
    return titles(desk.get(LIST, {"q": words}))


def test_every_word_is_in_the_post_wherever(desk):
    factories.make_post(title="Tea", body="Pour it hot.", tags=["cups", "pots"], slug="a-kettle")
    factories.make_post(title="Tea alone")
    for words in ("tea POUR cups", "pots cups", "kettle hot", '"it hot"', "'Pour it' pots"):
        assert found(desk, words) == ["Tea"], words
    assert found(desk, "tea pour mugs") == []
    assert found(desk, '"hot it"') == []


def test_letters_count_in_either_case(desk):
    factories.make_post(title="Plain", body="Strasse")
    factories.make_post(title="Marked", body="Ça va, Ärger")
    assert found(desk, "STRASSE") == ["Plain"]
    assert found(desk, "Ärger ça" if connection.vendor == "postgresql" else "Ärger Ça") == [
        "Marked"
    ]


def test_no_words_find_all(desk):
    factories.make_post(title="One")
    for words in ("  ", "''", '""'):
        assert found(desk, words) == ["One"]


def test_texts_are_read_once(desk):
    for number in range(3):
        factories.make_post(title=f"Post {number}", body="needle", tags=["a", "b"])
    with CaptureQueriesContext(connection) as asked:
        assert len(found(desk, "needle")) == 3
    reading = [query["sql"] for query in asked if "needle" in query["sql"].lower()]
    assert len(reading) == 1


def test_of_very_many_the_newest_are_listed_and_it_says_so(desk, monkeypatch):
    now = timezone.now()
    for number in range(3):
        factories.make_post(title=f"Tea {number}", published_at=now - timedelta(days=number))
    said = "More than 2 posts match; the newest are listed. Add a word to find fewer."
    monkeypatch.setattr(search, "MOST_FOUND", 3)
    assert said not in desk.get(LIST, {"q": "tea"}).content.decode()
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    response = desk.get(LIST, {"q": "tea"})
    assert titles(response) == ["Tea 0", "Tea 1"]
    assert said in response.content.decode()


def test_a_very_long_search_is_answered(desk):
    factories.make_post(title="One")
    assert desk.get(LIST, {"q": "one " * 500}).status_code == 200
    assert found(desk, "x" * 60_000) == []
