"""Planned changes of a public post come out by themselves, once, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cms.models import Deed, Task
from cms.tasks import PUNCTUAL
from cms.worker import Worker, beat
from posts.admin.publishing import carry_out, take_away, version_of
from posts.admin.words import span
from posts.models import Post, Revision, WorkingCopy
from posts.tasks import publish_late_changes
from tests.factories import make_draft, make_editor, make_person, make_post
from tests.posts.test_admin_post_form import opened, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_editor())
    return client


def planned(post: Post, *, seconds: float = -1, **changes) -> WorkingCopy:
    """A working copy that is to come out so many seconds from now."""
    copy = WorkingCopy.objects.keep(post, post.stored() | changes)
    assert copy
    copy.plan(timezone.now() + timedelta(seconds=seconds))
    return copy


def work() -> None:
    """What a worker does with the tasks that are due."""
    worker = Worker()
    while taken := worker.claim():
        worker.carry_out(taken)


class TestPlannedChanges:
    def test_come_out_when_their_time_has_come(self, client):
        post = make_post(slug="a", title="Old", tags=["old"])
        planned(post, title="New", tags=["new"])
        work()
        html = client.get("/posts/a/").content.decode()
        assert "New" in html
        assert "Old" not in html
        assert not WorkingCopy.objects.exists()
        assert post.revisions.first().kind == Revision.Kind.PUBLISHED
        assert "published" in Deed.objects.get().words

    def test_wait_for_their_time(self):
        post = make_post(title="Old")
        planned(post, seconds=600, title="New")
        work()
        assert Post.objects.get().title == "Old"

    def test_that_were_moved_come_out_at_the_later_time_alone(self):
        post = make_post(title="Old")
        planned(post, title="New").plan(timezone.now() + timedelta(hours=1))
        work()
        assert Post.objects.get().title == "Old"
        assert WorkingCopy.objects.get().publish_at > timezone.now()

    def test_that_were_withdrawn_stay(self):
        post = make_post(title="Old")
        planned(post, title="New").plan(None)
        work()
        assert Post.objects.get().title == "Old"

    def test_that_clash_leave_everything_and_tell(self):
        post = make_post(title="Old")
        copy = planned(post, title="New")
        Post.objects.get().restore(post.stored() | {"title": "Theirs"})
        work()
        assert Post.objects.get().title == "Theirs"
        held = WorkingCopy.objects.held_up().get()
        assert held.state["title"] == "New"
        assert (held.held_up_at, held.publish_at) == (copy.publish_at, None)
        assert "could not be published" in Deed.objects.get().words
        assert Task.objects.failed().count() == 0

    def test_of_a_post_that_was_unpublished_are_held_up(self):
        post = make_post(title="Old")
        planned(post, title="New")
        Post.objects.get().unpublish()
        work()
        assert Post.objects.get().title == "Old"
        assert WorkingCopy.objects.held_up().exists()

    def test_whose_task_is_gone_are_found(self):
        post = make_post(title="Old")
        planned(post, title="New")
        Task.objects.all().delete()
        assert publish_late_changes.call() == 1
        assert Post.objects.get().title == "New"

    def test_do_not_wait_for_other_tasks(self):
        planned(make_post(), title="New")
        assert Task.objects.get().priority == PUNCTUAL

    def test_are_not_planned_when_their_save_fails(self):
        post = make_post()
        with transaction.atomic():
            planned(post, title="New")
            transaction.set_rollback(True)
        assert not Task.objects.exists()


def address(post: Post, view: str = "publish") -> str:
    return reverse(f"admin:posts_post_{view}", args=[post.pk])


def decide(client, post: Post, view: str = "publish", **fields):
    """Send the page's form as it is shown, with these fields."""
    form = client.get(address(post, view)).context["form"]
    values = {"choice": "now", "version": form["version"].value()} | fields
    return client.post(address(post, view), values, follow=True)


