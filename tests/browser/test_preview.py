"""The preview beside the text, in a real browser: what is typed, as it would look."""

import re
import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models import Post, PreviewLink
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

PARAGRAPH = "Some words of *one* paragraph, with a [link](/posts/a/) and more of them. " * 4


@pytest.fixture
def editor(page, sign_in):
    sign_in(factories.make_editor(username="anna"))
    page.emulate_media(reduced_motion="reduce")
    return page


@pytest.fixture
def desk(editor):
    """The form of a new post, with its preview open."""
    editor.goto(reverse("admin:posts_post_add"))
    editor.get_by_role("button", name="Preview", exact=True).click()
    return editor


def shown(page):
    return page.frame_locator("#preview iframe")


def look(page, name: str) -> None:
    page.locator("#preview").get_by_role("button", name=name, exact=True).click()


def test_what_is_typed_shows_as_the_real_page_and_nothing_is_saved(desk, axe):
    desk.locator("#id_title").fill("A title")
    desk.locator("#id_body").fill("Some *words*.")
    expect(shown(desk).locator("article h1")).to_have_text("A title")
    expect(shown(desk).locator(".prose em")).to_have_text("words")
    desk.locator("#id_body").press("End")
    desk.keyboard.type(" And more.")
    expect(shown(desk).locator(".prose p")).to_have_text("Some words. And more.")
    assert not Post.objects.exists()
    axe(desk)


def test_only_what_changed_is_put_in_place_and_the_scroll_is_kept(desk):
    body = "\n\n".join(f"## Head {number}\n\n{PARAGRAPH}" for number in range(40))
    desk.locator("#id_body").fill(body)
    last = shown(desk).locator(".prose h2", has_text="Head 39")
    expect(last).to_have_count(1)
    before = desk.evaluate(
        """() => {
            const page = document.querySelector("#preview iframe").contentDocument;
            window.kept = page.querySelectorAll(".prose h2");
            page.scrollingElement.scrollTop = 2000;
            return page.scrollingElement.scrollTop;
        }"""
    )
    assert before == 2000
    desk.locator("#id_body").fill(body.replace("## Head 20\n", "## Another\n"))
    expect(shown(desk).locator(".prose h2", has_text="Another")).to_have_count(1)
    after = desk.evaluate(
        """() => {
            const page = document.querySelector("#preview iframe").contentDocument;
            const now = [...page.querySelectorAll(".prose h2")];
            return [page.scrollingElement.scrollTop, now.filter((h, at) => h === kept[at]).length];
        }"""
    )
    assert after == [2000, 40]


def test_two_thousand_words_are_asked_for_soon_after_a_pause(editor, guard):
    """By the page's own clock; `make bench` measures how soon the server answers."""
    body = "\n\n".join(f"## Head {number}\n\n{PARAGRAPH}" for number in range(42))
    assert len(body.split()) > 2000
    guard.allow("sandboxed")  # a clock asks for a place in every frame
    editor.clock.install()
    editor.goto(reverse("admin:posts_post_add"))
    editor.get_by_role("button", name="Preview", exact=True).click()
    expect(shown(editor).locator("h1")).to_have_count(1)
    editor.clock.pause_at(time.time() + 10)
    editor.locator("#id_body").fill(body)
    with editor.expect_request("**/preview/frame/"):
        editor.clock.run_for(150)
    expect(shown(editor).locator(".prose h2", has_text="Head 41")).to_have_count(1)


def test_the_looks(desk, axe):
    desk.locator("#id_title").fill("A title")
    desk.locator("#id_body").fill("## Head\n\nSome *words*.")
    frame = desk.locator("#preview iframe")
    expect(shown(desk).locator("h1")).to_have_text("A title")
    inner = "document.querySelector('#preview iframe').contentDocument.documentElement.clientWidth"
    desk.wait_for_function(f"{inner} <= 360")
    look(desk, "Wide")
    expect(shown(desk).locator("h1")).to_have_text("A title")
    desk.wait_for_function(f"{inner} > 1200")
    assert frame.bounding_box()["width"] < 800
    look(desk, "Feed")
    expect(shown(desk).locator("body.feed em")).to_have_text("words")
    look(desk, "Markdown")
    expect(shown(desk).locator("pre")).to_contain_text("Some *words*.")
    look(desk, "Search")
    expect(shown(desk).get_by_text('"BlogPosting"')).to_have_count(1)
    look(desk, "Outline")
    expect(shown(desk).locator(".headings")).to_contain_text("Level 2")
    desk.locator("#id_body").fill("## Another")
    expect(shown(desk).locator(".headings")).to_contain_text("Another")
    axe(desk)


