"""Publishing, calendar and trash in a real browser: by mouse, by keys, without scripts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Post, WorkingCopy
from posts.tasks import publish_changes
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
CALENDAR = reverse("admin:posts_post_calendar")


@pytest.fixture
def desk(page, sign_in):
    sign_in(factories.make_editor())
    return page


def view(post: Post, name: str = "publish") -> str:
    return reverse(f"admin:posts_post_{name}", args=[post.pk])


def press(page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def too_wide(page) -> int:
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")


def noon(**ahead) -> datetime:
    """A moment at noon some days from now, within the month that follows."""
    return (timezone.now() + timedelta(**ahead)).replace(
        hour=12, minute=0, second=0, microsecond=0
    )


def test_a_draft_is_scheduled_from_its_form(desk):
    desk.goto(reverse("admin:posts_post_add"))
    desk.locator("#id_title").fill("To come")
    press(desk, "Publish…")
    expect(desk.get_by_text("There is no hero image")).to_be_visible()
    desk.get_by_label("At a time").check()
    at = noon(days=2)
    desk.get_by_label("Date and time").fill(f"{at:%Y-%m-%dT%H:%M}")
    press(desk, "Publish")
    expect(desk.get_by_text("Scheduled. It appears by itself:")).to_contain_text("in 2 days")
    assert Post.objects.get().published_at == at


def test_a_timed_change_of_a_live_post(desk):
    post = factories.make_post(title="Old title", slug="a")
    desk.goto(view(post, "change"))
    desk.locator("#id_title").fill("New title")
    press(desk, "Publish changes…")
    desk.get_by_label("At a time").check()
    at = noon(days=2)
    desk.get_by_label("Date and time").fill(f"{at:%Y-%m-%dT%H:%M}")
    press(desk, "Publish changes")
    expect(desk.get_by_text("Timed changes wait until a worker runs")).to_be_visible()
    assert Post.objects.get().title == "Old title"
    WorkingCopy.objects.update(publish_at=timezone.now())
    assert publish_changes.call(post.pk)
    desk.goto("/posts/a/")
    expect(desk.get_by_role("heading", name="New title")).to_be_visible()


def test_thrown_away_and_undone(desk):
    post = factories.make_post(title="Precious")
    desk.goto(view(post, "change"))
    with desk.expect_navigation():
        desk.get_by_role("link", name="Throw away").click()
    press(desk, "Into the trash")
    expect(desk.get_by_text("1 post is in the trash.")).to_be_visible()
    assert Post.objects.get().trashed_at
    press(desk, "Undo")
    expect(desk.get_by_text("1 post is back.")).to_be_visible()
    assert Post.objects.get().is_published


@pytest.fixture
def coming() -> Post:
    """A post to come, in a month with days after it."""
    month = timezone.now().replace(day=1) + timedelta(days=40)
    at = datetime(month.year, month.month, 10, 8, 30, tzinfo=UTC)
    return factories.make_post(title="To come", published_at=at)


def test_a_post_is_moved_by_drag(desk, coming):
    at = coming.published_at
    desk.goto(f"{CALENDAR}?month={at:%Y-%m}")
    item = desk.locator(f'.calendar .item[data-post="{coming.pk}"]')
    with desk.expect_navigation():
        item.drag_to(desk.locator(f'td[data-day="{at:%Y-%m}-17"]'))
    expect(desk.get_by_text("08:30, UTC time")).to_be_visible()
    coming.refresh_from_db()
    assert coming.published_at == at.replace(day=17)


def test_it_is_moved_by_keyboard(desk, coming):
    at = coming.published_at
    desk.goto(f"{CALENDAR}?month={at:%Y-%m}")
    summary = desk.locator(f'.calendar .item[data-post="{coming.pk}"] summary')
    summary.focus()
    desk.keyboard.press("Enter")
    desk.get_by_label("New day of “To come”").fill(f"{at:%Y-%m}-20")
    desk.keyboard.press("Tab")
    desk.locator(f'.calendar .item[data-post="{coming.pk}"] button').focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    coming.refresh_from_db()
    assert coming.published_at == at.replace(day=20)


def test_without_scripts_it_is_planned_published_and_thrown_away(chromium, desk, site, coming):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies(desk.context.cookies())
    plain = context.new_page()
    at = coming.published_at
    plain.goto(f"{CALENDAR}?month={at:%Y-%m}")
    item = plain.locator(f'.calendar .item[data-post="{coming.pk}"]')
    item.locator("summary").click()
    item.locator("input[type=date]").fill(f"{at:%Y-%m}-21")
    with plain.expect_navigation():
        item.get_by_role("button", name="Move").click()
    coming.refresh_from_db()
    assert coming.published_at == at.replace(day=21)
    plain.goto(view(coming, "change"))
    press(plain, "Change the time…")
    plain.get_by_label("Now", exact=True).check()
    press(plain, "Publish")
    coming.refresh_from_db()
    assert coming.is_published
    plain.goto(view(coming, "delete"))
    press(plain, "Into the trash")
    press(plain, "Undo")
    coming.refresh_from_db()
    assert coming.is_published
    context.close()


def test_a_time_that_is_typed_is_meant(desk):
    post = factories.make_draft()
    desk.goto(view(post))
    at, now = desk.get_by_label("Date and time"), desk.get_by_label("Now", exact=True)
    later = desk.get_by_label("At a time")
    expect(now).to_be_checked()
    at.fill("2999-01-01T10:00")
    expect(later).to_be_checked()
    now.check()
    expect(at).to_have_value("")
    later.check()
    expect(at).to_have_value("2999-01-01T10:00")
    press(desk, "Publish")
    expect(desk.get_by_text("Scheduled. It appears by itself")).to_be_visible()
    assert Post.objects.get(pk=post.pk).is_scheduled
