"""Revisions: all that was kept of a post, compared and brought back."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from posts.differences import changes_between
from posts.models import Image, Post, Revision, Series, Tag, WorkingCopy
from tests.factories import (
    make_draft,
    make_editor,
    make_person,
    make_post,
    picture_bytes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_editor(username="anna"))
    return client


def page(post: Post, name: str = "revisions", *numbers: int) -> str:
    return reverse(f"admin:posts_post_{name}", args=[post.pk, *numbers])


def rewrite(post: Post, **fields) -> Revision | None:
    """The post with other fields, saved and among the revisions."""
    for field, value in fields.items():
        setattr(post, field, value)
    post.save()
    return post.add_revision()


def kept(post: Post, **changes) -> WorkingCopy:
    copy = WorkingCopy.objects.keep(post, post.stored() | changes)
    assert copy
    return copy


def seen(client, post: Post, number: int) -> str:
    return client.get(page(post, "restore", number)).context["seen"]


def restore(client, post: Post, number: int, **fields):
    sent = {"seen": seen(client, post, number)} | fields
    return client.post(page(post, "restore", number), sent, follow=True)


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


class TestARevision:
    def test_tells_the_fields_and_words_that_changed(self):
        post = make_draft(title="One", body="A short text.")
        post.add_revision()
        revision = rewrite(post, title="One", body="A longer text.", noindex=True)
        assert revision.changed == ["body", "noindex"]
        assert (revision.added, revision.removed) == (1, 1)

    def test_of_publishing_is_kept_also_when_the_words_were_saved_before(self):
        post = make_post(body="Old.")
        kept(post, body="New.")
        post.changes.publish()
        assert [revision.kind for revision in post.revisions.all()] == ["published", "saved"]
        assert Post.objects.get().add_revision(kind=Revision.Kind.PUBLISHED) is None

    def test_has_the_same_digest_whatever_zone_a_date_was_typed_in(self):
        post = make_post()
        with timezone.override("Asia/Kolkata"):
            post.published_at = timezone.localtime(post.published_at)
            post.save()
            revision = post.add_revision()
        assert Revision(state=post.stored()).digest == revision.digest

    def test_by_a_form_is_of_the_kind_that_its_button_made(self, desk):
        add = reverse("admin:posts_post_add")
        desk.post(add, {"title": "A", "body": "Words.", "_publish": "1"})
        post = Post.objects.get()
        assert post.newest_revision().kind == "published"


class TestTheList:
    def test_tells_number_kind_who_and_what(self, desk):
        post = make_draft(title="Old", body="Some words.")
        post.add_revision(user=make_editor(username="berta"))
        rewrite(post, title="New")
        html = desk.get(page(post)).content.decode()
        assert "berta" in html
        assert "by itself" in html
        assert "Title · 1 word added · 1 word removed" in html

    def test_marks_what_readers_see_and_the_working_copy(self, desk):
        post = make_post(body="One.")
        post.add_revision()
        kept(post, body="Two.")
        rows = desk.get(page(post)).context["rows"]
        assert [row.marks for row in rows] == [
            [("draft", "Working copy")],
            [("published", "Readers see this")],
        ]

    def test_says_when_the_post_is_newer_than_its_revisions(self, desk):
        post = make_draft(body="One.")
        post.add_revision()
        Post.objects.filter(pk=post.pk).update(title="Changed by a command")
        response = desk.get(page(post))
        assert "The post was changed since the newest revision." in response.content.decode()

    def test_preselects_the_newest_two(self, desk):
        post = make_draft(body="One.")
        post.add_revision()
        rewrite(post, body="Two.")
        rewrite(post, body="Three.")
        html = desk.get(page(post)).content.decode()
        assert 'name="new" value="3" aria-label="Newer: revision 3" checked' in html
        assert 'name="old" value="2" aria-label="Older: revision 2" checked' in html
        assert html.count(" checked") == 2

    def test_costs_the_same_queries_with_fifty_and_without_their_texts(
        self, desk, django_assert_max_num_queries
    ):
        post = make_post(tags=["a"], authors=[make_person()])
        state = post.stored()
        Revision.objects.bulk_create(
            Revision(post=post, number=number, state=state | {"title": str(number)})
            for number in range(1, 121)
        )
        # the standing (4), site, session, user, their time zone; the post, its copy, what is
        # stored with tags and authors; which revision says that; how many, and fifty.
        with django_assert_max_num_queries(16) as asked:
            response = desk.get(page(post))
        assert len(response.context["rows"]) == 50
        of_fifty = [query["sql"] for query in asked if "LIMIT 50" in query["sql"]]
        assert len(of_fifty) == 1
        assert '"state"' not in of_fifty[0]
        assert desk.get(page(post), {"page": "3"}).context["rows"][-1].revision.number == 1

    def test_is_for_those_who_may_see_posts(self, client):
        user = get_user_model().objects.create_user("reader", is_staff=True)
        client.force_login(user)
        post = make_draft()
        post.add_revision()
        assert client.get(page(post)).status_code == 403
        user.user_permissions.add(Permission.objects.get(codename="view_post"))
        response = client.get(page(post))
        assert response.status_code == 200
        assert "Restore" not in response.content.decode()
        assert client.get(page(post, "restore", 1)).status_code == 403
        assert client.post(page(post, "name_revision", 1), {"name": "x"}).status_code == 403


def test_a_revision_gets_a_name(desk):
    post = make_draft()
    post.add_revision()
    response = desk.post(
        page(post, "name_revision", 1), {"name": " before  the\nreview "}, follow=True
    )
    assert post.revisions.get().name == "before the review"
    assert "before the review" in response.content.decode()
    assert desk.get(page(post, "name_revision", 1)).status_code == 405


class TestComparing:
    def test_shows_all_fields_that_differ_word_by_word(self, desk):
        post = make_draft(title="An old title", body="One.\n\nTwo words.\n", tags=["a"])
        post.add_revision()
        post.tags.set(["b"])
        rewrite(post, title="A new title", body="One.\n\nTwo names.\n", noindex=True)
        response = desk.get(page(post, "compare"), {"old": "1", "new": "2"})
        labels = [difference.label for difference in response.context["differences"]]
        assert labels == ["Title", "Text", "Tags", "Hide from search engines"]
        html = response.content.decode()
        assert "removed: </span>words</del>" in html
        assert "added: </span>names</ins>" in html

    def test_folds_what_is_the_same_for_long(self, desk):
        lines = [f"Line {number}." for number in range(30)]
        post = make_draft(body="\n".join(lines))
        post.add_revision()
        rewrite(post, body="\n".join([*lines[:-1], "Another end."]))
        html = desk.get(page(post, "compare"), {"old": "1", "new": "2"}).content.decode()
        assert "… 26 unchanged lines" in html

    def test_puts_the_older_first(self, desk):
        post = make_draft(body="One.")
        post.add_revision()
        rewrite(post, body="Two.")
        response = desk.get(page(post, "compare"), {"old": "2", "new": "1"})
        assert response.context["old"].key == "1"

    def test_takes_the_working_copy_and_what_readers_see(self, desk):
        post = make_post(body="Public words.")
        kept(post, body="Changed words.")
        response = desk.get(page(post, "compare"), {"old": "now", "new": "changes"})
        (difference,) = response.context["differences"]
        assert (difference.old, difference.new) == ("Public words.", "Changed words.")

    @pytest.mark.parametrize("old", ["", "7", "changes", "9" * 40, "²", "1 or 1"])
    def test_of_what_is_not_there_goes_back_to_the_list(self, desk, old):
        post = make_draft()
        post.add_revision()
        response = desk.get(page(post, "compare"), {"old": old, "new": "1"}, follow=True)
        assert messages(response) == ["Choose two revisions that are there."]

    def test_of_hostile_words_marks_nothing_but_words(self, desk):
        post = make_draft(title="x", body="<script>alert(1)</script>")
        post.add_revision()
        rewrite(post, body="<script>alert(2)</script> <b>")
        html = desk.get(page(post, "compare"), {"old": "1", "new": "2"}).content.decode()
        assert "<script>alert" not in html
        assert "<b>" not in html

    def test_names_what_was_deleted_since(self):
        series = Series.objects.create(name="Parts")
        post = make_draft(series=series, authors=[make_person(name="Ada", slug="ada")])
        before = post.snapshot()
        series_number = series.pk
        series.delete()
        (difference,) = changes_between(before, before | {"series_id": None})
        assert difference.old == f"deleted since (number {series_number})"

    def test_costs_the_same_queries_however_many_fields_differ(
        self, desk, django_assert_max_num_queries
    ):
        image = Image.objects.add(ContentFile(picture_bytes(64, 64), name="a.jpg"), name="a.jpg")
        post = make_draft(tags=["a"], authors=[make_person()])
        post.add_revision()
        post.series = Series.objects.create(name="Parts")
        post.tags.set(["b", "c"])
        rewrite(post, title="New", hero_image=image, translation_of=make_post(), noindex=True)
        # the standing (4), site, session, user; the post, its copy, two revisions with their
        # users, the newest's number; a query for each kind of thing that is named.
        with django_assert_max_num_queries(18):
            desk.get(page(post, "compare"), {"old": "1", "new": "2"})


class TestRestoring:
    def test_shows_what_would_change_before_it_does(self, desk):
        post = make_draft(body="First words.")
        post.add_revision()
        rewrite(post, body="Later words.")
        response = desk.get(page(post, "restore", 1))
        (difference,) = response.context["differences"]
        assert (difference.old, difference.new) == ("Later words.", "First words.")
        assert Post.objects.get().body == "Later words."

    def test_of_a_draft_makes_it_the_draft_and_keeps_what_was_there(self, desk):
        post = make_draft(body="First.", tags=["a"])
        post.add_revision()
        Post.objects.filter(pk=post.pk).update(body="Never among the revisions.")
        response = restore(desk, post, 1)
        assert messages(response) == ["Restored."]
        post.refresh_from_db()
        assert post.body == "First."
        assert post.is_draft
        bodies = [revision.state["body"] for revision in post.revisions.all()]
        assert bodies == ["First.", "Never among the revisions.", "First."]
        assert post.newest_revision().reason == "As in revision 1"
        assert "Restored" in LogEntry.objects.first().change_message

    def test_of_a_public_post_makes_a_working_copy(self, desk, client):
        post = make_post(body="First.", tags=["a"])
        post.add_revision()
        post.tags.set(["b"])
        rewrite(post, body="Later.")
        restore(desk, post, 1)
        post = Post.objects.get()
        assert post.body == "Later."
        assert post.changes.state["body"] == "First."
        assert post.changes.state["tags"] == ["a"]
        assert post.newest_revision().kind == "restored"
        assert "Later." in client.get(post.get_absolute_url()).content.decode()

    def test_keeps_the_working_copy_that_it_replaces(self, desk):
        post = make_post(body="First.")
        post.add_revision()
        rewrite(post, body="Public.")
        WorkingCopy.objects.create(
            post=post, state=post.stored() | {"body": "Mine."}, base=post.stored()
        )
        restore(desk, post, 1)
        assert Post.objects.get().changes.state["body"] == "First."
        assert "Mine." in {revision.state["body"] for revision in post.revisions.all()}

    def test_to_what_readers_see_leaves_no_working_copy(self, desk):
        post = make_post(body="Public.")
        post.add_revision()
        kept(post, body="Mine.")
        restore(desk, post, 1)
        assert not WorkingCopy.objects.exists()
        assert "Mine." in {revision.state["body"] for revision in post.revisions.all()}

    def test_publishes_nothing_and_takes_nothing_from_the_public(self, desk):
        public = make_post(body="Public.")
        public.add_revision()
        now = public.stored()
        public.add_revision(state=now | {"published_at": None, "body": "As a draft."})
        restore(desk, public, 2)
        public = Post.objects.get()
        assert public.changes.state["published_at"] == now["published_at"]
        draft = make_draft(body="Draft.")
        was_public = (timezone.now() - timedelta(days=3)).isoformat()
        draft.add_revision(state=draft.stored() | {"published_at": was_public, "body": "Out."})
        response = restore(desk, draft, 1)
        draft.refresh_from_db()
        assert (draft.is_draft, draft.body) == (True, "Out.")
        assert "“Publish at” stays as it is now." in messages(response)

    def test_says_what_can_t_come_back(self, desk):
        image = Image.objects.add(ContentFile(picture_bytes(64, 64), name="a.jpg"), name="a.jpg")
        series = Series.objects.create(name="Parts")
        ada, bea = make_person(name="Ada", slug="ada"), make_person(slug="bea")
        post = make_draft(
            slug="first", hero_image=image, series=series, authors=[ada, bea], tags=["gone"]
        )
        post.add_revision()
        post.authors.set([bea])
        post.tags.set([])
        rewrite(post, slug="second", hero_image=None, series=None)
        for row in (image, series, ada, *Tag.objects.all()):
            row.delete()
        make_post(title="The other", slug="first")
        sentences = desk.get(page(post, "restore", 1)).context["sentences"]
        assert sentences == [
            "“Hero image” was deleted since: what is there now stays.",
            "These tags are gone and will be made again: gone.",
            "No longer among the people, so not among the authors: ada.",
            "The address “first” belongs to “The other” now: the one of now stays.",
            "“Series” was deleted since: what is there now stays.",
        ]
        restore(desk, post, 1)
        post.refresh_from_db()
        assert (post.slug, post.hero_image, post.series) == ("second", None, None)
        assert list(post.authors.all()) == [bea]
        assert list(post.tags.names()) == ["gone"]

    def test_takes_over_one_field_alone(self, desk):
        post = make_draft(title="Old title", body="Old body.")
        post.add_revision()
        rewrite(post, title="New title", body="New body.")
        restore(desk, post, 1, field="title")
        post.refresh_from_db()
        assert (post.title, post.body) == ("Old title", "New body.")
        assert post.newest_revision().reason == "Title as in revision 1"

    def test_asks_again_when_somebody_saved_meanwhile(self, desk):
        post = make_draft(body="First.")
        post.add_revision()
        rewrite(post, body="Second.")
        before = seen(desk, post, 1)
        rewrite(post, body="Third, by somebody else.")
        response = restore(desk, post, 1, seen=before)
        assert "Somebody saved this post meanwhile" in messages(response)[0]
        assert Post.objects.get().body == "Third, by somebody else."

    def test_of_a_field_that_nobody_knows_changes_nothing(self, desk):
        post = make_draft(body="First.")
        post.add_revision()
        restore(desk, post, 1, field="pk")
        assert Post.objects.get().body == "First."


@pytest.mark.parametrize("name", ["revisions", "compare", "restore"])
def test_the_pages_are_valid_html(desk, check_html, name):
    post = make_post(title="A <title>", body="One.\n\n" * 20 + "End.", tags=["a"])
    post.add_revision()
    post.tags.set(["b"])
    rewrite(post, body="One.\n\n" * 20 + "Another end.")
    kept(post, title="Another title")
    numbers = [1] if name == "restore" else []
    response = desk.get(page(post, name, *numbers), {"old": "1", "new": "changes"})
    check_html(response.content)


def test_a_single_revision_is_compared_with_nothing(desk):
    post = make_draft(title="On tea")
    post.add_revision()
    assert "Compare the two" not in desk.get(page(post)).content.decode()
    rewrite(post, title="On coffee")
    assert "Compare the two" in desk.get(page(post)).content.decode()
