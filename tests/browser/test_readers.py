"""Readers' pages in a real browser: accessible, valid, quiet, never wider than a phone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import expect

from cms.models import MenuItem, SiteSettings
from posts.models import Image, Series, Tag
from tests.factories import make_page, make_person, make_post, make_unpublished, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)

BODY = """
An opening with a [link](https://example.org/), `code`, a note[^1] and H<sub>2</sub>O.

## First things

> What somebody said.

- one
    1. nested
- [x] done

| Month | Leads | A heading that makes the table wide | And one more to be sure of it |
|:--|--:|:-:|---|
| March | 1,200 | a cell of several words in a row | and another cell of words |

## Second things

:::callout To know
Words in a box.
:::

:::details More
Hidden words.
:::

```python
print("a line of code that is far too long for a phone, so that its box has to scroll sideways")
```

### Within

![A stripe](/media/hero.jpg "A caption")

![Not there](/media/nothing.jpg)

[^1]: The note.
"""
LONG_TITLE = ("A headline that goes on " * 6 + "w" * 60)[:200]

CONTENT_START = (
    "box => box.getBoundingClientRect().x + parseFloat(getComputedStyle(box).paddingLeft)"
)

ADDRESSES = {
    "the front page": "/",
    "a later page": "/?page=2",
    "a post": "/posts/whole/",
    "a bare post": "/posts/bare/",
    "a tag": "/tags/plain-words/",
    "the tags": "/tags/",
    "a combination": "/?tag=plain-words&tag=" + "w" * 60,
    "a combination without posts": "/?tag=plain-words&tag=rare",
    "an unknown tag": "/?tag=plain-words&tag=" + "x" * 200,
    "a part of a series": "/posts/part/",
    "an author": "/authors/ada/",
    "the authors": "/authors/",
    "the archive": "/archive/",
    "a month": "/archive/2025/03/",
    "a page": "/about/",
    "404": "/nowhere/",
    "410": "/posts/gone/",
}
every_kind = pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)


@pytest.fixture
def published(site, guard):
    """A site with every kind of page."""
    guard.allow("status of 4(04|10)")
    settings = SiteSettings.objects.create(
        pk=1, name="The Review", description="About honest work."
    )
    for place in MenuItem.Place.values:
        MenuItem.objects.create(settings=settings, place=place, label="About", address="/about/")
    image = Image.objects.add(
        SimpleUploadedFile("hero.jpg", picture_bytes(640, 360)),
        alt="A stripe",
        credit="By hand",
    )
    image.make_renditions()
    author = make_person(
        name="ليلى " + "Longname " * 12,
        slug="ada",
        bio="Writes.",
        links="https://example.org/" + "long" * 20,
        picture=image,
    )
    make_post(
        slug="whole",
        title=LONG_TITLE,
        standfirst="Why it matters.",
        body=BODY,
        hero_image=image,
        tags=["plain words", "w" * 60],
        authors=[author, make_person()],
    )
    make_post(slug="bare", title="Bare", body="")
    series = Series.objects.create(name=LONG_TITLE[:120], description="One after the other.")
    march = datetime(2025, 3, 5, tzinfo=UTC)
    original = make_post(title=LONG_TITLE, series=series, part=1, published_at=march)
    make_post(
        slug="part",
        series=series,
        part=2,
        published_at=march,
        tags=["rare"],
        language="ar",
        translation_of=original,
    )
    for number in range(12):
        make_post(
            hero_image=image if number % 2 else None,
            published_at=timezone.now() - timedelta(days=number + 1),
        )
    Tag.objects.filter(slug="plain-words").update(description="Words without a costume.")
    make_page(title="About", slug="about", body=BODY)
    make_unpublished(slug="gone")


@every_kind
def test_every_kind_of_page_is_accessible(published, page, axe, address):
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    axe(page)
    page.emulate_media(color_scheme="light")
    axe(page)
    page.emulate_media(forced_colors="active")
    axe(page)


@every_kind
def test_no_page_is_wider_than_a_phone(published, page, address):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_right_to_left_page_is_no_wider_than_a_phone(published, page):
    SiteSettings.objects.update(language="ar")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/posts/whole/")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@every_kind
def test_every_kind_of_page_is_valid_html(published, client, check_html, address):
    check_html(client.get(address).content)


@pytest.mark.django_db
@pytest.mark.parametrize("error", ["400", "403", "403_csrf", "500", "503"])
def test_rare_error_pages_are_valid_html(check_html, error):
    check_html(render_to_string(f"{error}.html"))


def test_an_empty_site_is_accessible_and_valid(page, axe, client, check_html):
    page.goto("/")
    axe(page)
    check_html(client.get("/").content)


def test_a_picture_holds_its_place_and_fills_its_frame(published, page):
    page.goto("/posts/whole/")
    page.wait_for_function("document.querySelector('.hero img').naturalWidth > 0")
    page.goto("/")
    box = page.locator(".card .frame").first.bounding_box()
    assert box["width"] / box["height"] == pytest.approx(16 / 9, abs=0.02)


def test_the_lead_post_ends_where_the_two_beside_it_end(site, page):
    image = Image.objects.add(SimpleUploadedFile("a.jpg", picture_bytes(640, 360)), alt="A stripe")
    for days, title in enumerate(["Short", LONG_TITLE, "W" * 200, "Further down"]):
        published_at = timezone.now() - timedelta(days=days + 1)
        make_post(title=title, hero_image=image, published_at=published_at)
    page.goto("/")
    lead, second = (page.locator(".card").nth(place).bounding_box() for place in (0, 2))
    assert lead["y"] + lead["height"] == pytest.approx(second["y"] + second["height"], abs=1)
    words = page.locator(".card").first.locator(".words").bounding_box()
    assert words["y"] + words["height"] == pytest.approx(lead["y"] + lead["height"], abs=1)
    picture, frame = (page.locator(f".lead {part}").bounding_box() for part in ("img", ".frame"))
    assert picture["height"] == frame["height"]


def test_a_tall_hero_leaves_the_text_within_a_screen_of_the_title(site, page):
    image = Image.objects.add(SimpleUploadedFile("t.jpg", picture_bytes(600, 1600)), alt="A tower")
    make_post(slug="tall", hero_image=image)
    page.goto("/posts/tall/")
    assert page.locator(".hero img").bounding_box()["height"] <= 900


def test_a_wide_logo_keeps_its_shape_and_the_name_its_words(site, page):
    logo = Image.objects.add(SimpleUploadedFile("logo.png", picture_bytes(900, 120, kind="PNG")))
    SiteSettings.objects.create(pk=1, name="A Quarterly of Correspondence", logo=logo)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    mark, name = (page.locator(f".nameplate .brand {part}") for part in ("img", "span"))
    assert mark.evaluate("mark => getComputedStyle(mark).objectFit") == "contain"
    assert name.bounding_box()["y"] >= mark.bounding_box()["y"] + mark.bounding_box()["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(("language", "title"), [("ar", "مقالة طويلة"), ("", "מאמר ארוך")])
def test_a_post_in_a_script_from_the_right_is_laid_out_from_the_right(site, page, language, title):
    image = Image.objects.add(SimpleUploadedFile("w.jpg", picture_bytes(1600, 400)), alt="شريط")
    image.make_renditions()
    body = "".join(f"## {title}\n\n{title}\n\n![](/media/w.jpg)\n\n" for _ in range(4))
    make_post(
        slug="right", language=language, title=title, body=body, tags=["forms"], hero_image=image
    )
    page.goto("/posts/right/")
    contents, text = page.locator(".beside"), page.locator(".prose")
    assert contents.bounding_box()["x"] > text.bounding_box()["x"]
    figure = page.locator(".prose figure").first.bounding_box()
    assert figure["x"] + figure["width"] <= contents.bounding_box()["x"]
    ends = "box => box.getBoundingClientRect().right"
    kicker = page.locator(".post > header .kicker a").evaluate(ends)
    assert kicker == pytest.approx(text.evaluate(ends), abs=1)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto("/")
    tag, words = (page.locator(f".card {part}").evaluate(ends) for part in (".meta", ".words"))
    assert tag == pytest.approx(words, abs=8)


def test_text_twice_as_large_needs_no_second_scrollbar(published, page):
    page.goto("/posts/whole/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@every_kind
def test_what_can_be_touched_is_large_enough(published, page, address):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    # A card's link lies over the card; within a sentence one may be as high as its line. Source:
    # WCAG 2.2, 2.5.8.
    small = page.evaluate(
        """[...document.querySelectorAll("a, summary")].filter(one =>
            one.checkVisibility() && !one.closest(".skip, .prose, .card, p:not([class])")
            && Math.max(...[...one.getClientRects()].map(box => box.height)) < 24
        ).map(one => one.outerHTML)"""
    )
    assert small == []


def test_a_card_is_one_link_as_large_as_the_card(published, page):
    page.goto("/")
    card = page.locator(".card").first
    expect(card.locator("a")).to_have_count(1)
    box = card.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 20)
    page.wait_for_url("**/posts/**")


def test_the_contents_list_is_beside_the_text_or_folded(published, page):
    page.goto("/posts/whole/")
    expect(page.locator("nav.contents")).to_be_visible()
    expect(page.locator("details.contents")).to_be_hidden()
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator("nav.contents")).to_be_hidden()
    page.locator("details.contents summary").click()
    page.locator("details.contents a").nth(1).click()
    page.wait_for_url("**/posts/whole/#h-second-things")


def test_a_long_contents_list_scrolls_by_itself_and_ends_with_the_text(site, page):
    sections = "".join(f"## Section {number}\n\nA text.\n\n" for number in range(40))
    make_post(slug="long", body=sections)
    make_post()
    page.goto("/posts/long/")
    box = page.locator(".beside > div")
    assert box.bounding_box()["height"] <= 900
    assert box.evaluate("box => box.scrollHeight > box.clientHeight")
    page.locator(".related").scroll_into_view_if_needed()
    bottom = "document.querySelector('.beside > div').getBoundingClientRect().bottom"
    end = "document.querySelector('.post > footer').getBoundingClientRect().top"
    page.wait_for_function(f"{bottom} <= {end}")


def test_related_posts_are_as_wide_as_the_page_and_a_line_each_on_a_phone(published, page):
    page.goto("/posts/bare/")
    header, related = page.locator(".site-header"), page.locator(".related")
    assert related.bounding_box()["x"] == header.evaluate(CONTENT_START)
    pictured = related.locator(".card:has(.frame)").first
    page.set_viewport_size({"width": 360, "height": 740})
    frame, words = pictured.locator(".frame"), pictured.locator(".words")
    assert frame.bounding_box()["y"] == words.bounding_box()["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["#ffee00", "#fefefe", "#010101", "#ff0000", "#808080"])
def test_any_accent_can_be_read(published, page, axe, accent, scheme):
    SiteSettings.objects.update(accent=accent)
    page.emulate_media(color_scheme=scheme)
    page.goto("/posts/whole/")
    axe(page)


def test_a_printed_post_is_the_text_with_its_addresses(published, page):
    page.goto("/posts/whole/")
    page.emulate_media(media="print")
    expect(page.locator(".site-header nav, .site-footer, .contents").first).to_be_hidden()
    after = "link => getComputedStyle(link, '::after').content"
    link = page.locator(".prose a[href^='https://example.org']").first
    assert "https://example.org/" in link.evaluate(after)
    expect(page.locator(".printed-from")).to_be_visible()
    expect(page.locator(".post > footer")).to_have_css("display", "block")


def test_a_wide_table_is_printed_whole(site, page):
    heads = " | ".join(f"Column {number}" for number in range(12))
    body = f"| {heads} |\n|{'--|' * 12}\n|{' a few words |' * 12}\n"
    make_post(slug="table", body=body)
    page.set_viewport_size({"width": 612, "height": 900})  # what A4 leaves between its margins
    page.emulate_media(media="print")
    page.goto("/posts/table/")
    assert page.locator("table").evaluate("table => table.scrollWidth") <= 612
    assert page.evaluate("document.documentElement.scrollWidth") <= 612


def test_the_first_tab_offers_to_skip_to_the_text(published, page):
    page.goto("/posts/whole/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_visible()
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
