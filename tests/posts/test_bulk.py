"""Several posts at once, from their list: what was done is counted and can be taken back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from posts.models import Post, WorkingCopy
from tests.factories import make_draft, make_editor, make_post, make_scheduled

pytestmark = pytest.mark.django_db
LIST = reverse("admin:posts_post_changelist")


@pytest.fixture
def desk(client):
    client.force_login(make_editor())
    return client


def act(client, action: str, *posts: Post):
    chosen = {"action": action, "_selected_action": [post.pk for post in posts]}
    return client.post(LIST, chosen, follow=True)


def says(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def press_undo(client, response):
    was = re.search(r'name="was" value="([^"]+)"', response.content.decode())
    assert was
    return client.post(reverse("admin:posts_post_undo"), {"was": was[1]}, follow=True)


def with_changes(post: Post, **changes) -> WorkingCopy:
    copy = WorkingCopy.objects.keep(post, post.stored() | changes)
    assert copy
    return copy


@pytest.mark.parametrize(
    ("action", "make"),
    [("publish", make_draft), ("publish", make_scheduled), ("unpublish", make_post)],
)
def test_undo_gives_back_the_dates(desk, action, make):
    posts = [make(), make()]
    before = [post.stored() for post in posts]
    done = act(desk, action, *posts)
    assert [post.stored() for post in posts] != before
    assert "2 posts are as they were." in says(press_undo(desk, done))
    assert [post.stored() for post in posts] == before


def test_undo_leaves_what_was_changed_since(desk):
    posts = [make_draft(), make_draft()]
    done = act(desk, "publish", *posts)
    Post.objects.get(pk=posts[0].pk).save()
    said = says(press_undo(desk, done))
    assert "1 post is as it was. 1 was changed since: left as it is." in said
    assert Post.objects.published().count() == 1


def test_undo_is_for_who_did_it(desk, client):
    done = act(desk, "publish", make_draft())
    client.force_login(make_editor())
    assert "too late" in says(press_undo(client, done))
    assert Post.objects.published().count() == 1
    assert "too late" in says(client.post(reverse("admin:posts_post_undo"), follow=True))


def test_publishing_lets_changes_out_too_but_those_that_clash(desk):
    changed, clashing = make_post(title="Old"), make_post(title="Old")
    with_changes(changed, title="New")
    with_changes(clashing, title="Mine")
    Post.objects.get(pk=clashing.pk).restore(clashing.stored() | {"title": "Theirs"})
    said = says(act(desk, "publish", changed, clashing, make_post()))
    assert "Changes of 1 post published. 1 was public already. The changes of 1 clash" in said
    assert Post.objects.get(pk=changed.pk).title == "New"
    assert Post.objects.get(pk=clashing.pk).title == "Theirs"
    assert WorkingCopy.objects.get().state["title"] == "Mine"


def test_undo_is_not_offered_for_more_than_can_be_told(desk, monkeypatch):
    monkeypatch.setattr("posts.admin.bulk.MOST_UNDONE", 1)
    assert "<form" not in says(act(desk, "publish", make_draft(), make_draft()))


def test_the_list_says_which_changes_wait_and_narrows_by_them(desk):
    with_changes(make_post(title="Waiting"), body="New.")
    at = timezone.now() + timedelta(days=3)
    with_changes(make_post(title="Timed"), body="New.").plan(at)
    make_post(title="Plain")
    html = desk.get(LIST).content.decode()
    assert html.count("Changes not public yet") == 1
    assert f"Changes on {at.day} {at:%B}" in html
    narrowed = {
        state: {post.title for post in desk.get(f"{LIST}?state={state}").context["cl"].result_list}
        for state in ("changed", "timed")
    }
    assert narrowed == {"changed": {"Waiting", "Timed"}, "timed": {"Timed"}}
