"""The calendar: what is planned and what came out, by day, and moving it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cms.models import Preference, SiteSettings
from posts.admin.calendar import first_week_day, week_day_names
from posts.models import Post, WorkingCopy
from tests.factories import make_draft, make_editor, make_post

pytestmark = pytest.mark.django_db
MONTH = reverse("admin:posts_post_calendar")
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def desk(client):
    with time_machine.travel(NOW, tick=False):
        client.force_login(make_editor())
        yield client


def at(day: int, hour: int = 8, minute: int = 30) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def days(response) -> dict[int, list[tuple[str, str]]]:
    """By day of the month, the kind and title of each thing that happens on it."""
    return {
        day.date.day: [(item.kind, item.post.title) for item in day.items]
        for week in response.context["weeks"]
        for day in week
        if day.items
    }


def move(client, post: Post, day: str, kind: str = "post") -> str:
    values = {"kind": kind, "post": post.pk, "day": day, "month": "2026-03"}
    response = client.post(reverse("admin:posts_post_move"), values, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def test_a_month_shows_what_came_out_and_what_is_planned(desk):
    make_post(title="Out", published_at=at(3))
    make_post(title="To come", published_at=at(20))
    ending = make_post(title="Ending", published_at=at(1), unpublish_at=at(25))
    WorkingCopy.objects.keep(ending, ending.stored() | {"title": "Changed"}).plan(at(22))
    make_draft(title="Someday")
    make_post(title="Thrown away", published_at=at(21)).trash()
    response = desk.get(MONTH)
    assert days(response) == {
        1: [("post", "Ending")],
        3: [("post", "Out")],
        20: [("post", "To come")],
        22: [("changes", "Ending")],
        25: [("end", "Ending")],
    }
    html = response.content.decode()
    assert "March 2026" in html
    assert "Someday" in html
    assert "Thrown away" not in html
    assert "Timed changes wait until a worker runs" in html


@pytest.mark.parametrize("asked", ["2026-02", "2026-2"])
def test_other_months_by_their_address(desk, asked):
    make_post(title="Out", published_at=at(3) - timedelta(days=28))
    assert days(desk.get(MONTH, {"month": asked})) == {3: [("post", "Out")]}


@pytest.mark.parametrize("asked", ["2026-13", "0000-01", "x", "99999-1", "2026", "٢٠٢٦-٠٣"])
def test_no_month_is_this_one(desk, asked):
    response = desk.get(MONTH, {"month": asked})
    assert response.context["month"].number == 3


def test_days_are_those_of_the_editors_time_zone(desk, client):
    make_post(title="Late", published_at=at(19, 23, 30))
    assert days(desk.get(MONTH)) == {19: [("post", "Late")]}
    user = make_editor()
    Preference.objects.create(user=user, time_zone="Asia/Tokyo")
    client.force_login(user)
    assert days(client.get(MONTH)) == {20: [("post", "Late")]}


def test_weeks_begin_as_the_language_has_it():
    assert first_week_day() == 6
    assert week_day_names()[0] == ("Sun", "Sunday")
    with translation.override("de"):
        assert first_week_day() == 0
        assert week_day_names()[0][1] == "Montag"


class TestMoving:
    def test_keeps_the_time_of_day(self, desk):
        post = make_post(published_at=at(20))
        assert "Thursday 26 March 2026, 08:30" in move(desk, post, "2026-03-26")
        assert Post.objects.get().published_at == at(26)

    def test_keeps_it_when_clocks_change(self, desk):
        SiteSettings.objects.create(pk=1, time_zone="Europe/Berlin")
        post = make_post(published_at=at(20))
        move(desk, post, "2026-03-30")
        assert Post.objects.get().published_at == at(30, 7, 30)

    def test_changes_and_ends(self, desk):
        post = make_post(published_at=at(1), unpublish_at=at(25))
        WorkingCopy.objects.keep(post, post.stored() | {"title": "New"}).plan(at(22))
        move(desk, post, "2026-03-23", "changes")
        move(desk, post, "2026-03-28", "end")
        assert WorkingCopy.objects.get().publish_at == at(23)
        assert Post.objects.get().unpublish_at == at(28)

    def test_a_draft_gives_it_a_morning(self, desk):
        post = make_draft()
        move(desk, post, "2026-03-26")
        assert Post.objects.get().published_at == at(26, 9, 0)
        today = make_draft()
        move(desk, today, "2026-03-10")
        today.refresh_from_db()
        assert today.published_at == at(10, 13, 0)

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            ("2026-03-09", "That has passed"),
            ("2026-03-10", "That has passed"),
            ("2026-02-31", "Choose a day"),
            ("0001-01-01", "Choose a day"),
            ("", "Choose a day"),
        ],
    )
    def test_into_the_past_is_refused(self, desk, day, words):
        post = make_post(published_at=at(20))
        assert words in move(desk, post, day)
        assert Post.objects.get().published_at == at(20)

    def test_what_has_happened_stays(self, desk):
        post = make_post(published_at=at(3))
        assert "has happened already" in move(desk, post, "2026-03-20")
        assert Post.objects.get().published_at == at(3)

    def test_no_end_comes_before_its_start(self, desk):
        post = make_post(published_at=at(20), unpublish_at=at(22))
        assert "would be unpublished before" in move(desk, post, "2026-03-23")
        assert "would be unpublished before" in move(desk, post, "2026-03-19", "end")
        assert Post.objects.get().published_at == at(20)

    def test_nothing_without_a_title_gets_a_date(self, desk):
        assert "a title" in move(desk, make_draft(title=""), "2026-03-20")
        assert Post.objects.get().is_draft

    @pytest.mark.parametrize("kind", ["end", "changes", "other"])
    def test_what_is_not_there_is_not_moved(self, desk, kind):
        assert "no such time" in move(desk, make_post(published_at=at(1)), "2026-03-20", kind)

    def test_needs_the_right_to(self, desk):
        viewer = make_editor()
        viewer.is_superuser = False
        viewer.save()
        viewer.user_permissions.add(Permission.objects.get(codename="view_post"))
        desk.force_login(viewer)
        post = make_post(published_at=at(20))
        response = desk.get(MONTH)
        assert b'id="move"' not in response.content
        values = {"kind": "post", "post": post.pk, "day": "2026-03-26"}
        assert desk.post(reverse("admin:posts_post_move"), values).status_code == 403


def test_a_post_for_a_day_has_its_date(desk):
    link = reverse("admin:posts_post_add") + "?published_at=2026-03-26T09:00"
    assert link in desk.get(MONTH).content.decode()
    html = desk.get(link).content.decode()
    assert 'value="2026-03-26T09:00"' in html
    assert desk.get(link.replace("2026-03-26T09:00", "nonsense")).status_code == 200


def test_a_full_day_shows_some_and_folds_the_others(desk):
    for number in range(40):
        make_post(title=f"Post {number}", published_at=at(20, number % 20))
    for number in range(6):
        make_post(published_at=at(21, number))
    response = desk.get(MONTH)
    by_date = {day.date.day: day for week in response.context["weeks"] for day in week}
    assert (len(by_date[20].shown), len(by_date[20].folded)) == (5, 35)
    assert (len(by_date[21].shown), len(by_date[21].folded)) == (6, 0)
    html = response.content.decode()
    assert html.count("and 35 more") == html.count('<details class="others">') == 1
    assert html.count("Post 39</a>") == 1


def test_two_hundred_posts_cost_no_more_queries(desk):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(MONTH).status_code == 200
        return len(queries)

    make_post(published_at=at(20))
    few = cost()
    for number in range(60):
        make_post(published_at=at(11 + number % 20, number % 23))
    assert cost() == few
