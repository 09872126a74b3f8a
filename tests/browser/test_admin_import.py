"""Bringing in and taking out, in a real browser: by mouse, by keyboard, without JavaScript."""

import zipfile

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models import Post
from tests import factories
from tests.browser.test_admin import has_sideways_scroll, press

pytestmark = pytest.mark.django_db(transaction=True)

ROOM = reverse("admin:posts_importedfile_changelist")
PAGE = (
    "Menu\n\nTea\n\nIt is hot, and "
    + "o" * 90
    + ".\n\nWhat You Need\n\n• a cup\n• a pot, warm\n\n"
    "Scroll to top"
)


@pytest.fixture(autouse=True)
def var_of_its_own(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture
def editor(sign_in):
    user = factories.make_editor(username="anna")
    sign_in(user)
    return user


def check(page, axe) -> None:
    """Hold the page as it is to axe, in light and wide and in dark on a phone."""
    for size, scheme in (((1280, 900), "light"), ((360, 740), "dark")):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        axe(page)
        assert not has_sideways_scroll(page)


def choose(page, *files) -> None:
    payload = [{"name": name, "mimeType": "", "buffer": content} for name, content in files]
    page.get_by_label("Files", exact=True).set_input_files(payload)
    press(page, "Look through them")


def test_files_come_in_after_a_look(page, editor, axe):
    page.goto("/admin/")
    page.get_by_role("navigation").get_by_role("link", name="Bring in and take out").click()
    page.get_by_role("heading", name="Bring in files").wait_for()
    check(page, axe)
    bad = ("a-very-long-name-" * 6 + ".md", b"---\ntitle: [\n---\n")
    words = ("page.txt", "\n\n".join([PAGE, "Share", *map(str, range(9))]).encode())
    choose(page, ("tea.md", b"# Tea\n\nIt is hot.\n"), bad, words)
    page.get_by_role("heading", name="What would come in").wait_for()
    check(page, axe)
    press(page, "Bring in")
    page.get_by_role("heading", name="What came in").wait_for()
    check(page, axe)
    page.get_by_role("link", name="Tea").first.click()
    page.get_by_role("heading", name="Edit post").wait_for()


def test_what_is_wrong_stands_beside_the_field(page, editor, axe):
    page.goto(ROOM)
    press(page, "Look through them")
    page.get_by_text("Choose one file or several.").first.wait_for()
    check(page, axe)


def test_a_line_is_flipped_by_the_keyboard(page, editor, axe):
    page.goto(ROOM)
    page.get_by_label("The page").fill(PAGE)
    press(page, "Look at its lines")
    line = page.get_by_role("listitem").filter(has_text="Menu")
    box = line.get_by_role("checkbox")
    expect(line.get_by_text("Left out", exact=True)).to_be_visible()
    before = line.locator("label").evaluate("label => getComputedStyle(label).backgroundColor")
    check(page, axe)
    box.focus()
    page.keyboard.press("Space")
    expect(line.get_by_text("Kept", exact=True)).to_be_visible()
    expect(line.get_by_text("Left out", exact=True)).to_be_hidden()
    after = line.locator("label").evaluate("label => getComputedStyle(label).backgroundColor")
    assert after != before
    words = page.locator(".lines .words")
    struck = words.evaluate_all(
        "found => found.filter(one => getComputedStyle(one).textDecorationLine !== 'none')"
        ".map(one => one.textContent)"
    )
    assert struck == ["Scroll to top"]
    check(page, axe)
    press(page, "Make a draft")
    page.get_by_role("heading", name="Edit post").wait_for()
    assert Post.objects.get().body.startswith("## Menu\n\nIt is hot")


def test_a_page_becomes_a_draft_without_javascript(chromium, site, page, editor, guard):
    with chromium.new_context(base_url=site, java_script_enabled=False) as context:
        guard.watch(context)
        context.add_cookies(page.context.cookies())
        plain = context.new_page()
        plain.goto(ROOM)
        plain.get_by_label("The page").fill(PAGE)
        press(plain, "Look at its lines")
        plain.get_by_role("checkbox", name="Scroll to top").check()
        press(plain, "Show again")
        expect(plain.get_by_role("checkbox", name="Scroll to top")).to_be_checked()
        plain.get_by_label("Title", exact=True).fill("Mine")
        press(plain, "Make a draft")
    post = Post.objects.get()
    assert (post.title, post.body.endswith("Scroll to top\n")) == ("Mine", True)


def test_a_page_without_a_title_comes_back_whole(page, editor, axe):
    page.goto(ROOM)
    page.get_by_label("The page").fill(PAGE)
    press(page, "Look at its lines")
    page.get_by_label("Title", exact=True).fill("")
    press(page, "Make a draft")
    page.get_by_text("Give the post a title.").first.wait_for()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(4)
    check(page, axe)


def test_everything_goes_out(page, editor, tmp_path):
    factories.make_draft(title="Not yet")
    page.goto(ROOM)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the zip").click()
    waiting.value.save_as(tmp_path / "out.zip")
    assert "not-yet.md" in zipfile.ZipFile(tmp_path / "out.zip").namelist()
    assert waiting.value.suggested_filename.endswith(".zip")
