"""The order of a post's authors at the desk, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models import Autosave, Post
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_is_named_first_is_chosen_with_a_button(page, sign_in, axe):
    sign_in(factories.make_editor())
    page.emulate_media(reduced_motion="reduce")
    ada, bo, _cy = (factories.make_person(name=name) for name in ("Ada", "Bo", "Cy"))
    post = factories.make_draft(authors=[ada, bo])
    page.goto(reverse("admin:posts_post_change", args=[post.pk]))
    page.get_by_role("tab", name="Settings").click()
    page.get_by_label("Cy", exact=True).check()
    earlier = page.get_by_role("button", name="Name Cy earlier")
    earlier.click()
    expect(earlier).to_be_focused()
    expect(page.get_by_text("Cy: place 2")).to_be_attached()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Cy", exact=True)).to_be_focused()
    expect(earlier).to_be_hidden()
    expect(page.locator("#id_authors label")).to_have_text(["Cy", "Ada", "Bo"])
    axe(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. It is a draft")).to_be_visible()
    assert [person.name for person in Post.objects.get().shown_authors] == ["Cy", "Ada", "Bo"]


def test_an_order_alone_is_kept_like_all_that_is_typed(page, sign_in):
    sign_in(factories.make_editor())
    ada, bo = (factories.make_person(name=name) for name in ("Ada", "Bo"))
    post = factories.make_draft(authors=[ada, bo])
    page.goto(reverse("admin:posts_post_change", args=[post.pk]))
    page.get_by_role("tab", name="Settings").click()
    page.get_by_role("button", name="Name Bo earlier").click()
    expect(page.locator(".save-state")).to_contain_text("autosaved")
    assert Autosave.objects.get().fields["authors"] == [str(bo.pk), str(ada.pk)]
