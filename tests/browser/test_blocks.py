"""The menu of blocks over the text: what it inserts, with keys, with a mouse, without scripts."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models import Post, Snippet
from tests import factories
from tests.browser.test_writing import expect_text, text, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page, sign_in):
    """The form of a new post, opened by an editor."""
    sign_in(factories.make_editor(username="anna"))
    page.emulate_media(reduced_motion="reduce")
    page.goto(reverse("admin:posts_post_add"))
    return page


def opener(page):
    return page.get_by_role("toolbar").get_by_role("button", name="Blocks", exact=True)


def choose(page, name: str) -> None:
    opener(page).click()
    page.get_by_role("menuitem", name=name).click()


def selected(page) -> str:
    return page.locator("#id_body").evaluate(
        "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
    )


INSERTED = [
    ("Callout", "", "", ":::callout Title\nThe text.\n:::", "Title"),
    (
        "Callout",
        "One\n\nTwo two\n\nThree",
        "two",
        "One\n\n:::callout Title\nTwo two\n:::\n\nThree",
        "Title",
    ),
    ("Details", "One", "One", ":::details Title\nOne\n:::", "Title"),
    ("Pull quote", "One\nTwo", "One\nTwo", ":::quote Source\n> One\n> Two\n:::", "Source"),
    ("Pull quote", "> One\n> Two", "> One\n> Two", ":::quote Source\n> One\n> Two\n:::", "Source"),
    ("Pull quote", "One", "", "One\n\n:::quote Source\n> The words.\n:::", "The words."),
    (
        "Gallery",
        "![a](/b.png)",
        "![a](/b.png)",
        ":::gallery Caption\n![a](/b.png)\n:::",
        "Caption",
    ),
    (
        "Video",
        "https://youtu.be/a1",
        "https://youtu.be/a1",
        ":::video https://youtu.be/a1 Title",
        "Title",
    ),
    (
        "Video",
        "Words",
        "Words",
        "Words\n\n:::video https://youtu.be/… Title",
        "https://youtu.be/…",
    ),
]


@pytest.mark.parametrize(("name", "before", "select", "after", "marked"), INSERTED)
def test_a_block_stands_by_itself_with_the_first_blank_selected(
    desk, name, before, select, after, marked
):
    write(desk, before, select)
    choose(desk, name)
    expect_text(desk, after)
    assert selected(desk) == marked
    expect(desk.locator("#id_body")).to_be_focused()


def test_questions_come_with_answers_and_one_undo_takes_all_back(desk):
    write(desk, "Before.\n\nAfter.", "")
    desk.locator("#id_body").evaluate("(field) => field.setSelectionRange(3, 3)")
    choose(desk, "Questions and answers")
    begins = "Before.\n\n:::faq\n### A question?\nThe answer.\n\n### Another"
    expect(desk.locator("#id_body")).to_have_value(re.compile(f"^{re.escape(begins)}"))
    assert text(desk).endswith(":::\n\nAfter.")
    desk.keyboard.type("Why?")
    expect(desk.locator("#id_body")).to_have_value(re.compile(r"### Why\?\nThe answer\."))
    for _typed in range(2):
        desk.keyboard.press("Control+z")
    expect_text(desk, "Before.\n\nAfter.")


def test_the_menu_is_worked_by_keys_alone(desk):
    write(desk, "One")
    desk.keyboard.press("Alt+F10")
    opener(desk).focus()
    desk.keyboard.press("ArrowDown")
    items = desk.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    expect(opener(desk)).to_have_attribute("aria-expanded", "true")
    desk.keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    desk.keyboard.press("Home")
    desk.keyboard.press("g")
    expect(items.filter(has_text="Gallery")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(opener(desk)).to_be_focused()
    expect(opener(desk)).to_have_attribute("aria-expanded", "false")
    desk.keyboard.press("Enter")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect_text(desk, "One\n\n:::details Title\nThe text.\n:::")
    expect(desk.get_by_role("menu")).to_be_hidden()


def test_a_slash_in_an_empty_line_opens_the_menu_where_one_writes(desk, axe):
    body = desk.locator("#id_body")
    menu = desk.get_by_role("menu", name="Blocks")
    write(desk, "Before.\n\n")
    desk.keyboard.type("/qu")
    expect(menu.get_by_role("menuitem")).to_have_count(2)
    edge = "(menu) => menu.getBoundingClientRect()[menu.style.bottom ? 'bottom' : 'top']"
    line = "(field) => field.getBoundingClientRect().top + 16 + 2 * 32"
    assert abs(menu.evaluate(edge) - body.evaluate(line)) < 40
    expect(body).to_be_focused()
    axe(desk)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(body).to_have_value(re.compile(r"Before\.\n\n:::faq\n### A question\?\n"))
    expect(menu).to_be_hidden()


def test_a_slash_that_means_no_block_stays_as_typed(desk):
    body = desk.locator("#id_body")
    menu = desk.get_by_role("menu", name="Blocks")
    write(desk, "")
    desk.keyboard.type("/var/log")
    expect(body).to_have_value("/var/log")
    expect(menu).to_be_hidden()
    write(desk, "")
    desk.keyboard.type("/")
    expect(menu).to_be_visible()
    desk.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    desk.keyboard.press("Enter")
    desk.keyboard.type("and/")
    expect(body).to_have_value("/\nand/")
    expect(menu).to_be_hidden()
    for code in ("```\n", "```\n```python\n"):
        write(desk, code)
        desk.keyboard.type("/")
        expect(body).to_have_value(f"{code}/")
        expect(menu).to_be_hidden()


def test_the_button_closes_what_it_opened(desk):
    for is_open in (True, False, True):
        opener(desk).click()
        expect(desk.get_by_role("menu")).to_be_visible(visible=is_open)
        expect(opener(desk)).to_have_attribute("aria-expanded", str(is_open).lower())
    desk.locator("#id_title").click()
    expect(desk.get_by_role("menu")).to_be_hidden()
    opener(desk).click()
    expect(desk.get_by_role("menuitem").first).to_be_focused()


def test_a_table_has_the_size_that_was_asked_for(desk):
    write(desk, "One")
    choose(desk, "Table")
    dialog = desk.get_by_role("dialog", name="Table")
    dialog.get_by_label("Rows").fill("1")
    dialog.get_by_label("Columns").fill("2")
    dialog.get_by_role("button", name="Insert").click()
    expect_text(desk, "One\n\n| Heading | Heading |\n| --- | --- |\n|     |     |")
    assert selected(desk) == "Heading"
    desk.keyboard.press("Control+z")
    expect_text(desk, "One")
    choose(desk, "Table")
    dialog.get_by_label("With a row of headings").uncheck()
    dialog.get_by_role("button", name="Insert").click()
    expect_text(desk, "One\n\n|     |     |\n| --- | --- |\n|     |     |")
    desk.keyboard.type("a")
    expect(desk.locator("#id_body")).to_have_value(re.compile(r"\| a    \|     \|$"))
    choose(desk, "Table")
    expect(dialog).to_be_visible()
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(desk.locator("#id_body")).to_be_focused()
    assert text(desk).count("---") == 2


def test_a_snippet_is_found_by_its_words(desk, axe):
    Snippet.objects.create(name="Opening hours", body="From 8, on Monday.")
    Snippet.objects.create(name="<b>Imprint</b>", body="Who we are.")
    write(desk, "One")
    choose(desk, "Snippet")
    dialog = desk.get_by_role("dialog", name="Snippet")
    expect(dialog.get_by_role("option")).to_have_count(2)
    axe(desk)
    dialog.get_by_role("combobox").fill("nothing such")
    expect(dialog.get_by_role("status")).to_have_text("No snippet has such words.")
    dialog.get_by_role("combobox").fill("monday")
    expect(dialog.get_by_role("option", name="Opening hours")).to_have_attribute(
        "aria-selected", "true"
    )
    desk.keyboard.press("Enter")
    expect_text(desk, "One\n\n:::snippet opening-hours")
    expect(desk.locator("#id_body")).to_be_focused()
    desk.keyboard.press("Control+z")
    expect_text(desk, "One")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_menu_and_dialogs_are_sound(desk, axe, scheme):
    desk.emulate_media(color_scheme=scheme)
    desk.get_by_text("Blocks", exact=True).locator("visible=true").last.click()
    axe(desk)
    opener(desk).click()
    expect(desk.get_by_role("menuitem").first).to_be_focused()
    axe(desk)
    desk.get_by_role("menuitem", name="Table").click()
    expect(desk.get_by_role("dialog", name="Table")).to_be_visible()
    axe(desk)


def test_the_menu_stays_in_a_small_window(desk):
    desk.set_viewport_size({"width": 360, "height": 600})
    desk.reload()
    opener(desk).click()
    expect(desk.get_by_role("menuitem").first).to_be_focused()
    box = desk.get_by_role("menu").bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["y"] + box["height"] <= 600
    choose_last = desk.get_by_role("menuitem").last
    choose_last.scroll_into_view_if_needed()
    expect(choose_last).to_be_in_viewport()


def test_without_scripts_the_lines_are_there_to_be_copied(chromium, site, sign_in, page):
    sign_in(factories.make_editor())
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(reverse("admin:posts_post_add"))
    plain.locator("#blocks summary").click()
    lines = plain.locator("#blocks [data-block=faq] pre").inner_text()
    plain.fill("#id_title", "Tea")
    plain.fill("#id_body", lines)
    with plain.expect_navigation():
        plain.locator('[name="_save"]').click()
    context.close()
    assert '<details class="question"' in Post.objects.get().body_html


def test_blocks_look_as_they_should_on_a_page(page, axe, guard):
    body = (
        ":::quote Ada\n> Words that are set apart.\n:::\n\n"
        ":::gallery Three of them\n![One](/static/favicon.svg)\n![Two](/static/favicon.svg)\n"
        "![Three](/static/favicon.svg)\n:::\n\n"
        ":::faq\n### What is tea?\nA drink.\n\n### Is it late?\nNever.\n:::\n"
    )
    post = factories.make_post(body=body)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(post.get_absolute_url())
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        tops = page.locator(".gallery figure").evaluate_all(
            "(all) => all.map((one) => Math.round(one.getBoundingClientRect().top))"
        )
        assert len(set(tops)) == (1 if width > 1000 else 2)
    page.get_by_text("What is tea?").click()
    expect(page.get_by_text("A drink.")).to_be_visible()
    expect(page.get_by_text("Never.")).to_be_hidden()
