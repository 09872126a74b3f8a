"""Tags in Chromium: chosen by keys, merged and undone, put on many posts; also without scripts."""

import pytest
from playwright.sync_api import expect

from posts.models import Post, Tag, TagChange
from tests.factories import make_draft, make_editor, make_post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page, sign_in):
    """A page on which an editor is signed in."""
    sign_in(make_editor())
    return page


@pytest.fixture
def post():
    """A draft with two tags; the site has a third."""
    make_post(tags=["customer acquisition", "forms"], title="Of forms")
    return make_draft(title="A draft", tags=["forms", "leads"])


def open_tags(desk, post):
    desk.goto(f"/admin/posts/post/{post.pk}/change/")
    desk.get_by_role("tab", name="Settings").click()
    return desk.get_by_role("combobox", name="Tags")


def chips(desk):
    return desk.get_by_role("list", name="Tags").get_by_role("listitem")


def save(desk) -> None:
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.get_by_text("Saved. It is a draft").wait_for()


def test_tags_are_chosen_and_taken_off_by_keys(desk, post, axe):
    tags = open_tags(desk, post)
    expect(chips(desk)).to_have_count(2)
    tags.press_sequentially("custómer")
    desk.get_by_role("option", name="customer acquisition 1 post").wait_for()
    expect(desk.get_by_text("1 tag found.")).to_have_count(1)
    axe(desk)
    tags.press("ArrowDown")
    expect(tags).to_have_attribute("aria-activedescendant", "tag-suggestion-0")
    tags.press("Enter")
    expect(chips(desk)).to_have_count(3)
    tags.press("Backspace")
    expect(chips(desk)).to_have_count(2)
    expect(desk.get_by_text("“customer acquisition” removed.")).to_have_attribute("role", "status")
    tags.press("Backspace")
    tags.press_sequentially('new one, "one, two", half')
    save(desk)
    assert sorted(post.tags.names()) == ["forms", "half", "new one", "one, two"]


def test_a_near_name_is_warned_of_and_a_new_tag_is_the_last_choice(desk, post):
    Tag.objects.create(name="Lead scoring")
    tags = open_tags(desk, post)
    tags.press_sequentially("lead-scorings")
    expect(desk.locator(".near")).to_have_text("There is “Lead scoring” already.")
    expect(desk.get_by_role("option")).to_have_text(["Make a new tag: lead-scorings"])
    tags.press("Escape")
    expect(desk.get_by_role("option")).to_have_count(0)
    tags.press("Enter")
    expect(chips(desk).last).to_contain_text("lead-scorings")


def test_a_chosen_tag_is_taken_off_by_its_button(desk, post):
    open_tags(desk, post)
    desk.get_by_role("button", name="Remove “forms”").click()
    expect(desk.get_by_role("combobox", name="Tags")).to_be_focused()
    save(desk)
    assert list(post.tags.names()) == ["leads"]


@pytest.mark.parametrize("width", [360, 1280])
def test_two_tags_are_merged_and_undone(desk, post, axe, width):
    desk.set_viewport_size({"width": width, "height": 800})
    desk.emulate_media(reduced_motion="reduce")
    desk.goto("/admin/posts/tag/")
    axe(desk)
    for name in ("forms", "leads"):
        desk.get_by_role("row", name=name).get_by_role("checkbox").check()
    desk.locator("select[name=action]").select_option(label="Merge…")
    desk.get_by_role("button", name="Go").click()
    desk.get_by_role("heading", name="Merge these tags?").wait_for()
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(desk)
    desk.get_by_role("radio", name="leads").check()
    desk.get_by_role("button", name="Merge").click()
    desk.get_by_text("“forms” became “leads”, on 2 posts.").wait_for()
    axe(desk)
    assert list(post.tags.names()) == ["leads"]
    desk.get_by_role("button", name="Undo").click()
    desk.get_by_text("Undone: “forms” became “leads”").wait_for()
    axe(desk)
    assert sorted(post.tags.names()) == ["forms", "leads"]


def test_several_posts_are_tagged_at_once_and_it_is_undone(desk, post, axe):
    desk.goto("/admin/posts/post/")
    for title in ("A draft", "Of forms"):
        desk.get_by_role("row", name=title).get_by_role("checkbox").check()
    desk.locator("select[name=action]").select_option(label="Add tags…")
    desk.get_by_role("button", name="Go").click()
    tags = desk.get_by_role("combobox", name="Tags")
    expect(tags).to_be_focused()
    tags.press_sequentially("leads,")
    axe(desk)
    desk.get_by_role("button", name="Next").click()
    desk.get_by_text("1 post gets it").wait_for()
    axe(desk)
    desk.get_by_role("button", name="Add the tags").click()
    desk.get_by_text("“leads” on 1 post.").wait_for()
    axe(desk)
    desk.get_by_role("button", name="Undo").click()
    desk.get_by_text("Undone:").wait_for()
    assert TagChange.objects.get().undone_at
    assert Tag.objects.get(name="leads").taggings.count() == 1


def test_without_javascript_tags_are_written_merged_and_handed_out(chromium, site, post, settings):
    from django.test import Client

    client = Client()
    client.force_login(make_editor(), "django.contrib.auth.backends.ModelBackend")
    context = chromium.new_context(base_url=site, java_script_enabled=False, locale="en")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    plain = context.new_page()
    try:
        plain.goto("/admin/posts/post/")
        for box in plain.get_by_role("row", name="A draft").get_by_role("checkbox").all():
            box.check()
        plain.locator("select[name=action]").select_option(label="Add tags…")
        plain.get_by_role("button", name="Go").click()
        plain.get_by_label("Tags").fill("customer acquisition, new")
        plain.get_by_role("button", name="Next").click()
        plain.get_by_role("button", name="Add the tags").click()
        plain.get_by_text("“customer acquisition”, “new” on 1 post.").wait_for()
        plain.get_by_role("button", name="Undo").click()
        plain.get_by_text("Undone:").wait_for()
    finally:
        context.close()
    assert sorted(Post.objects.get(pk=post.pk).tags.names()) == ["forms", "leads"]
