"""What running text can hold, in a real browser: enlarged pictures, videos, notes, code."""

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from posts.models import Image
from tests.browser.waiting import wait_until
from tests.factories import make_post, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)

ID = "dQw4w9WgXcQ"
PLAYER = f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1"
BODY = f"""
Text with a note[^1].

## Watch

:::video https://youtu.be/{ID} A tour
How it looks.
:::

:::video https://vimeo.com/76979871

{"A paragraph to scroll over." * 60}

## Look

![A stripe](/media/wide.jpg "A caption")

- [ ] open
- [x] done[^1]

```python
print("a line of code that is far too long for a phone, so that its box has to scroll sideways")
```

<table><caption>By hand</caption>
<tr><th>One</th><th>{"wide" * 30}</th></tr>
</table>

{"A paragraph to scroll over." * 60}

[^1]: The note.
"""


@pytest.fixture
def post(site):
    image = Image.objects.add(ContentFile(picture_bytes(1600, 900)), name="wide.jpg")
    image.make_renditions()
    return make_post(slug="running", body=BODY)


@pytest.fixture
def without_scripts(chromium, site, guard):
    """A page of a browser whose scripts are off."""
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    guard.watch(context)
    yield context.new_page()
    context.close()


def test_running_text_is_accessible_and_no_wider_than_a_phone(post, page, axe):
    page.emulate_media(reduced_motion="reduce")
    page.goto("/posts/running/")
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    axe(page)
    page.emulate_media(forced_colors="active", color_scheme="light")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_running_text_is_valid_html(post, client, check_html):
    check_html(client.get("/posts/running/").content)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_video_asks_its_host_for_nothing_until_it_is_played(
    post, page, without_scripts, guard, scripts
):
    shown = page if scripts else without_scripts
    shown.goto("/posts/running/")
    shown.mouse.wheel(0, 1000)
    shown.get_by_text("It loads from youtube-nocookie.com").scroll_into_view_if_needed()
    shown.wait_for_load_state("networkidle")
    assert guard.problems == []
    with shown.expect_request(PLAYER) as request:
        shown.get_by_role("link", name="Play the video: A tour").click()
    assert request.value.frame.name == "video-1"
    assert request.value.frame.parent_frame == shown.main_frame
    assert shown.url.endswith("/posts/running/")
    wait_until(shown, lambda: guard.problems)
    assert all(PLAYER in problem or "ERR_FAILED" in problem for problem in guard.problems)
    guard.problems.clear()


def test_a_picture_is_enlarged_and_back_is_where_it_was(post, page):
    page.goto("/posts/running/")
    link = page.get_by_role("link", name="Enlarge")
    link.scroll_into_view_if_needed()
    place = page.evaluate("window.scrollY")
    assert place > 0
    largest = link.get_attribute("href")
    link.click()
    page.wait_for_url(f"**{largest}")
    page.go_back()
    page.wait_for_url("**/posts/running/")
    page.wait_for_function(f"Math.abs(window.scrollY - {place}) < 3")


def test_print_has_neither_players_nor_signs(post, page):
    page.goto("/posts/running/")
    page.emulate_media(media="print")
    expect(page.locator(".video > a").first).to_be_hidden()
    expect(page.locator(".video .screen").first).to_be_hidden()
    after = "link => getComputedStyle(link, '::after')"
    assert page.locator(".enlarge").evaluate(f"link => ({after})(link).display") == "none"
    assert "watch?v=" in page.locator(".video figcaption a").first.evaluate(
        f"link => ({after})(link).content"
    )


def test_every_reference_to_a_note_has_its_way_back(post, page):
    page.goto("/posts/running/")
    page.locator("#fnref-1-2").click()
    page.wait_for_url("**/posts/running/#fn-1")
    page.get_by_label("Back to the text, from footnote 1 (2)").click()
    page.wait_for_url("**/posts/running/#fnref-1-2")


def test_a_heading_is_linked_to_by_keyboard(post, page):
    page.goto("/posts/running/")
    anchor = page.get_by_role("link", name="Link to “Watch”")
    anchor.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(anchor).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/posts/running/#h-watch")


def test_a_table_of_many_columns_keeps_its_sentences_on_a_line(site, page):
    heads = " | ".join(f"Column {number}" for number in range(12))
    row = " | ".join(["a few words of text"] * 12)
    make_post(slug="table", body=f"| {heads} |\n|{'--|' * 12}\n| {row} |\n| {row} |\n")
    page.goto("/posts/table/")
    heights = [row.bounding_box()["height"] for row in page.locator("tr").all()]
    assert max(heights) < 50
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_tall_picture_is_seen_whole_with_its_sign_on_it(site, page):
    image = Image.objects.add(ContentFile(picture_bytes(900, 1800)), name="tall.jpg", alt="Tall")
    image.make_renditions()
    make_post(slug="tall", body="![](/media/tall.jpg)")
    page.goto("/posts/tall/")
    picture, link = (page.locator(f".prose {part}").bounding_box() for part in ("img", ".enlarge"))
    assert picture["height"] <= 900
    assert picture["width"] / picture["height"] == pytest.approx(1 / 2, abs=0.01)
    assert link["width"] == pytest.approx(picture["width"], abs=1)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8])
def test_the_last_row_of_a_gallery_is_full(site, page, count, width):
    pictures = []
    for number in range(count):
        data = picture_bytes(600, 400 + number)
        Image.objects.add(ContentFile(data), name=f"p{number}.jpg", alt="A stripe")
        pictures.append(f"![](/media/p{number}.jpg)\n")
    make_post(slug="gallery", body=f":::gallery Together\n{''.join(pictures)}:::\n")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/posts/gallery/")
    whole = page.locator(".gallery").bounding_box()
    boxes = [one.bounding_box() for one in page.locator(".gallery > figure").all()]
    assert len(boxes) == count
    for row in {round(box["y"]) for box in boxes}:
        in_row = [box for box in boxes if round(box["y"]) == row]
        last = max(box["x"] + box["width"] for box in in_row)
        assert last == pytest.approx(whole["x"] + whole["width"], abs=1)
        assert len({round(box["width"]) for box in in_row}) == 1


def test_alike_pictures_of_a_gallery_fill_their_ground(site, page):
    for number in range(2):
        picture = ContentFile(picture_bytes(1600, 900, colour=("teal", "navy")[number]))
        Image.objects.add(picture, name=f"p{number}.jpg", alt="A stripe")
    make_post(slug="two", body=":::gallery\n![](/media/p0.jpg)\n![](/media/p1.jpg)\n:::\n")
    page.goto("/posts/two/")
    for figure in page.locator(".gallery > figure").all():
        picture = figure.locator("img").bounding_box()
        ground = figure.locator("> :not(figcaption)").bounding_box()
        assert picture["height"] == pytest.approx(ground["height"], abs=1)
        assert picture["width"] / picture["height"] == pytest.approx(16 / 9, abs=0.02)


def test_plain_text_in_a_box_wraps_and_code_does_not(site, page):
    words = "a sentence of plain words that is too long for one line of a phone"
    make_post(slug="boxes", body=f"```text\n{words}\n```\n\n```python\n{words}\n```\n")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/posts/boxes/")
    wide = "boxes => boxes.map(box => box.scrollWidth > box.clientWidth)"
    assert page.locator("pre").evaluate_all(wide) == [False, True]
