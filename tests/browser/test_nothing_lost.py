"""Nothing that is typed gets lost, in a real browser: the server away, killed, logged out."""

import re
import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models import Autosave, Post, Presence
from tests import factories
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

OFFER = re.compile("You typed this .* and did not save it")
COPIES = "() => Object.keys(localStorage).filter((key) => key.includes('typed')).length"


@pytest.fixture
def editor(sign_in):
    user = factories.make_editor(username="ada")
    sign_in(user)
    return user


@pytest.fixture
def post(editor) -> Post:
    post = factories.make_draft(title="On tea", body="Old words.")
    post.add_revision(user=editor)
    return post


def form(post: Post | None) -> str:
    if post is None:
        return reverse("admin:posts_post_add")
    return reverse("admin:posts_post_change", args=[post.pk])


def body(page):
    return page.locator("#id_body")


def state(page):
    return page.locator(".save-state")


def type_at_the_end(page, words: str) -> None:
    body(page).press("Control+End")
    body(page).press_sequentially(words)


def leave(page, place: str) -> None:
    """Go elsewhere, though the page asks."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(place)


def nothing_is_kept_here(page) -> None:
    wait_until(page, lambda: page.evaluate(COPIES) == 0)


@pytest.fixture
def clock(page, guard):
    """The page's clock; once it is stopped, time passes only by `clock.run_for(milliseconds)`."""
    guard.allow("sandboxed")  # it asks for a place in every frame
    page.clock.install()
    return page.clock


def stop_the_clock(page) -> None:
    # Time enough to say so: a clock is not stopped at what has passed.
    page.clock.pause_at(time.time() + 10)


@pytest.mark.parametrize("is_new", [True, False])
def test_what_is_typed_is_on_the_server_within_2_seconds_of_a_pause(page, post, clock, is_new):
    place = form(None if is_new else post)
    page.goto(place)
    stop_the_clock(page)
    type_at_the_end(page, " And new")
    # What is left of the two seconds is the server's.
    with page.expect_request("**/autosave/"):
        clock.run_for(1100)
    expect(state(page)).to_contain_text(re.compile(r"^Draft, autosaved just now"))
    clock.resume()
    assert Autosave.objects.get().fields["body"][0].endswith(" And new")
    assert page.evaluate(COPIES) == 0
    leave(page, reverse("admin:index"))
    page.goto(place)
    expect(page.get_by_role("heading", name=OFFER)).to_be_visible()
    expect(page.locator("#id_title")).not_to_be_focused()  # the offer comes first
    page.get_by_role("link", name="Go on with it").click()
    expect(body(page)).to_have_value(re.compile(" And new$"))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. It is a draft")).to_be_visible()
    expect(state(page)).to_contain_text(re.compile(r"^Draft, saved (just now|\d+ s ago)"))
    assert not Autosave.objects.exists()
    page.goto(place)
    expect(page.get_by_role("heading", name=OFFER)).to_be_hidden()


def test_while_one_types_on_it_is_kept_now_and_then(page, post, clock):
    page.goto(form(post))
    stop_the_clock(page)
    for number in range(18):
        type_at_the_end(page, f" {number}")
        clock.run_for(400)
    type_at_the_end(page, " and on")
    clock.run_for(900)
    wait_until(page, lambda: Autosave.objects.exists())
    # No pause was long enough to be the one that it was kept in.
    assert Autosave.objects.get().fields["body"][0].endswith(" 17 and on")


def test_leaving_asks(page, post):
    page.goto(form(post))
    type_at_the_end(page, " More")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Desk").first.click()
    expect(body(page)).to_have_value("Old words. More")
    type_at_the_end(page, " and more")
    expect(body(page)).to_have_value("Old words. More and more")
    assert asked == ["beforeunload"]


