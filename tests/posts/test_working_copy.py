"""Working copies: a published post is edited for days without readers seeing it."""

import pytest
from django.urls import reverse
from django.utils import translation

from posts.models import Overtaken, Post, WorkingCopy
from tests.factories import make_draft, make_editor, make_person, make_post
from tests.posts.test_admin_post_form import opened, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_editor())
    return client


def shown(client, post: Post) -> str:
    return client.get(post.get_absolute_url()).content.decode()


def kept(post: Post, **changes) -> WorkingCopy:
    copy = WorkingCopy.objects.keep(post, post.stored() | changes)
    assert copy
    return copy


class TestASave:
    def test_of_a_public_post_changes_nothing_for_readers(self, desk, client):
        ada = make_person(name="Ada")
        post = make_post(title="Old title", body="Old words.", tags=["old"])
        edits = {"title": "New title", "body": "New words.", "slug": "new", "tags": "new, old"}
        send(desk, post, opened(desk, post) | edits | {"authors": [ada.pk]})
        html = shown(client, post)
        assert "Old title" in html
        assert "Old words." in html
        assert "Ada" not in html
        assert client.get("/posts/new/").status_code == 404
        assert post.revisions.first().state["title"] == "New title"

    def test_comes_back_in_the_form_and_the_preview(self, desk):
        ada = make_person(name="Ada")
        post = make_post(tags=["old"])
        edits = {"body": "New words.", "tags": "new", "authors": [ada.pk]}
        send(desk, post, opened(desk, post) | edits)
        again = opened(desk, post)
        assert (again["body"], again["tags"], again["authors"]) == (
            "New words.",
            "new",
            [ada.pk],
        )
        preview = desk.get(reverse("admin:posts_post_preview", args=[post.pk])).content.decode()
        assert "New words." in preview
        assert "Ada" in preview

    def test_that_changes_nothing_keeps_no_copy(self, desk):
        post = make_post(tags=["a"])
        response = send(desk, post, opened(desk, post), follow=True)
        assert "Nothing differs from what readers see." in response.content.decode()
        assert not WorkingCopy.objects.exists()

    def test_on_a_newer_copy_is_refused_with_both(self, desk):
        post = make_post(body="Old.")
        values = opened(desk, post)
        send(desk, post, values | {"body": "Theirs."})
        response = send(desk, post, values | {"body": "Mine."})
        assert [field["label"] for field in response.context["conflicts"]] == ["Text"]
        assert post.changes.state["body"] == "Theirs."

    def test_of_a_draft_is_the_draft(self, desk):
        post = make_draft()
        send(desk, post, opened(desk, post) | {"body": "New."})
        assert Post.objects.get().body == "New."
        assert not WorkingCopy.objects.exists()


class TestPublishingChanges:
    def test_shows_everything_at_once(self, desk, client):
        post = make_post(slug="old", body="Old words.", tags=["old"])
        send(desk, post, opened(desk, post) | {"body": "New words.", "slug": "new", "tags": "new"})
        send(desk, post, opened(desk, post), "_publish")
        post.refresh_from_db()
        assert "New words." in shown(client, post)
        assert client.get("/posts/old/").headers["Location"] == "/posts/new/"
        assert list(post.tags.names()) == ["new"]
        assert not WorkingCopy.objects.exists()

    def test_puts_together_what_the_post_itself_became_since(self):
        post = make_post(body="One.\n\nTwo.\n\nThree.", tags=["a"])
        copy = kept(post, body="ONE.\n\nTwo.\n\nThree.")
        post.body = "One.\n\nTwo.\n\nTHREE."
        post.save()
        assert copy.publish().body == "ONE.\n\nTwo.\n\nTHREE."

    def test_puts_tags_and_authors_of_both_together(self):
        ada, bo, cy = (make_person(name=name, slug=name) for name in ("ada", "bo", "cy"))
        post = make_post(tags=["a", "b"], authors=[ada, bo])
        copy = kept(post, tags=["b", "c"], authors=["cy", "ada", "bo"])
        post.tags.set(["a", "b", "d"])
        post.name_authors([bo])
        published = copy.publish()
        assert set(published.tags.names()) == {"b", "c", "d"}
        assert published.shown_authors == [cy, bo]

    def test_is_refused_where_both_changed_the_same(self):
        post = make_post(title="Old")
        copy = kept(post, title="Mine")
        post.title = "Theirs"
        post.save()
        with pytest.raises(Overtaken) as refused:
            copy.publish()
        assert [clash.name for clash in refused.value.clashes] == ["title"]
        assert Post.objects.get().title == "Theirs"
        assert WorkingCopy.objects.get().state["title"] == "Mine"


def test_discarding_asks_and_leaves_the_edits_among_the_revisions(desk):
    post = make_post(title="Old", body="Old words.")
    kept(post, body="New words.")
    address = reverse("admin:posts_post_discard", args=[post.pk])
    shown = desk.get(address)
    assert "New" in shown.content.decode()
    assert WorkingCopy.objects.exists()
    response = desk.post(address, {"seen": shown.context["seen"]}, follow=True)
    assert "Changes discarded." in response.content.decode()
    assert not WorkingCopy.objects.exists()
    assert "New words." in {revision.state["body"] for revision in post.revisions.all()}
    assert post.newest_revision().state["body"] == "Old words."


def test_what_the_history_says_by_itself_is_kept_untranslated():
    post = make_post(title="Old")
    with translation.override("de"):
        kept(post, title="New").discard()
    reasons = set(post.revisions.values_list("reason", flat=True))
    assert reasons == {"Not public yet", "As readers see it"}


def test_what_somebody_saved_meanwhile_is_not_discarded_unseen(desk):
    post = make_post(title="Old", body="Old words.")
    kept(post, body="New words.")
    address = reverse("admin:posts_post_discard", args=[post.pk])
    seen = desk.get(address).context["seen"]
    kept(Post.objects.get(), body="Newer words.")
    response = desk.post(address, {"seen": seen})
    assert "Somebody saved this post meanwhile" in response.content.decode()
    assert "Newer" in response.content.decode()
    assert WorkingCopy.objects.get().state["body"] == "Newer words."


def test_an_unpublished_post_takes_its_changes_along(desk):
    post = make_post(body="Old.")
    kept(post, body="New.")
    send(desk, post, opened(desk, post), "_unpublish")
    post.refresh_from_db()
    assert post.is_unpublished
    assert post.body == "New."
    assert not WorkingCopy.objects.exists()
