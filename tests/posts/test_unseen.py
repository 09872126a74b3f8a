"""What is saved in a public post and not published changes nothing that readers can get."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from posts.models import Autosave, Post, Redirect, Series, WorkingCopy
from tests.factories import make_editor, make_person, make_post
from tests.posts.test_admin_post_form import opened, send

pytestmark = pytest.mark.django_db

ADDRESSES = re.compile(r"https?://testserver(/[^\s<>\"')]*)|(?:href|src)=\"(/[^\"]*)\"")


def public_bytes(client) -> dict[str, tuple[int, bytes]]:
    """What every public address answers that is found from these on, and some that are not."""
    known = ["/", "/llms.txt", "/robots.txt", "/sitemap.xml", "/feed.xml", "/feed.json", "/tags/"]
    known += ["/authors/", "/archive/", "/posts/unseen/", "/posts/unseen.md", "/tags/unseen/"]
    known += ["/authors/una/", "/?tag=unseen", "/?tag=seen"]
    found: dict[str, tuple[int, bytes]] = {}
    while known:
        address = known.pop()
        if address in found or address.startswith("/admin"):
            continue
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        found[address] = response.status_code, content
        if response.headers["Content-Type"].startswith(("text/", "application/")):
            places = ADDRESSES.findall(content.decode())
            known += [(one or other).partition("#")[0] for one, other in places]
    return found


@pytest.fixture
def desk(client):
    client.force_login(make_editor())
    return client


@pytest.fixture
def post(settings) -> Post:
    settings.SITE_URL = "http://testserver"
    ada = make_person(name="Ada", slug="ada")
    make_person(name="Una", slug="una")
    series = Series.objects.create(name="On tea")
    about = {"authors": [ada], "tags": ["seen"], "series": series}
    make_post(title="Beside it", body="See [it](/posts/tea/).", part=2, **about)
    began = timezone.now() - timedelta(days=9)
    return make_post(title="Tea", slug="tea", part=1, published_at=began, **about)


def edits(number: int) -> dict[str, str | list[int]]:
    una = Post.authors.through.person.field.related_model.objects.get(slug="una")
    words = f"Unseen words {number}."
    return {
        "title": words,
        "slug": "unseen",
        "standfirst": words,
        "body": f"## {words}\n\n[Beside](/posts/beside-it/) ![x](/media/unseen.jpg)",
        "tags": f"unseen, unseen {number}",
        "authors": [una.pk],
        "part": "9",
        "series": "Unseen series",
        "search_title": words,
        "search_description": words,
        "canonical_url": "https://example.org/unseen",
        "noindex": "on",
        "language": "de",
        "published_at": "2020-01-01T10:00",
        "unpublish_at": "2030-01-01T10:00",
    }


def test_a_week_of_edits_changes_nothing_that_is_public(client, desk, post):
    readers = type(client)()
    before = public_bytes(readers)
    assert before["/posts/tea/"][0] == before["/posts/tea.md"][0] == 200
    assert len([address for address in before if "share/" in address]) > 1
    assert any("sitemap-posts" in address for address in before)
    for number in range(3):
        values = opened(desk, post) | edits(number)
        place = reverse("admin:posts_post_autosave", args=[post.pk])
        assert send(desk, post, values | {"page": "two"}).status_code == 302
        typed = values | {"body": "Unseen.", "page": "one", "sequence": number + 1}
        assert desk.post(place, typed).json()["kept"]
    assert WorkingCopy.objects.get().state["slug"] == "unseen"
    assert Autosave.objects.exists()
    assert public_bytes(readers) == before
    assert not Redirect.objects.exists()


def test_what_is_published_at_last_is_seen_everywhere(desk, client, post):
    readers = type(client)()
    values = opened(desk, post) | edits(1) | {"noindex": "", "canonical_url": ""}
    del values["noindex"]
    send(desk, post, values)
    post.changes.publish()
    after = public_bytes(readers)
    for address in ("/", "/feed.xml", "/feed.json", "/llms.txt", "/tags/unseen/", "/authors/una/"):
        assert b"Unseen words 1." in after[address][1], address
    assert after["/posts/tea/"][0] == 301
    assert b"Unseen words 1." in after["/posts/unseen.md"][1]