def test_while_the_server_is_away_this_browser_keeps_it(page, post, guard):
    guard.allow("ERR_FAILED|failed load")
    page.goto(form(post))
    page.route("**/autosave/", lambda route: route.abort())
    type_at_the_end(page, " Kept here.")
    words = "Not saved: the server can't be reached. It is kept in this browser."
    expect(state(page)).to_contain_text(words)
    expect(state(page).get_by_role("status")).to_have_text(words)
    assert page.evaluate(COPIES) == 1
    leave(page, reverse("admin:index"))
    page.unroute("**/autosave/")
    page.goto(form(post))
    expect(page.get_by_role("heading", name=OFFER)).to_be_visible()
    nothing_is_kept_here(page)
    page.get_by_text("Compare it with what is saved").click()
    expect(page.locator(".unsaved .sides")).to_contain_text("Old words. Kept here.")
    page.get_by_role("link", name="Go on with it").click()
    expect(body(page)).to_have_value("Old words. Kept here.")


def test_the_server_has_it_as_soon_as_it_is_back(page, post, guard):
    guard.allow("ERR_FAILED|failed load")
    page.goto(form(post))
    page.route("**/autosave/", lambda route: route.abort())
    type_at_the_end(page, " Later.")
    expect(state(page)).to_contain_text("Not saved")
    page.unroute("**/autosave/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(state(page)).to_contain_text("autosaved")
    expect(state(page).get_by_role("status")).to_contain_text("autosaved")
    assert page.evaluate(COPIES) == 0


def test_a_browser_that_keeps_nothing_says_so(page, post, guard):
    guard.allow("ERR_FAILED|failed load")
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    page.goto(form(post))
    page.route("**/autosave/", lambda route: route.abort())
    type_at_the_end(page, " Nowhere.")
    expect(state(page)).to_contain_text("This browser can't keep it either: copy your text.")


def test_who_is_logged_out_goes_on_after_another_login(page, post, editor, sign_in, guard):
    guard.allow("status of 403")
    page.goto(form(post))
    cookies = page.context.cookies()
    page.context.clear_cookies()
    type_at_the_end(page, " Still here.")
    expect(state(page)).to_contain_text("Not saved: you are logged out.")
    expect(state(page).get_by_role("link", name="Log in")).to_be_visible()
    assert page.evaluate(COPIES) == 1
    # A login gives another token: the page must fetch it.
    token = page.locator("#post_form [name=csrfmiddlewaretoken]")
    token.evaluate("(input) => { input.value = 'a'.repeat(64) }")
    page.context.add_cookies(cookies)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(page)).to_contain_text("autosaved")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. It is a draft")).to_be_visible()
    assert Post.objects.get().body == "Old words. Still here."


def test_nobody_else_in_this_browser_gets_it(page, post, sign_in, guard):
    guard.allow("ERR_FAILED|failed load|status of 409")
    page.goto(form(post))
    page.route("**/autosave/", lambda route: route.abort())
    type_at_the_end(page, " Ada's own.")
    expect(state(page)).to_contain_text("It is kept in this browser.")
    bob = factories.make_editor(username="bob")
    sign_in(bob)
    page.unroute("**/autosave/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(state(page)).to_contain_text("somebody else is logged in")
    assert not Autosave.objects.exists()
    leave(page, form(post))
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", name=OFFER)).to_be_hidden()
    assert page.evaluate(COPIES) == 1


def test_what_was_thrown_away_comes_back(page, post, axe):
    page.goto(form(post))
    type_at_the_end(page, " Thrown.")
    expect(state(page)).to_contain_text("autosaved")
    leave(page, form(post))
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    axe(page)
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_role("heading", name=OFFER)).to_be_hidden()
    page.get_by_text("Typed before and set aside").click()
    page.get_by_role("link", name=re.compile("Go on with what you typed")).click()
    expect(body(page)).to_have_value("Old words. Thrown.")