def says(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def page_of(client, post: Post, view: str = "publish") -> str:
    return client.get(address(post, view)).content.decode()


def local(**ahead) -> str:
    return (timezone.now() + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


class TestThePage:
    def test_is_where_the_forms_button_leads(self, desk):
        post = make_draft()
        response = send(desk, post, opened(desk, post) | {"body": "New."}, "_review")
        assert response.url == address(post)
        post.refresh_from_db()
        assert (post.body, post.is_draft) == ("New.", True)

    def test_publishes_now(self, desk):
        post = make_draft()
        assert "Published." in says(decide(desk, post))
        post.refresh_from_db()
        assert post.is_published
        assert post.revisions.first().kind == Revision.Kind.PUBLISHED

    def test_schedules_in_words(self, desk):
        post = make_draft()
        at = (timezone.now() + timedelta(days=2)).replace(hour=9, minute=0)
        said = says(decide(desk, post, choice="later", at=at.strftime("%Y-%m-%dT%H:%M")))
        assert f"{at:%A} {at.day} {at:%B} {at.year}, 09:00, UTC time, in" in said
        post.refresh_from_db()
        assert post.is_scheduled

    @pytest.mark.parametrize("at", ["", "2020-01-01T09:00", "sometime"])
    def test_takes_no_time_but_one_to_come(self, desk, at):
        post = make_draft()
        response = decide(desk, post, choice="later", at=at)
        assert response.context["form"].errors["at"]
        post.refresh_from_db()
        assert post.is_draft

    def test_plans_changes_and_says_when_no_worker_runs(self, desk):
        post = make_post(title="Old")
        WorkingCopy.objects.keep(post, post.stored() | {"title": "New"})
        response = decide(desk, post, choice="later", at=local(days=1))
        assert WorkingCopy.objects.get().publish_at
        assert Task.objects.get().task_path == "posts.tasks.publish_changes"
        sentence = "Timed changes wait until a worker runs"
        assert sentence in response.content.decode()
        beat("a worker", 30)
        assert sentence not in page_of(desk, post, "change")

    def test_moves_and_withdraws_a_time(self, desk):
        post = make_post()
        planned(post, seconds=600, title="New")
        decide(desk, post, choice="later", at=local(days=3))
        moved = WorkingCopy.objects.get()
        assert moved.publish_at > timezone.now() + timedelta(days=2)
        desk.post(address(post, "stay"), {"changes": "1"})
        moved.refresh_from_db()
        assert moved.publish_at is None

    def test_publishes_changes_now(self, desk):
        post = make_post(title="Old")
        planned(post, seconds=600, title="New")
        decide(desk, post)
        assert Post.objects.get().title == "New"
        assert not WorkingCopy.objects.exists()

    def test_asks_again_when_somebody_saved_meanwhile(self, desk):
        post = make_draft()
        values = {"choice": "now", "version": page_version(desk, post)}
        Post.objects.get().save()
        response = desk.post(address(post), values)
        assert "Somebody saved this post meanwhile" in response.content.decode()
        post.refresh_from_db()
        assert post.is_draft
        again = response.context["form"]["version"].value()
        desk.post(address(post), {"choice": "now", "version": again})
        post.refresh_from_db()
        assert post.is_published

    def test_notes_dates_that_stay_true(self, desk):
        post = make_draft()
        response = decide(desk, post, choice="later", at=local(days=3))
        assert "UTC time, in 3 days." in says(response)
        noted = LogEntry.objects.latest("pk").change_message
        assert noted.startswith("Scheduled. It appears by itself: ")
        assert noted.endswith("UTC time.")

    def test_lets_nothing_out_now_when_a_time_was_typed(self, desk):
        post = make_draft()
        response = decide(desk, post, choice="now", at=local(days=2))
        assert "You chose now and a time" in response.content.decode()
        post.refresh_from_db()
        assert post.is_draft

    def test_takes_now_where_the_page_showed_the_time_so_far(self, desk):
        post = make_draft()
        decide(desk, post, choice="later", at=local(days=2))
        form = desk.get(address(post)).context["form"]
        shown = form.fields["at"].shown(form["at"].value())
        decide(desk, post, choice="now", at=shown)
        post.refresh_from_db()
        assert post.is_published

    def test_leaves_what_somebody_threw_away_meanwhile(self, desk):
        for post in (make_draft(), make_post()):
            seen = Post.objects.get(pk=post.pk)
            Post.objects.get(pk=post.pk).trash()
            with pytest.raises(ValidationError):
                carry_out(None, seen, {"version": version_of(seen), "at": None})
            with pytest.raises(ValidationError):
                take_away(None, seen, None)

    def test_lets_nothing_out_without_a_title(self, desk):
        post = make_draft(title="")
        assert "Give the post a title." in page_of(desk, post)
        desk.post(address(post), {"choice": "now"})
        post.refresh_from_db()
        assert post.is_draft

    def test_says_on_the_desk_what_was_held_up(self, desk):
        post = make_post(title="Old")
        planned(post, title="New")
        Post.objects.get().restore(post.stored() | {"title": "Theirs"})
        work()
        html = page_of(desk, post, "change")
        assert "could not come out as planned" in html
        assert "could not come out as planned" in desk.get("/admin/").content.decode()

    def test_is_for_those_who_may_change_posts(self, client):
        post = make_post()
        user = make_editor()
        user.is_superuser = False
        user.save()
        client.force_login(user)
        for view in ("publish", "unpublish", "stay"):
            assert client.post(address(post, view), {"choice": "now"}).status_code == 403


def page_version(client, post: Post) -> str:
    return client.get(address(post)).context["form"]["version"].value()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-03-12 00:30", "in 2 days"),
        ("2026-03-11 00:30", "tomorrow"),
        ("2026-03-10 15:00", "in 3\xa0hours"),
        ("2026-03-10 12:00:30", "in less than a minute"),
        ("2026-03-10 12:00", "just now"),
        ("2026-03-10 11:59:30", "just now"),
        ("2026-03-10 11:30", "30\xa0minutes ago"),
        ("2026-03-09 23:00", "yesterday"),
        ("2026-09-10 12:00", "in 6\xa0months"),
    ],
)
def test_a_span_is_counted_as_a_calendar_does(moment, words):
    with time_machine.travel(datetime(2026, 3, 10, 12, tzinfo=UTC), tick=False):
        assert span(datetime.fromisoformat(f"{moment}+00:00")) == words


