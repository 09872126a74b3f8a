"""The admin in a real browser: its policy, its accessibility, its keyboard, its small scripts."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from cms.models import MenuItem, SiteSettings
from posts.models import Image, Page, Post, Redirect
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

LONG_TITLE = ("A headline that goes on " * 6 + "w" * 60)[:200]
BODY = "\n  First, two spaces.\n\n- a list\n"


@pytest.fixture
def editor(page, site):
    """An editor, logged in in the browser."""
    user = factories.make_editor(username="anna")
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": "sessionid", "value": cookie, "url": site + "/admin/", "httpOnly": True}]
    )
    return user


@pytest.fixture
def post(editor):
    return make_full_site(editor)


def make_full_site(editor) -> Post:
    """A draft with everything, in a site where every room has a row."""
    picture = ContentFile(factories.picture_bytes(640, 360), name="dawn.jpg")
    image = Image.objects.add(picture, name="dawn.jpg", alt="Dawn over hills")
    person = factories.make_person(name="Ada Obi", picture=image)
    SiteSettings.objects.create(pk=1, name="The Review", logo=image)
    MenuItem.objects.create(label="About", address="/about/")
    factories.make_page(title="About")
    Redirect.objects.create(old_path="/old/", new_path="/")
    factories.make_post(title=LONG_TITLE, slug="out", tags=["forms", LONG_TITLE[-80:]])
    factories.make_scheduled(title="To come")
    post = factories.make_draft(
        title="A draft", body=BODY, tags=["forms"], authors=[person], hero_image=image
    )
    post.add_revision(user=editor)
    return post


def change(row) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def rooms(post: Post) -> list[str]:
    """An address of every kind of page in the admin."""
    names = ["post", "image", "tag", "person", "page", "redirect"]
    addresses = [reverse("admin:index"), reverse("admin:password_change")]
    for name in names:
        addresses += [
            reverse(f"admin:posts_{name}_changelist"),
            reverse(f"admin:posts_{name}_add"),
        ]
    rows = [post, post.hero_image, post.tags.get(), post.authors.get()]
    rows += [Redirect.objects.get(), Page.objects.get()]
    addresses += [change(row) for row in [*rows, Post.objects.get(slug="out")]]
    addresses += [
        reverse("admin:app_list", args=["posts"]),
        reverse("admin:posts_post_changelist") + "?q=nothing-like-it",
        reverse("admin:posts_post_preview", args=[post.pk]),
        reverse("admin:posts_post_delete", args=[post.pk]),
        reverse("admin:posts_post_history", args=[post.pk]),
        reverse("admin:posts_image_delete", args=[post.hero_image_id]),
        reverse("admin:cms_sitesettings_change", args=[1]),
        reverse("admin:cms_task_changelist"),
        reverse("admin:auth_user_changelist"),
        reverse("admin:auth_user_add"),
        change(get_user_model().objects.get()),
        reverse("admin:auth_user_password_change", args=[get_user_model().objects.get().pk]),
        reverse("admin:auth_group_changelist"),
        reverse("admin:auth_group_add"),
    ]
    return addresses


def press(page, name: str) -> None:
    """Press a button that sends a form, and wait for what comes back."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def has_sideways_scroll(page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )


def test_every_page_of_the_admin_is_valid_html(client, html_checker):
    editor = factories.make_editor()
    client.force_login(editor)
    # Django's own markup of a password's hash and rules is not valid.
    addresses = [
        address
        for address in rooms(make_full_site(editor))
        if not address.startswith(change(editor)[: -len("change/")])
    ]
    found = {address: html_checker.messages(client.get(address).content) for address in addresses}
    assert {address: messages for address, messages in found.items() if messages} == {}


def test_an_empty_site_teaches(page, editor, axe):
    page.goto("/admin/")
    page.get_by_role("heading", name="Nothing here yet").wait_for()
    axe(page)
    page.get_by_role("link", name="Write the first post").click()
    page.get_by_role("heading", name="Write a post").wait_for()
    for name in ("post", "image", "tag", "person", "page", "redirect"):
        page.goto(reverse(f"admin:posts_{name}_changelist"))
        page.locator(".empty").wait_for()
        axe(page)


