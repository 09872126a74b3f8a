"""What a browser fetches of a picture: sharp, and not much more than is shown."""

import re

import pytest
from django.core.files.base import ContentFile

from posts import tasks
from posts.models import Image
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

WIDEST = 1920
# Of each picture: where it stands, its width on the screen, its file, how it comes.
SHOWN = """
() => [...document.querySelectorAll("main img")].map((image) => ({
  place: image.closest(".related") ? "related" : image.closest(".prose") ? "text" : "hero",
  width: image.getBoundingClientRect().width,
  file: image.currentSrc,
  loading: image.loading,
  priority: image.fetchPriority,
  shape: [image.getAttribute("width"), image.getAttribute("height")].map(Number),
}))
"""
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def make_image(colour: str) -> Image:
    # Each another one: a browser takes a wider copy that it has already.
    picture = factories.picture_bytes(2400, 1350, colour=colour)
    image = Image.objects.add(ContentFile(picture, name=f"{colour}.jpg"), alt=colour)
    tasks.make_renditions.call(image.pk)
    image.refresh_from_db()
    return image


@pytest.fixture
def article():
    hero, shown, *others = map(make_image, ["teal", "navy", "olive", "maroon", "purple"])
    for image in others:
        factories.make_post(tags=["hills"], hero_image=image)
    body = f"{'Words. ' * 300}\n\n![Hills]({shown.as_picture().url})\n\nMore words."
    return factories.make_post(tags=["hills"], hero_image=hero, body=body)


WIDTHS_AND_DENSITIES = [(360, 2), (360, 3), (768, 1), (768, 2), (1280, 2), (1920, 1), (1920, 2)]


def look(chromium, site, address, width, density) -> list[dict]:
    """The article's pictures as a browser of this width shows them, once all are there."""
    viewport = {"width": width, "height": 800}
    context = chromium.new_context(base_url=site, viewport=viewport, device_scale_factor=density)
    try:
        page = context.new_page()
        page.add_init_script(SHIFTS)
        page.goto(address)
        for picture in page.locator("main img").all():
            picture.scroll_into_view_if_needed()
        page.wait_for_function(
            "[...document.querySelectorAll('main img')].every((image) => image.naturalWidth)"
        )
        assert page.evaluate("window.shifts") < 0.001
        return page.evaluate(SHOWN)
    finally:
        context.close()


def test_a_picture_is_fetched_about_as_wide_as_it_is_shown(chromium, site, article):
    for width, density in WIDTHS_AND_DENSITIES:
        shown = look(chromium, site, article.get_absolute_url(), width, density)
        assert [picture["place"] for picture in shown] == ["hero", "text", *["related"] * 3]
        for picture in shown:
            needed = picture["width"] * density
            fetched = int(re.search(r"-(\d+)\.avif$", picture["file"])[1])
            assert fetched >= min(0.94 * needed, WIDEST), (width, density, picture)
            most = max(1.6 * needed, 640 if needed > 310 else 320)
            assert fetched <= most, (width, density, picture)
            across, down = picture["shape"]
            assert across / down == pytest.approx(16 / 9, rel=0.01)


def test_the_hero_comes_first_and_what_is_below_it_when_it_is_scrolled_to(chromium, site, article):
    hero, *rest = look(chromium, site, article.get_absolute_url(), 1280, 1)
    assert (hero["loading"], hero["priority"]) == ("auto", "high")
    assert {(picture["loading"], picture["priority"]) for picture in rest} == {("lazy", "auto")}