def test_of_two_windows_neither_loses_what_was_typed(page, post):
    other = page.context.new_page()
    for window, words in ((page, " First."), (other, " Second.")):
        window.goto(form(post))
        type_at_the_end(window, words)
        expect(state(window)).to_contain_text("autosaved")
    assert sorted(row.fields["body"][0] for row in Autosave.objects.all()) == [
        "Old words. First.",
        "Old words. Second.",
    ]


def test_after_a_save_going_back_in_the_browser_is_typed_into_safely(page, post):
    page.goto(form(post))
    type_at_the_end(page, " Saved.")
    expect(state(page)).to_contain_text("autosaved")
    name = page.locator("[name=page]").input_value()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. It is a draft")).to_be_visible()
    # As a browser shows it that kept the page as it was.
    page.locator("[name=page]").evaluate("(input, name) => { input.value = name }", name)
    page.evaluate(
        "import('/static/admin-theme/autosave.js?again').then(() => {"
        "document.querySelector('#id_body').value += ' Again.';"
        "document.querySelector('#id_body').dispatchEvent(new Event('input', {bubbles: true}))})"
    )
    again = "Old words. Saved. Again."
    wait_until(
        page,
        lambda: again in [row.fields["body"][0] for row in Autosave.objects.all()],
    )
    expect(page.locator("[name=page]")).not_to_have_value(name)


@pytest.mark.parametrize("is_gone", [False, True])
def test_what_was_kept_of_another_post_is_handed_in_too(page, post, guard, is_gone):
    guard.allow("ERR_FAILED|failed load|status of 404")
    other = factories.make_draft(body="Other.")
    page.goto(form(other))
    page.route("**/autosave/", lambda route: route.abort())
    type_at_the_end(page, " Kept.")
    expect(state(page)).to_contain_text("It is kept in this browser.")
    leave(page, reverse("admin:index"))
    page.unroute("**/autosave/")
    if is_gone:
        Post.objects.get(pk=other.pk).delete()
    page.goto(form(post))
    nothing_is_kept_here(page)
    row = Autosave.objects.get()
    assert row.fields["body"] == ["Other. Kept."]
    assert row.post_id == (None if is_gone else other.pk)


def test_without_scripts_it_is_offered_and_gone_on_with(page, post, editor, chromium, site):
    fields = {"title": ["On tea"], "body": ["Typed before."], "version": [str(post.version)]}
    Autosave.objects.keep(editor, post, "one", fields, 1)
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(form(post))
    expect(plain.get_by_role("heading", name=OFFER)).to_be_visible()
    plain.get_by_role("link", name="Go on with it").click()
    expect(body(plain)).to_have_value("Typed before.")
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(plain.get_by_text("Saved. It is a draft")).to_be_visible()
    context.close()
    assert Post.objects.get().body == "Typed before."
    assert not Autosave.objects.exists()


def test_two_people_see_each_other(page, post):
    page.goto(form(post))
    Presence.objects.note(factories.make_editor(username="bob"), post, is_typing=True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-others]")).to_contain_text("bob has had this open since")
    expect(page.locator("[data-others]")).to_contain_text("typing now.")
    page.goto(reverse("admin:index"))
    wait_until(page, lambda: not Presence.objects.filter(user__username="ada").exists())


def test_a_public_post_without_changes_is_not_said_to_have_any(page, editor):
    public = factories.make_post(title="On tea", body="Old words.")
    public.add_revision(user=editor)
    page.goto(form(public))
    expect(state(page)).to_contain_text(re.compile("^Published, saved"))
    type_at_the_end(page, " New.")
    expect(state(page)).to_contain_text("Changes, autosaved")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Discard changes")).to_be_visible()
    expect(state(page)).to_contain_text(re.compile("^Changes, saved"))