def test_logging_in(page, site, axe):
    factories.make_editor(username="anna")
    page.goto("/admin/")
    axe(page)
    page.get_by_label("Username").fill("anna")
    page.get_by_label("Password").fill("correct horse battery")
    press(page, "Log in")
    page.get_by_role("heading", name="Desk").wait_for()


def test_who_guesses_too_often_gets_a_page_that_says_so(page, site, axe, guard, settings):
    guard.allow("status of 429")
    factories.make_editor(username="anna")
    settings.AXES_FAILURE_LIMIT = 1
    page.goto("/admin/")
    page.get_by_label("Username").fill("anna")
    page.get_by_label("Password").fill("a guess")
    press(page, "Log in")
    page.get_by_role("heading", name="Too many attempts").wait_for()
    axe(page)


def test_a_post_is_written_by_keyboard_alone(page, editor):
    page.emulate_media(reduced_motion="reduce")
    page.goto("/admin/")
    page.get_by_role("link", name="Write a post").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/add/")
    page.get_by_label("Title", exact=True).focus()
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")  # a title stays one line
    page.keyboard.press("Tab")
    page.keyboard.type("A standfirst.")
    page.keyboard.press("Tab")  # the buttons over the text are one stop
    page.keyboard.press("Tab")
    page.keyboard.type("The text.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # from the tab Write to Settings
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || document.activeElement.id")
        reached.append(name)
        if name == "_save":
            break
        seen = page.evaluate(
            """() => {
                const box = document.activeElement.getBoundingClientRect();
                const bar = document.querySelector(".bar").getBoundingClientRect();
                return box.bottom <= bar.top + 1 || document.activeElement.closest(".bar");
            }"""
        )
        assert seen, f"{name} is hidden behind the bar"
    for name in ("published_at", "id_tags", "id_hero_image_choose", "hero_upload", "slug"):
        assert name in reached
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    page.get_by_text("Saved. It is a draft").wait_for()
    saved = Post.objects.get()
    assert (saved.title, saved.standfirst, saved.body) == (
        "By keyboard",
        "A standfirst.",
        "The text.",
    )


def test_saving_an_open_form_changes_no_byte(page, post):
    version = Post.objects.get(pk=post.pk).version
    page.goto(change(post))
    press(page, "Save")
    page.get_by_text("Saved. It is a draft").wait_for()
    again = Post.objects.get(pk=post.pk)
    assert (again.body, again.version) == (BODY, version)


def test_a_half_filled_date_is_told_and_mended(page, editor):
    """The browser sends an empty value, and the post would never come out."""
    page.goto(reverse("admin:posts_post_add"))
    page.get_by_label("Title", exact=True).fill("For later")
    page.get_by_role("tab", name="Settings").click()
    page.get_by_label("Publish at", exact=True).focus()
    page.keyboard.type("1130")  # a day and a month, no year
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**typed=*")
    expect(page.locator(".field-published_at .errorlist")).to_contain_text("Write a date")
    page.get_by_label("Publish at", exact=True).focus()
    page.keyboard.type("11302999")
    page.keyboard.press("Tab")
    page.keyboard.type("0900AM")
    press(page, "Save")
    page.get_by_text("Saved. It appears by itself").wait_for()


def test_two_editors(page, post, axe):
    page.goto(change(post))
    page.get_by_label("Text").fill("My own words.\nAnd more.")
    theirs = Post.objects.get(pk=post.pk)
    theirs.body, theirs.title = "Their own words.\nAnd more.", "Their title"
    theirs.save()
    theirs.add_revision(user=factories.make_editor(username="berta"))
    press(page, "Save")
    page.get_by_role("heading", name="Yours and theirs").wait_for()
    assert page.locator(".conflict ins").all_inner_texts().count("Their") >= 1
    expect(page.get_by_label("Text", exact=True)).to_have_value("My own words.\nAnd more.")
    page.emulate_media(reduced_motion="reduce")
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert not has_sideways_scroll(page)
    press(page, "Save mine over it")
    assert Post.objects.get(pk=post.pk).body == "My own words.\nAnd more."


def test_the_end_of_a_session_loses_nothing(page, post, axe, guard):
    guard.allow("status of 403")
    page.goto(change(post))
    page.get_by_label("Text", exact=True).fill("\n  Typed for an hour.\n")
    page.context.clear_cookies(name="sessionid")
    press(page, "Save")
    page.get_by_text("What you just sent is kept").wait_for()
    axe(page)
    page.get_by_label("Username").fill("anna")
    page.get_by_label("Password").fill("correct horse battery")
    press(page, "Log in")
    page.emulate_media(reduced_motion="reduce")
    axe(page)
    press(page, "Send it again")
    page.get_by_text("Saved. It is a draft").wait_for()
    assert Post.objects.get(pk=post.pk).body == "\n  Typed for an hour.\n"


def test_a_login_in_another_window_loses_nothing(page, post, guard):
    guard.allow("status of 403|autosave")
    page.goto(change(post))
    # An autosave would notice the other login first, and fetch its token.
    page.route("**/autosave/", lambda route: route.abort())
    page.get_by_label("Text", exact=True).fill("Typed.")
    page.evaluate(
        "document.querySelector('#post_form [name=csrfmiddlewaretoken]').value = 'x'.repeat(64)"
    )
    press(page, "Save")
    press(page, "Send it again")
    page.get_by_text("Saved. It is a draft").wait_for()
    assert Post.objects.get(pk=post.pk).body == "Typed."


def test_a_picture_is_chosen_from_the_library(page, post, axe):
    picture = ContentFile(factories.picture_bytes(640, 360, colour="navy"), name="dusk.jpg")
    dusk = Image.objects.add(picture, name="dusk.jpg", alt="Dusk")
    page.emulate_media(reduced_motion="reduce")
    page.goto(change(post))
    page.get_by_role("tab", name="Settings").click()
    page.get_by_role("button", name="Hero image: Choose a picture").click()
    page.get_by_role("button", name="Dawn over hills").wait_for()
    axe(page)
    page.get_by_label("Search pictures").fill("dusk")
    page.get_by_role("button", name="Dawn over hills").wait_for(state="detached")
    page.get_by_role("button", name="Dusk").click()
    press(page, "Save")
    assert Post.objects.get(pk=post.pk).hero_image == dusk
    page.get_by_role("button", name="Hero image: Remove").click()
    press(page, "Save")
    assert Post.objects.get(pk=post.pk).hero_image is None


def test_the_menu_opens_on_a_phone(page, post, axe):
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(reduced_motion="reduce")
    page.goto("/admin/")
    page.get_by_role("button", name="Menu").click()
    images = page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Images")
    expect(images).to_be_visible()
    axe(page)
    images.click()
    page.get_by_role("heading", name="Images").wait_for()


def test_leaving_with_unsaved_text_asks_first(page, post):
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(change(post))
    text = page.get_by_label("Text", exact=True)
    text.press_sequentially("x")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Desk").first.click()
    text.press_sequentially("y")
    expect(text).to_have_value(re.compile("xy"))
    assert asked == ["beforeunload"]
    assert re.search(r"/change/$", page.url)


def test_without_scripts_the_form_is_whole(chromium, page, post, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(change(post))
    plain.get_by_label("Hero image").select_option("")
    plain.get_by_label("Tags").fill('one, "two, three"')
    press(plain, "Publish…")
    press(plain, "Publish")
    plain.get_by_text("Published.").wait_for()
    context.close()
    saved = Post.objects.get(pk=post.pk)
    assert saved.is_published
    assert saved.hero_image is None
    assert set(saved.tags.names()) == {"one", "two, three"}
