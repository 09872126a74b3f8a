"""Editors who save at the same instant, and what no database can take."""

import threading

import pytest
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from cms.admin_site import MOST_ATTEMPTS, answered
from posts.models import Post
from tests import factories


class Overtaken:
    """A view that fails so often before it answers; it reads the file that was sent."""

    def __init__(self, times: int, error: Exception):
        self.times, self.error, self.read = times, error, []

    def __call__(self, request):
        self.read.append(request.FILES["file"].read())
        if len(self.read) <= self.times:
            raise self.error
        return HttpResponse("saved")


@pytest.fixture
def request_with_a_file():
    return RequestFactory().post("/admin/", {"file": SimpleUploadedFile("a.txt", b"whole")})


def test_a_save_that_was_overtaken_is_tried_again_with_all_that_was_sent(request_with_a_file):
    view = Overtaken(2, IntegrityError())
    assert answered(view, request_with_a_file).content == b"saved"
    assert view.read == [b"whole"] * 3


def test_it_is_not_tried_for_ever(request_with_a_file):
    view = Overtaken(99, IntegrityError())
    with pytest.raises(IntegrityError):
        answered(view, request_with_a_file)
    assert len(view.read) == MOST_ATTEMPTS


def test_a_database_that_is_away_is_not_asked_again(request_with_a_file):
    view = Overtaken(99, OperationalError("the connection is lost"))
    with pytest.raises(OperationalError):
        answered(view, request_with_a_file)
    assert len(view.read) == 1


def test_a_value_that_no_database_can_hold_is_a_bad_request(request_with_a_file):
    with pytest.raises(BadRequest):
        answered(Overtaken(99, OverflowError()), request_with_a_file)


@pytest.mark.django_db(transaction=True)
def test_posts_of_one_title_may_be_saved_at_the_same_instant():
    editor = factories.make_editor()
    together, statuses = threading.Barrier(4), []

    def save():
        client = Client(raise_request_exception=False)
        client.force_login(editor)
        together.wait()
        values = {"title": "The same title", "body": "Text.", "tags": "same tag", "version": "0"}
        statuses.append(client.post(reverse("admin:posts_post_add"), values).status_code)
        connections.close_all()

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One that was overtaken between two checks of its form is told to choose another address.
    assert set(statuses) <= {200, 302}
    posts = Post.objects.all()
    assert len(posts) == statuses.count(302) >= 1
    assert {tuple(post.tags.names()) for post in posts} == {("same tag",)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["title__regex=(", "published_at__year=-1", "revisions__user__password__startswith=a"]
)
def test_lists_are_narrowed_by_their_filters_alone(client, query):
    client.force_login(factories.make_editor())
    assert client.get(f"{reverse('admin:posts_post_changelist')}?{query}").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("narrowed", ["is_active__exact=1", "is_superuser__exact=0", "q=a&o=2"])
def test_filters_and_search_still_narrow_the_list_of_users(client, narrowed):
    client.force_login(factories.make_editor())
    assert client.get(f"{reverse('admin:auth_user_changelist')}?{narrowed}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"), [("hero_image", "²"), ("authors", "9" * 40), ("opened", "[" * 100_000)]
)
def test_what_no_browser_sends_is_refused(client, name, value):
    client.force_login(factories.make_editor())
    for title in ("A title", ""):
        values = {"title": title, "body": "", "version": "0", name: value}
        assert client.post(reverse("admin:posts_post_add"), values).status_code in {200, 302, 400}
