"""The writing screen in a real browser: its buttons, keys, tabs, links and what is pasted."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models import Post
from tests import factories
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """([html, plain]) => {
    const data = new DataTransfer();
    data.setData("text/plain", plain);
    if (html) data.setData("text/html", html);
    const options = { clipboardData: data, bubbles: true, cancelable: true };
    const event = new ClipboardEvent("paste", options);
    const field = document.querySelector("#id_body");
    field.focus();
    if (field.dispatchEvent(event)) document.execCommand("insertText", false, plain);
}"""


@pytest.fixture
def desk(page, sign_in):
    """The form of a new post, opened by an editor."""
    sign_in(factories.make_editor(username="anna"))
    page.emulate_media(reduced_motion="reduce")
    page.goto(reverse("admin:posts_post_add"))
    return page


def text(page) -> str:
    return page.locator("#id_body").input_value()


def expect_text(page, words: str) -> None:
    """The text is these words, or will be soon."""
    expect(page.locator("#id_body")).to_have_value(words)


def expect_active(page, name: str) -> None:
    """The focus is at this button of the toolbar or element, or will be soon."""
    active = "document.activeElement.dataset.act || document.activeElement.id"
    page.wait_for_function(f"(name) => ({active}) === name", arg=name)


def write(page, words: str, select: str = "") -> None:
    """Fill the text, then select a part of it or put the caret to its end."""
    page.locator("#id_body").fill(words)
    page.evaluate(
        """([start, end]) => document.querySelector("#id_body").setSelectionRange(start, end)""",
        [words.index(select), words.index(select) + len(select)] if select else [len(words)] * 2,
    )


def press(page, name: str) -> None:
    page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()


EDITS = [
    ("Bold", "One two three", "two", "One **two** three"),
    ("Bold", "One **two** three", "two", "One two three"),
    ("Bold", "One *two* three", "two", "One ***two*** three"),
    ("Bold", "One two ", "two ", "One **two** "),
    ("Bold", "- One\n- Two", "- One\n- Two", "- **One**\n- **Two**"),
    ("Italic", "One **two** three", "two", "One ***two*** three"),
    ("Italic", "One", "", "*One*"),
    ("Code", "a\nb", "a\nb", "```\na\nb\n```"),
    ("H2 heading", "One\nTwo words\nThree", "wor", "One\n\n## Two words\n\nThree"),
    ("H2 heading", "### Two", "", "## Two"),
    ("H2 heading", "## Two", "", "Two"),
    ("H3 heading", "Two", "", "### Two"),
    ("Quote", "One\n\nTwo", "One\n\nTwo", "> One\n> \n> Two"),
    ("List", "One\nTwo", "One\nTwo", "- One\n- Two"),
    ("List", "1. One\n2. Two", "1. One\n2. Two", "- One\n- Two"),
    ("List", "- One\n- Two", "- One\n- Two", "One\nTwo"),
    ("Numbers", "One\nTwo\n\nThree", "One\nTwo", "1. One\n2. Two\n\nThree"),
]


def test_the_buttons_write_markdown_and_undo_takes_it_back(desk):
    for name, before, selected, after in EDITS:
        write(desk, before, selected)
        body = expect(desk.locator("#id_body"), f"{name} on {before!r}")
        press(desk, name)
        body.to_have_value(after)
        desk.keyboard.press("Control+z")
        body.to_have_value(before)


def test_the_buttons_say_what_holds_at_the_caret(desk):
    write(desk, "## A head\n\nSome **bold words** here", "words")
    desk.keyboard.press("ArrowLeft")
    bold = desk.get_by_role("button", name="Bold", exact=True)
    heading = desk.get_by_role("button", name="H2 heading", exact=True)
    expect(bold).to_have_attribute("aria-pressed", "true")
    expect(heading).to_have_attribute("aria-pressed", "false")
    desk.keyboard.press("Control+Home")
    expect(heading).to_have_attribute("aria-pressed", "true")
    expect(bold).to_have_attribute("aria-pressed", "false")


def test_the_toolbar_is_one_stop_with_arrows_inside(desk):
    desk.locator("#id_standfirst").focus()
    desk.keyboard.press("Tab")
    expect_active(desk, "bold")
    desk.keyboard.press("ArrowRight")
    expect_active(desk, "italic")
    desk.keyboard.press("End")
    expect_active(desk, "full-screen")
    desk.keyboard.press("Tab")
    expect_active(desk, "id_body")
    desk.keyboard.press("Alt+F10")
    expect_active(desk, "full-screen")
    desk.keyboard.press("Home")
    desk.keyboard.press("Escape")
    expect_active(desk, "id_body")


def test_keys_write_and_save(desk):
    desk.locator("#id_title").fill("By keys")
    write(desk, "One two", "two")
    desk.keyboard.press("Control+b")
    desk.keyboard.press("Control+i")
    expect_text(desk, "One ***two***")
    desk.keyboard.press("Control+Alt+Digit2")
    expect_text(desk, "## One ***two***")
    desk.keyboard.press("Control+Alt+Digit1")
    expect_text(desk, "One ***two***")
    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    desk.get_by_text("Saved. It is a draft").wait_for()
    assert Post.objects.get().body == "One ***two***"


def test_publishing_by_key_asks_first(desk):
    desk.locator("#id_title").fill("By keys")
    desk.keyboard.press("Control+Enter")
    desk.get_by_role("dialog", name="Publish it?").wait_for()
    desk.get_by_role("button", name="Not yet").click()
    expect(desk.get_by_role("dialog", name="Publish it?")).to_be_hidden()
    expect(desk.locator("#id_title")).to_be_focused()
    assert not Post.objects.exists()
    desk.keyboard.press("Control+Enter")
    with desk.expect_navigation():
        desk.get_by_role("dialog").get_by_role("button", name="Publish now").click()
    assert Post.objects.get().is_published


def test_the_sheet_of_keys(desk, axe):
    desk.locator("#id_title").focus()
    desk.keyboard.type("Why?")
    expect(desk.locator("#id_title")).to_have_value("Why?")
    desk.keyboard.press("Control+/")
    desk.get_by_role("dialog", name="Keyboard shortcuts").wait_for()
    axe(desk)
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    desk.get_by_role("tab", name="Write").focus()
    desk.keyboard.press("?")
    desk.get_by_role("dialog", name="Keyboard shortcuts").wait_for()


def test_enter_goes_on_with_a_list_and_ends_it(desk):
    write(desk, "1. One")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Two")
    expect_text(desk, "1. One\n2. Two")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    desk.keyboard.type("After")
    expect_text(desk, "1. One\n2. Two\nAfter")


def test_no_tab_moves_when_another_is_chosen(desk):
    tabs = [desk.get_by_role("tab", name=name) for name in ("Write", "Search and share", "Leads")]
    before = [tab.bounding_box() for tab in tabs]
    tabs[1].click()
    expect(tabs[1]).to_have_attribute("aria-selected", "true")
    assert [tab.bounding_box() for tab in tabs] == before


def test_the_tabs_are_remembered_and_moved_by_arrows(desk, axe):
    write_tab, settings = (desk.get_by_role("tab", name=name) for name in ("Write", "Settings"))
    expect(write_tab).to_have_attribute("aria-selected", "true")
    expect(desk.locator("#id_slug")).to_be_hidden()
    write_tab.focus()
    desk.keyboard.press("ArrowRight")
    expect(settings).to_have_attribute("aria-selected", "true")
    expect(desk.locator("#id_slug")).to_be_visible()
    for name in ("Write", "Settings", "Search and share", "Leads"):
        desk.get_by_role("tab", name=name).click()
        axe(desk)
    desk.reload()
    expect(desk.get_by_role("tab", name="Leads")).to_have_attribute("aria-selected", "true")


def test_an_error_opens_its_tab(desk):
    desk.locator("#id_title").fill("A title")
    desk.get_by_role("tab", name="Search and share").click()
    desk.get_by_label("Canonical address").fill("no address")
    desk.get_by_role("tab", name="Write").click()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Publish…", exact=True).click()
    tab = desk.get_by_role("tab", name="Search and share to mend")
    expect(tab).to_have_attribute("aria-selected", "true")
    desk.get_by_role("tab", name="Write").click()
    desk.locator(".errornote").get_by_role("link", name="Canonical address").click()
    expect(desk.locator("#id_canonical_url")).to_be_focused()


def test_a_new_post_begins_with_its_title_in_one_line(desk):
    expect(desk.locator("#id_title")).to_be_focused()
    desk.evaluate(PASTE.replace("#id_body", "#id_title"), ["", "Two\nlines\n"])
    expect(desk.locator("#id_title")).to_have_value("Two lines")
    post = factories.make_draft(title="Old")
    desk.goto(reverse("admin:posts_post_change", args=[post.pk]))
    expect(desk.get_by_role("toolbar", name="Formatting")).to_be_visible()
    expect(desk.locator("#id_title")).not_to_be_focused()


def test_the_outline_and_the_counts_follow_the_text(desk):
    filler = "Some words in a line.\n\n" * 80
    write(desk, f"## First\n\n{filler}```\n## no heading\n```\n\n### Inner\n\n{filler}## *Last*\n")
    expect(desk.locator("[data-outline] li")).to_have_text(["First", "Inner", "Last"])
    words = int(desk.locator("[data-count=words]").inner_text().replace(",", ""))
    assert abs(words - 805) <= 3
    expect(desk.locator("[data-count=minutes]")).to_have_text("4")
    desk.get_by_role("button", name="Inner", exact=True).click()
    desk.wait_for_function(
        """() => {
            const { value, selectionStart } = document.querySelector("#id_body");
            return value.startsWith("### Inner", selectionStart) && window.scrollY > 500;
        }"""
    )


def test_only_the_text_and_back(desk):
    button = desk.get_by_role("button", name="Full screen")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(desk.get_by_role("tab", name="Write")).to_be_hidden()
    expect(desk.locator("#id_body")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.get_by_role("tab", name="Write").wait_for()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_two_brackets_find_a_post_to_link_to(desk, axe):
    factories.make_post(title="Slow [leads] stay", slug="slow-leads")
    factories.make_draft(title="Slow drafts", slug="slow-drafts")
    factories.make_page(title="About us", slug="about-us")
    write(desk, "See ")
    desk.keyboard.type("[[slow")
    desk.get_by_role("option", name="Slow drafts Draft").wait_for()
    desk.get_by_role("option", name="About us").wait_for(state="detached")
    axe(desk)
    desk.keyboard.type(" le")
    desk.get_by_role("option", name="Slow drafts").wait_for(state="detached")
    desk.keyboard.press("Enter")
    expect_text(desk, "See [Slow \\[leads\\] stay](/posts/slow-leads/)")
    desk.keyboard.type(".")
    expect(desk.locator("#id_body")).to_have_value(re.compile(r"/\)\.$"))
    desk.keyboard.press("Control+z")
    desk.keyboard.press("Control+z")
    expect_text(desk, "See [[")


def test_brackets_that_find_nothing_stay_as_typed(desk):
    write(desk, "A wiki's ")
    desk.keyboard.type("[[nothing like it")
    desk.get_by_text("Nothing has such a title.").wait_for()
    desk.keyboard.press("Escape")
    expect_text(desk, "A wiki's [[nothing like it")
    desk.keyboard.type("]]")
    expect_text(desk, "A wiki's [[nothing like it]]")


def test_selected_words_become_a_link(desk):
    factories.make_post(title="Slow leads", slug="slow-leads")
    write(desk, "The old story goes on", "old story")
    desk.keyboard.press("Control+k")
    desk.get_by_role("combobox", name="Link to").fill("slow")
    desk.get_by_role("option", name="Slow leads").click()
    expect_text(desk, "The [old story](/posts/slow-leads/) goes on")
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("ArrowLeft")
    press(desk, "Link")
    expect(desk.get_by_role("combobox", name="Link to")).to_have_value("/posts/slow-leads/")
    desk.get_by_role("combobox", name="Link to").fill("https://example.org/a_(b)")
    desk.keyboard.press("Enter")
    expect_text(desk, "The [old story](<https://example.org/a_(b)>) goes on")


RICH = (
    "<html><body><!--StartFragment--><h1>Head</h1><p>Some <b>bold</b> and "
    '<a href="https://example.org/">a link</a>.</p><ul><li>One</li><li>Two</li></ul>'
    "<!--EndFragment--></body></html>"
)
MADE = "## Head\n\nSome **bold** and [a link](https://example.org/).\n\n- One\n- Two"


def test_what_is_copied_with_its_form_is_pasted_as_markdown(desk):
    write(desk, "Before.After.", "After.")
    desk.keyboard.press("ArrowLeft")
    desk.evaluate(PASTE, [RICH, "Head Some bold and a link. One Two"])
    expect(desk.locator("#id_body")).to_have_value(f"Before.\n\n{MADE}\n\nAfter.")
    desk.keyboard.press("Control+z")
    expect_text(desk, "Before.After.")


def test_a_long_paste_is_quick_and_one_undo_takes_it_back(desk):
    lines = [f"A line & <b>{number}</b>  " for number in range(1500)]
    html = "<b>x</b>" + "".join(f"<p>Paragraph <i>{number}</i></p>" for number in range(1500))
    made = "**x**\n\n" + "\n\n".join(f"Paragraph *{number}*" for number in range(1500))
    write(desk, "\n".join(["Before", *lines]), "Before")
    before = text(desk)
    # Line by line Chromium takes half a minute for it.
    desk.evaluate(PASTE, [html, "x"])
    expect(desk.locator("#id_body")).to_have_value(before.replace("Before", made + "\n", 1))
    desk.keyboard.press("Control+z")
    expect_text(desk, before)


def test_what_is_typed_while_the_server_thinks_stays(desk):
    asked = []
    desk.route("**/pasted/", lambda route: asked.append(route))
    write(desk, "")
    desk.evaluate(PASTE, [RICH, "plain"])
    desk.keyboard.type("Typed.")
    wait_until(desk, lambda: asked)
    asked[0].continue_()
    expect(desk.locator("#id_body")).to_have_value(f"{MADE}\n\nTyped.")


def test_a_paste_without_a_server_is_plain_and_a_save_waits_for_none(desk, guard):
    guard.allow("pasted")
    desk.route("**/pasted/", lambda route: route.abort())
    write(desk, "")
    desk.evaluate(PASTE, [RICH, "plain words"])
    expect(desk.locator("#id_body")).to_have_value("plain words")
    expect(desk.get_by_text("Pasted as plain text")).to_be_visible()
    desk.unroute("**/pasted/")
    desk.route("**/pasted/", lambda _route: None)
    desk.locator("#id_title").fill("A title")
    write(desk, "")
    desk.evaluate(PASTE, [RICH, "other words"])
    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    assert Post.objects.get().body == "other words"


def test_code_and_markdown_are_pasted_as_they_are(desk):
    write(desk, "```\nhere\n```", "here")
    desk.evaluate(PASTE, ["<p>a <b>b</b></p>", "a b"])
    expect_text(desk, "```\na b\n```")
    write(desk, "")
    desk.evaluate(PASTE, ["<pre># A\n\n**b**</pre>", "# A\n\n**b**"])
    expect_text(desk, "# A\n\n**b**")


def test_pasted_footnotes_get_numbers_of_their_own(desk):
    note = (
        '<p>New<a href="#n" name="r">[1]</a>.</p><div id="f"><p><a href="#r" name="n">[1]</a> Why.'
        "</p></div>"
    )
    write(desk, "Old[^2].\n\n[^2]: Kept.\n\n")
    desk.evaluate(PASTE, [note, "x"])
    expect_text(desk, "Old[^2].\n\n[^2]: Kept.\n\nNew[^3].\n\n[^3]: Why.")


def test_pictures_that_stay_behind_are_told_of(desk):
    write(desk, "")
    desk.evaluate(PASTE, ['<p>a <b>b</b> <img src="file:///C:/a.png"></p>', "a b"])
    expect(desk.get_by_text("Pictures stayed behind")).to_be_visible()
    expect_text(desk, "a **b**")


def test_an_address_over_words_links_them(desk):
    write(desk, "See the story now", "the story")
    desk.evaluate(PASTE, ["", "https://example.org/story"])
    expect_text(desk, "See [the story](https://example.org/story) now")


def test_a_video_alone_in_its_line_becomes_one(desk):
    address = "https://youtu.be/dQw4w9WgXcQ"
    write(desk, "Before.\n\n")
    desk.evaluate(PASTE, ["", address])
    expect_text(desk, f"Before.\n\n:::video {address}")
    desk.keyboard.press("Control+z")
    expect_text(desk, "Before.\n\n")
    write(desk, "See ")
    desk.evaluate(PASTE, ["", address])
    expect_text(desk, f"See {address}")


def test_the_text_grows_and_a_phone_shows_all(desk, axe):
    desk.set_viewport_size({"width": 360, "height": 740})
    write(desk, "A line of words.\n\n" * 60)
    body = "document.querySelector('#id_body')"
    desk.wait_for_function(f"{body}.scrollHeight - {body}.clientHeight <= 2")
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not desk.evaluate(wide)
    axe(desk)
    small = desk.evaluate(
        """() => [...document.querySelectorAll(".toolbar button, .tabs button, .bar button")]
            .filter((each) => each.offsetParent)
            .map((each) => [each.textContent, each.getBoundingClientRect()])
            .filter(([, box]) => box.height < 40 || box.width < 40).map(([words]) => words)"""
    )
    assert small == []
    desk.keyboard.press("Control+End")
    desk.keyboard.type("The end.")
    desk.wait_for_function(
        """() => {
            const field = document.querySelector("#id_body").getBoundingClientRect();
            const bar = document.querySelector(".bar").getBoundingClientRect();
            return field.bottom - 24 <= bar.top || bar.top <= field.top;
        }"""
    )


def test_a_phone_shows_the_sheet_from_its_beginning(desk):
    desk.set_viewport_size({"width": 360, "height": 640})
    desk.keyboard.press("Control+/")
    sheet = desk.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet.get_by_role("heading")).to_be_in_viewport()
    expect(sheet.get_by_role("button", name="Close")).to_be_in_viewport()


def test_a_phone_shows_all_that_can_be_done(desk, axe):
    post = factories.make_post(title="Out", body="Words.")
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.goto(reverse("admin:posts_post_change", args=[post.pk]))
    bar = desk.locator(".bar")
    more = bar.get_by_role("button", name="More", exact=True)
    expect(more).to_be_visible()
    assert bar.evaluate("(bar) => bar.scrollWidth <= bar.clientWidth")
    expect(bar.get_by_role("button", name="Unpublish…")).to_be_hidden()
    more.click()
    expect(bar.get_by_role("button", name="Unpublish…")).to_be_visible()
    axe(desk)
    bar.get_by_role("button", name="Preview", exact=True).click()
    expect(bar.get_by_role("button", name="Unpublish…")).to_be_hidden()
    desk.keyboard.press("Control+Shift+P")
    expect(more).to_be_visible()
    more.click()
    desk.keyboard.press("Escape")
    expect(bar.get_by_role("button", name="Unpublish…")).to_be_hidden()
    desk.set_viewport_size({"width": 1280, "height": 740})
    expect(bar.get_by_role("button", name="Unpublish…")).to_be_visible()
    expect(more).to_be_hidden()


def test_what_did_not_change_is_not_there_to_be_published(desk):
    post = factories.make_post(title="Out", body="Words.")
    desk.goto(reverse("admin:posts_post_change", args=[post.pk]))
    first = desk.locator(".bar .default")
    expect(first).to_have_text("Save")
    desk.locator("#id_body").press("End")
    desk.keyboard.type("!")
    expect(first).to_have_text("Publish changes…")


def test_a_phone_shows_no_dashes_without_their_column(desk):
    factories.make_draft(title="Bare")
    desk.goto(reverse("admin:posts_post_changelist"))
    row = desk.get_by_role("row").filter(has_text="Bare")
    expect(row.get_by_text("–", exact=True)).to_have_count(2)
    expect(row.get_by_text("–", exact=True).first).to_be_visible()
    desk.set_viewport_size({"width": 360, "height": 740})
    expect(row.get_by_text("–", exact=True).first).to_be_hidden()


def test_without_scripts_the_sections_are_stacked_and_whole(chromium, desk, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies(desk.context.cookies())
    factories.make_post(title="Slow leads", slug="slow-leads")
    plain = context.new_page()
    plain.goto(reverse("admin:posts_post_add"))
    for name in ("Write", "Settings", "Search and share", "Leads"):
        expect(plain.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(plain.get_by_role("toolbar")).to_be_hidden()
    plain.goto(reverse("admin:posts_post_links"))
    plain.get_by_label("Words of the title").fill("slow")
    with plain.expect_navigation():
        plain.get_by_role("button", name="Find").click()
    expect(plain.locator("code")).to_have_text(["[Slow leads](/posts/slow-leads/)"])
    assert re.search(r"q=slow", plain.url)
    context.close()
