"""Series and translations in the post's form, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models import Post, Series
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page, sign_in):
    sign_in(factories.make_editor())
    page.emulate_media(reduced_motion="reduce")
    return page


def test_an_older_post_is_found_while_its_title_is_typed(desk, axe):
    Series.objects.create(name="Tea time")
    factories.make_post(slug="old", title="A very old kettle")
    for number in range(31):
        factories.make_post(title=f"Newer {number}")
    post = factories.make_draft(title="Ein alter Kessel")
    desk.goto(reverse("admin:posts_post_change", args=[post.pk]))
    desk.get_by_role("tab", name="Settings").click()
    desk.get_by_text("Series and language", exact=True).click()
    axe(desk)
    expect(desk.locator("#id_series_suggestions option")).to_have_count(1)
    options = desk.locator("#id_translation_of_suggestions option")
    assert "old" not in options.evaluate_all("all => all.map(option => option.value)")
    desk.get_by_label("Translation of").press_sequentially("kettle very")
    expect(options).to_have_count(1)
    assert options.evaluate_all("all => all.map(option => [option.value, option.label])") == [
        ["old", "A very old kettle"]
    ]
    desk.get_by_label("Translation of").fill("old")
    desk.get_by_label("Language", exact=True).fill("de")
    desk.get_by_label("Part", exact=True).fill("2")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save", exact=True).click()
    # What must be mended is open, also below a heading that was closed.
    expect(desk.get_by_label("Series", exact=True)).to_be_visible()
    axe(desk)
    desk.get_by_label("Series", exact=True).fill("tea TIME")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Saved. It is a draft")).to_be_visible()
    post = Post.objects.get(pk=post.pk)
    assert (post.series.name, post.part, post.language) == ("Tea time", 2, "de")
    assert post.translation_of.slug == "old"
    desk.goto(reverse("admin:posts_series_change", args=[post.series.pk]))
    axe(desk)
    desk.goto(reverse("admin:posts_series_changelist"))
    axe(desk)


def test_the_fields_fit_on_a_phone(desk):
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.goto(reverse("admin:posts_post_add"))
    desk.get_by_role("tab", name="Settings").click()
    desk.get_by_text("Series and language", exact=True).click()
    expect(desk.get_by_label("Translation of")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 360