class TestWhatWillChange:
    def test_names_places_with_their_counts(self, desk):
        make_post(tags=["leads"])
        make_post(tags=["leads"])
        html = page_of(
            desk, make_draft(tags=["leads", "alone"], authors=[make_person(name="Ada")])
        )
        assert "Tag “leads”, beside 2 other posts" in html
        assert "Tag “alone”: the first post there" in html
        assert "Author: Ada" in html
        assert "First on the front page" in html

    def test_names_links_that_lead_to_nothing(self, desk):
        make_draft(slug="draft", title="Not out")
        make_post(slug="out")
        body = (
            "[a](/posts/draft/) [b](/posts/nowhere/) [c](/posts/out/) ![x](/media/images/no.jpg)"
        )
        html = page_of(desk, make_draft(body=body))
        assert "The link to “Not out” leads to nothing" in html
        assert "The link to /posts/nowhere/ leads to nothing" in html
        assert "/posts/out/" not in html
        assert "is not in the library" in html

    def test_names_what_is_missing(self, desk):
        html = page_of(desk, make_draft(search_description="x" * 200))
        for words in ("no hero image", "no standfirst", "no tags", "No author", "155 characters"):
            assert words in html

    def test_of_a_new_address_is_a_redirect(self, desk):
        post = make_post(slug="old", tags=["gone"])
        edits = {"slug": "new", "tags": []}
        WorkingCopy.objects.keep(post, post.stored() | edits)
        html = page_of(desk, post)
        assert (
            "Readers of <code>/posts/old/</code> are sent on to <code>/posts/new/</code>" in html
        )
        assert "Tag “gone”" in html

    def test_of_unpublishing_names_texts_that_link_here(self, desk):
        post = make_post(slug="target")
        make_post(title="Linking", body="[a](/posts/target/)")
        make_post(title="Not linking", body="[a](/posts/target-2/)")
        make_draft(title="Hidden", body="[a](/posts/target/)")
        html = page_of(desk, post, "unpublish")
        assert "1 text links here" in html
        assert "Linking" in html
        assert "Not linking" not in html
        assert "Hidden" not in html

    def test_of_unpublishing_names_what_is_left_of_its_tags(self, desk):
        post = make_post(tags=["alone", "shared"])
        make_post(tags=["shared"])
        html = page_of(desk, post, "unpublish")
        assert "Tag “alone”: no other post is there" in html
        assert "Tag “shared”, beside 1 other post" in html

    def test_changes_nothing(self, desk):
        post = make_draft()
        before = post.stored()
        page_of(desk, post)
        assert post.stored() == before


class TestUnpublishing:
    def test_now_answers_410(self, desk, client):
        post = make_post(slug="a")
        decide(desk, post, "unpublish")
        assert client.get("/posts/a/").status_code == 410

    def test_at_a_time_needs_no_worker(self, desk):
        post = make_post()
        decide(desk, post, "unpublish", choice="later", at=local(days=1))
        post.refresh_from_db()
        assert post.is_published
        assert post.unpublish_at
        desk.post(address(post, "stay"), {"end": "1"})
        post.refresh_from_db()
        assert post.unpublish_at is None


def test_the_pages_are_valid_html(desk, check_html):
    live, draft, gone = make_post(slug="live"), make_draft(), make_post()
    make_post(body="[a](/posts/live/)")
    planned(live, seconds=600, title="New", slug="other")
    gone.trash()
    addresses = [
        *(address(post) for post in (live, draft)),
        *(address(live, name) for name in ("unpublish", "delete")),
        address(gone, "delete_for_good"),
        *(reverse(f"admin:posts_post_{name}") for name in ("calendar", "trash", "changelist")),
        reverse("admin:my_settings"),
    ]
    for each in addresses:
        check_html(desk.get(each).content)