def test_what_is_typed_before_the_scripts_are_there_is_kept(page, post):
    held = []
    page.route("**/autosave.js", lambda route: held.append(route))
    page.goto(form(post), wait_until="commit")
    wait_until(page, lambda: held)
    page.wait_for_function("document.querySelector('#id_body')")
    page.evaluate("document.querySelector('#id_body').focus()")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Early.")
    held[0].continue_()
    expect(state(page)).to_contain_text("autosaved")
    assert Autosave.objects.get().fields["body"] == ["Old words. Early."]


def hold_sent_forms(page) -> list:
    """From now on sent forms of a post are on their way until they are let go; these are they."""
    held: list = []

    def hold(route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    page.route(re.compile("/(add|change)/$"), hold)
    return held


@pytest.mark.parametrize("is_new", [True, False])
def test_what_is_typed_while_a_save_is_on_its_way_is_offered(page, post, is_new):
    page.goto(form(None if is_new else post))
    page.locator("#id_title").fill("On slow lines")
    type_at_the_end(page, " Sent.")
    held = hold_sent_forms(page)
    page.keyboard.press("Control+s")
    wait_until(page, lambda: held)
    page.keyboard.type(" Typed on.")
    held.pop().continue_()
    page.unroute_all()
    expect(page.get_by_text("Saved. It is a draft")).to_be_visible()
    expect(page.get_by_role("heading", name=OFFER)).to_be_visible()
    page.get_by_role("link", name="Go on with it").click()
    expect(body(page)).to_have_value(re.compile(r" Sent\. Typed on\.$"))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. It is a draft")).to_be_visible()
    saved = Post.objects.get(title="On slow lines")
    assert saved.body.endswith(" Sent. Typed on.")
    assert not Autosave.objects.exists()


def test_a_save_pressed_again_on_a_slow_line_makes_one_post(page, editor):
    page.goto(form(None))
    page.locator("#id_title").fill("Once")
    held = hold_sent_forms(page)
    page.keyboard.press("Control+s")
    wait_until(page, lambda: held)
    held[0].fetch(max_redirects=0)  # the server has it, its answer is lost
    page.keyboard.press("Control+s")  # so soon after the first it is the same
    page.wait_for_timeout(2100)
    page.keyboard.press("Control+s")
    wait_until(page, lambda: len(held) == 2)
    held[1].continue_()
    page.wait_for_url("**/change/")
    assert Post.objects.count() == 1


@pytest.mark.parametrize("way", ["the button", "a key"])
def test_a_date_that_is_filled_in_half_does_not_hold_up_a_save(page, post, way):
    page.goto(form(post))
    type_at_the_end(page, " New.")
    page.get_by_role("tab", name="Settings").click()
    start = page.locator("#id_published_at")
    start.click(position={"x": 20, "y": 15})
    page.keyboard.type("05")
    page.wait_for_function("document.querySelector('#id_published_at').validity.badInput")
    if way == "a key":
        page.keyboard.press("Control+s")
    else:
        page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**typed=*")
    expect(page.locator(".field-published_at .errorlist")).to_contain_text("Write a date")
    expect(body(page)).to_have_value("Old words. New.")
    assert Post.objects.get().body == "Old words. New."


def test_what_can_not_be_saved_stays_in_its_field_and_is_offered_again(page, post):
    page.goto(form(post))
    type_at_the_end(page, " New.")
    page.get_by_role("tab", name="Settings").click()
    slug = page.locator("#id_slug")
    slug.fill("not a slug")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**typed=*")
    expect(page.get_by_text("All is saved but this")).to_be_visible()
    expect(page.locator(".field-slug .errorlist")).to_contain_text("Use letters")
    expect(slug).to_have_value("not a slug")
    expect(state(page)).to_contain_text("autosaved")
    leave(page, reverse("admin:index"))
    page.goto(form(post))
    page.get_by_role("link", name="Go on with it").click()
    expect(page.locator(".field-slug .errorlist")).to_contain_text("Use letters")
    slug.fill("right-now")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. It is a draft")).to_be_visible()
    expect(slug).to_have_value("right-now")
    assert not Autosave.objects.exists()