def test_each_look_can_be_read_by_all(editor, axe):
    post = factories.make_draft(title="A title", body="## Head\n\n[a](/b/)")
    frame = reverse("admin:posts_post_preview_frame", args=[post.pk])
    for name in ("phone", "feed", "markdown", "search", "outline"):
        for colours in ("light", "dark"):
            editor.emulate_media(color_scheme=colours)
            editor.goto(f"{frame}?as={name}{'&dark=1' if colours == 'dark' else ''}")
            axe(editor)
    editor.goto(reverse("admin:posts_post_preview", args=[post.pk]))
    axe(editor)
    editor.goto(reverse("admin:posts_post_preview", args=[post.pk]) + "?as=search")
    axe(editor)


def test_dark_and_light_whatever_the_device_wants(desk):
    colour = """frame => {
        const {contentDocument: page, contentWindow: view} = frame;
        return view.getComputedStyle(page.body).backgroundColor;
    }"""
    frame = desk.locator("#preview iframe")
    desk.locator("#id_title").fill("A title")
    expect(shown(desk).locator("h1")).to_have_text("A title")
    dark, light = "rgb(22, 24, 27)", frame.evaluate(colour)
    assert light != dark
    look(desk, "Dark")
    expect(shown(desk).locator("link[href*='preview/dark']")).to_have_count(1)
    desk.wait_for_function(
        f"dark => ({colour})(document.querySelector('#preview iframe')) === dark", arg=dark
    )
    desk.emulate_media(color_scheme="dark")
    assert frame.evaluate(colour) == dark
    look(desk, "Dark")
    desk.wait_for_function(
        f"light => ({colour})(document.querySelector('#preview iframe')) === light", arg=light
    )


def test_a_link_in_it_leads_out_of_it_and_one_within_stays(desk, site):
    body = "\n\n".join(f"## Head {number}\n\n{PARAGRAPH}" for number in range(12))
    desk.locator("#id_body").fill(body)
    look(desk, "Wide")
    expect(shown(desk).locator(".prose h2")).to_have_count(12)
    with desk.expect_popup() as popup:
        shown(desk).locator(".brand a").first.click()
    popup.value.close()
    expect(shown(desk).locator(".prose h2")).to_have_count(12)
    shown(desk).locator(".contents a", has_text="Head 11").first.click()
    place = "frame => frame.contentDocument.scrollingElement.scrollTop"
    frame = desk.locator("#preview iframe")
    desk.wait_for_function(f"({place})(document.querySelector('#preview iframe')) > 500")
    assert frame.evaluate("frame => frame.contentDocument.querySelectorAll('h2').length") >= 12


def test_it_says_when_the_server_is_away_and_goes_on(desk, guard):
    guard.allow("frame")
    guard.allow("autosave")
    desk.locator("#id_title").fill("Before")
    expect(shown(desk).locator("h1")).to_have_text("Before")
    desk.route("**/preview/frame/", lambda route: route.abort())
    desk.locator("#id_title").fill("Away")
    expect(desk.locator("#preview [data-trouble]")).to_contain_text("can't be reached")
    expect(shown(desk).locator("h1")).to_have_text("Before")
    desk.unroute("**/preview/frame/")
    desk.locator("#id_title").fill("Back")
    expect(shown(desk).locator("h1")).to_have_text("Back")
    expect(desk.locator("#preview [data-trouble]")).to_be_hidden()


def test_it_says_when_the_editor_is_logged_out(desk, guard):
    guard.allow("frame|autosave|presence")
    desk.context.clear_cookies()
    desk.locator("#id_title").fill("Out")
    expect(desk.locator("#preview [data-trouble]")).to_contain_text("logged out")


def test_on_a_phone_it_covers_the_form_until_it_is_closed(editor, axe):
    editor.set_viewport_size({"width": 360, "height": 740})
    editor.goto(reverse("admin:posts_post_add"))
    editor.locator("#id_title").fill("A title")
    editor.get_by_role("button", name="Preview", exact=True).click()
    expect(shown(editor).locator("h1")).to_have_text("A title")
    expect(editor.locator("#preview [data-close]")).to_be_focused()
    assert editor.evaluate("document.documentElement.scrollWidth") <= 360
    axe(editor)
    for _ in range(12):
        editor.keyboard.press("Tab")
        where = editor.evaluate("document.activeElement.closest('#preview, body')?.id")
        assert where in {"preview", ""}
        assert not editor.evaluate("!!document.activeElement.closest('.writing, .settings, .bar')")
    editor.keyboard.press("Shift+Tab")
    editor.locator("#preview [data-close]").focus()
    editor.keyboard.press("Escape")
    expect(editor.locator("#preview")).to_be_hidden()
    expect(editor.locator("[data-preview-toggle]")).to_be_focused()
    editor.locator("#id_title").fill("Another")


