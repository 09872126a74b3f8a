"""Revisions and activity in a real browser."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models import Post, WorkingCopy
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "\n\n".join(f"Paragraph number {number} says what it says." for number in range(20))


@pytest.fixture
def editor(sign_in):
    user = factories.make_editor(username="anna")
    sign_in(user)
    return user


@pytest.fixture
def post(editor) -> Post:
    """A public post with three revisions and a working copy."""
    post = factories.make_post(title="How to pour tea", body=BODY, tags=["tea"])
    post.add_revision(user=editor)
    post.tags.set(["tea", "cups"])
    post.standfirst = "Slowly, and from a little height."
    post.body = BODY.replace("number 7 says", "number seven tells")
    post.save()
    post.add_revision(user=editor)
    state = post.stored() | {"title": "How to pour tea well"}
    WorkingCopy.objects.keep(post, state, editor)
    return Post.objects.get(pk=post.pk)


def address(post: Post, name: str = "revisions", *numbers: int) -> str:
    return reverse(f"admin:posts_post_{name}", args=[post.pk, *numbers])


def too_wide(page) -> int:
    """How far the page reaches beyond the window."""
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")


def test_an_old_revision_comes_back(page, post):
    page.goto(reverse("admin:posts_post_change", args=[post.pk]))
    page.get_by_role("link", name="Revisions").click()
    page.get_by_role("link", name="Restore revision 1").click()
    text = page.locator("section", has=page.get_by_role("heading", name="Text"))
    expect(text.locator(".new ins")).to_have_text(["added: 7 says"])
    page.get_by_role("button", name="Restore revision 1").click()
    expect(page.get_by_text("Restored. Readers see it")).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_have_value("How to pour tea")
    assert Post.objects.get().changes.state["body"] == BODY
    assert Post.objects.get().body != BODY
    titles = {revision.state["title"] for revision in Post.objects.get().revisions.all()}
    assert "How to pour tea well" in titles


def test_two_are_compared_and_one_is_named_with_the_keyboard(page, post):
    page.goto(address(post))
    page.get_by_role("radio", name="Older: revision 1").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Compare the two").focus()
    page.keyboard.press("Enter")
    headings = page.locator("main").get_by_role("heading", level=2)
    expect(headings).to_have_text(["Title", "Standfirst", "Text", "Tags"])
    page.go_back()
    page.locator("summary", has_text="Name").first.focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Name, such as").first
    expect(field).to_be_visible()
    field.focus()
    page.keyboard.type("before the review")
    page.keyboard.press("Enter")
    expect(page.locator("#r3")).to_contain_text("before the review")


def test_one_field_is_taken_over_alone(page, post):
    page.goto(address(post, "restore", 1))
    page.get_by_role("button", name=re.compile("Take over this field alone.*Standfirst")).click()
    expect(page.get_by_text("Restored. Readers see it")).to_be_visible()
    state = Post.objects.get().changes.state
    assert (state["standfirst"], state["title"]) == ("", "How to pour tea well")


def test_sides_stand_beside_each_other_where_there_is_room(page, post):
    page.goto(address(post, "compare") + "?old=1&new=3")
    change = page.locator("section", has=page.get_by_role("heading", name="Text"))
    old, new, inline = (change.locator(f".change .{name}") for name in ("old", "new", "inline"))
    assert old.bounding_box()["x"] < new.bounding_box()["x"]
    expect(inline).to_be_hidden()
    page.set_viewport_size({"width": 360, "height": 700})
    expect(inline).to_be_visible()
    expect(old).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_reachable_for_all_and_never_too_wide(page, post, axe, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    pages = [
        address(post),
        address(post, "compare") + "?old=1&new=3",
        address(post, "compare") + "?old=now&new=changes",
        address(post, "restore", 1),
        reverse("admin:cms_deed_changelist"),
        reverse("admin:cms_deed_changelist") + "?who=itself",
    ]
    for each in pages:
        page.goto(each)
        assert too_wide(page) <= 0, each
        page.evaluate(
            "document.querySelectorAll('main details').forEach(each => each.open = true)"
        )
        assert too_wide(page) <= 0, each
        axe(page)