def test_by_key_and_kept_open_by_a_save(editor):
    editor.goto(reverse("admin:posts_post_add"))
    editor.locator("#id_title").fill("A title")
    editor.keyboard.press("Control+Shift+P")
    expect(shown(editor).locator("h1")).to_have_text("A title")
    look(editor, "Outline")
    with editor.expect_navigation():
        editor.get_by_role("button", name="Save", exact=True).click()
    expect(shown(editor).locator(".headings")).to_contain_text("A title")
    editor.locator("#id_title").focus()
    editor.keyboard.press("Control+Shift+P")
    expect(editor.locator("#preview")).to_be_hidden()
    assert editor.locator("#id_slug").count() == 1


def test_without_scripts_the_looks_are_links(chromium, site, settings, sign_in, page):
    sign_in(factories.make_editor())
    cookies = page.context.cookies()
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    try:
        context.add_cookies(cookies)
        plain = context.new_page()
        plain.goto(reverse("admin:posts_post_add"))
        plain.locator("#id_title").fill("By hand")
        plain.locator("#id_body").fill("Some *words*.")
        plain.get_by_role("button", name="Save and preview").click()
        expect(plain.locator("article h1")).to_have_text("By hand")
        for name, words in (("Phone", "words"), ("Markdown", "*words*"), ("Outline", "By hand")):
            plain.get_by_role("link", name=name, exact=True).click()
            expect(plain.frame_locator("iframe").locator("body")).to_contain_text(words)
        plain.get_by_role("link", name="Dark", exact=True).click()
        expect(plain.frame_locator("iframe").locator("h1")).to_have_text("By hand")
        expect(plain.frame_locator("iframe").locator("body")).to_have_css(
            "background-color", "rgb(22, 24, 27)"
        )
    finally:
        context.close()


def test_search_and_share_follow_what_is_typed(editor, axe):
    editor.goto(reverse("admin:posts_post_add"))
    editor.get_by_role("tab", name="Search and share").click()
    room = editor.locator(".search-previews")
    editor.locator("#id_title").fill("What is a lead")
    editor.locator("#id_standfirst").fill("It is somebody who asked.")
    expect(room.locator("[data-shown=title]")).to_contain_text("What is a lead – ")
    expect(room.locator("[data-shown=slug]")).to_have_text("what-is-a-lead")
    expect(room.locator("[data-shown=description]")).to_have_text("It is somebody who asked.")
    expect(room.locator("[data-length=title]")).to_contain_text("14 of about 60")
    editor.get_by_label("Title for search engines").fill("W" * 90)
    expect(room.locator("[data-shown=title]")).to_have_text(re.compile("W…$"))
    expect(room.locator("[data-length=title]")).to_contain_text("Its end is cut off.")
    expect(room.locator("[data-picture]")).to_have_attribute(
        "src", re.compile("title=What\\+is\\+a\\+lead")
    )
    editor.wait_for_function("document.querySelector('[data-picture]').naturalWidth === 1200")
    axe(editor)


def test_a_secret_link_is_made_copied_opened_and_ended(editor, axe, guard, chromium, site):
    post = factories.make_draft(title="Soon", body="Words to come.")
    guard.allow("sandboxed")
    editor.clock.install()
    editor.goto(reverse("admin:posts_post_change", args=[post.pk]))
    editor.get_by_role("link", name="Preview links").click()
    editor.get_by_label("A link that works for").select_option("1 day")
    editor.get_by_role("button", name="Make a link").click()
    copy = editor.get_by_role("button", name="Copy")
    copy.wait_for()
    # It says so for two seconds.
    editor.clock.pause_at(time.time() + 10)
    copy.click()
    editor.get_by_role("button", name="Copied").wait_for()
    editor.clock.run_for(2000)
    copy.wait_for()
    editor.clock.resume()
    axe(editor)
    address = editor.get_by_label("Secret address").input_value()
    assert address == PreviewLink.objects.get().absolute_url
    context = chromium.new_context()
    try:
        outsider = context.new_page()
        outsider.goto(address)
        expect(outsider.locator("h1")).to_have_text("Soon")
        axe(outsider)
        assert context.cookies() == []
        editor.get_by_role("button", name="End it").click()
        editor.get_by_text("Preview link ended.").wait_for()
        assert outsider.goto(address).status == 404
        expect(outsider.locator("h1")).to_have_text("Nothing to preview here")
    finally:
        context.close()
