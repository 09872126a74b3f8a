"""Pictures at the writing desk and in the library, in a real browser."""

import base64

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from playwright.sync_api import expect

from posts import tasks
from posts.models import Image, Post
from tests import factories
from tests.browser.test_writing import expect_text
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

# Lets a page think that files were pasted or dropped.
GIVE = """
([selector, kind, files]) => {
  const data = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], name, { type }));
  }
  const target = document.querySelector(selector);
  target.focus?.();
  const options = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: data })
    : new DragEvent(kind, { ...options, dataTransfer: data });
  return target.dispatchEvent(event);
}
"""


@pytest.fixture
def editor(sign_in):
    user = factories.make_editor(username="anna")
    sign_in(user)
    return user


def give(page, selector: str, kind: str, *files: tuple[str, bytes], type_: str = "image/jpeg"):
    coded = [[name, type_, base64.b64encode(data).decode()] for name, data in files]
    page.evaluate(GIVE, [selector, kind, coded])


def cup(colour: str = "teal", size=(640, 360)) -> bytes:
    return factories.picture_bytes(*size, colour=colour)


def make_image(name: str = "dawn.jpg", colour: str = "teal", **words) -> Image:
    image = Image.objects.add(ContentFile(cup(colour), name=name), **words)
    tasks.make_renditions.call(image.pk)
    image.refresh_from_db()
    return image


def body_of(page) -> str:
    return page.locator("#id_body").input_value()


def wait_for_body(page, part: str) -> None:
    page.wait_for_function(
        "(part) => document.querySelector('#id_body').value.includes(part)", arg=part
    )


def problem_of(page, words: str) -> None:
    page.locator("#uploads .problem").get_by_text(words).wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_pasted_picture_stands_in_the_text_and_is_described_at_once(
    page, editor, axe, width, scheme
):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(reverse("admin:posts_post_add"))
    page.locator("#id_title").fill("Cups")
    body = page.locator("#id_body")
    body.fill("Before.\n\nAfter.")
    body.evaluate("(field) => field.setSelectionRange(7, 7)")
    give(page, "#id_body", "paste", ("my [best] cup.jpg", cup()))
    wait_for_body(page, "/media/images/")
    image = Image.objects.get()
    line = f"![]({image.as_picture().url})"
    expect_text(page, f"Before.\n\n{line}\n\n\n\nAfter.")
    page.keyboard.type("Between.")
    expect(body).to_have_value(f"Before.\n\n{line}\n\nBetween.\n\nAfter.")
    page.get_by_label("What does it show?").wait_for()
    expect(body).to_be_focused()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_label("What does it show?").fill("A cup [blue]")
    page.keyboard.press("Enter")
    wait_for_body(page, "![A cup \\[blue\\]](")
    expect(page.locator("#uploads")).to_be_hidden()
    image.refresh_from_db()
    assert image.alt == "A cup [blue]"
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved. It is a draft").wait_for()
    assert "images/" in Post.objects.get().body_html


def test_a_paste_is_taken_back_by_undo(page, editor):
    page.goto(reverse("admin:posts_post_add"))
    page.locator("#id_body").fill("Words.")
    give(page, "#id_body", "paste", ("cup.jpg", cup()))
    wait_for_body(page, "/media/images/")
    body = page.locator("#id_body")
    made = body_of(page)
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Words.")
    page.keyboard.press("Control+Shift+z")
    expect(body).to_have_value(made)


def test_undo_never_stops_at_a_line_that_stood_for_a_picture(page, editor):
    page.goto(reverse("admin:posts_post_add"))
    body = page.locator("#id_body")
    body.fill("Words.")
    release = []
    page.route("**/upload/", lambda route: release.append(route))
    give(page, "#id_body", "paste", ("cup.jpg", cup()))
    expect(body).to_have_value("Words.\n\n![Uploading cup.jpg…]()\n\n")
    page.keyboard.type("Typed meanwhile.")
    wait_until(page, lambda: release)
    release.pop().continue_()
    wait_for_body(page, "/media/images/")
    made = body_of(page)
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Words.")
    page.keyboard.press("Control+Shift+z")
    expect(body).to_have_value(made)
    assert made.endswith(")\n\nTyped meanwhile.")


def test_a_picture_taken_out_on_its_way_is_there_after_redo(page, editor):
    page.goto(reverse("admin:posts_post_add"))
    body = page.locator("#id_body")
    body.fill("Words.")
    release = []
    page.route("**/upload/", lambda route: release.append(route))
    give(page, "#id_body", "paste", ("cup.jpg", cup()))
    expect(body).to_have_value("Words.\n\n![Uploading cup.jpg…]()\n\n")
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Words.")
    wait_until(page, lambda: release)
    release.pop().continue_()
    page.locator("#uploads .question").wait_for()
    page.locator("#id_body").focus()
    page.keyboard.press("Control+Shift+z")
    wait_for_body(page, "/media/images/")
    assert "Uploading" not in body_of(page)


def test_several_come_in_their_order_and_what_is_typed_meanwhile_stays(page, editor):
    page.goto(reverse("admin:posts_post_add"))
    page.locator("#id_body").fill("Top")
    release = []
    page.route("**/upload/", lambda route: release.append(route))
    files = [(f"{colour}.jpg", cup(colour)) for colour in ("teal", "navy", "olive")]
    give(page, "#id_body", "drop", *files)
    page.locator("#uploads .job").nth(2).wait_for()
    assert body_of(page).count("![Uploading ") == 3
    page.keyboard.type("typed")
    wait_until(page, lambda: release)
    release.pop().continue_()
    page.unroute("**/upload/")
    page.locator("#uploads .question").nth(2).wait_for(state="attached")
    page.keyboard.type(" on")
    urls = [Image.objects.get(name=name).as_picture().url for name, _data in files]
    lines = "\n\n".join(f"![]({url})" for url in urls)
    expect(page.locator("#id_body")).to_have_value(f"Top\n\n{lines}\n\ntyped on")


def test_a_refused_file_leaves_a_sentence_and_no_line(page, editor, guard):
    guard.allow("400")
    page.goto(reverse("admin:posts_post_add"))
    page.locator("#id_body").fill("Words.")
    give(page, "#id_body", "paste", ("drawing.svg", b"<svg/>"))
    problem_of(page, "SVG files can't be taken")
    expect_text(page, "Words.")
    give(page, "#id_body", "drop", ("notes.pdf", b"%PDF"), type_="application/pdf")
    problem_of(page, "This is no picture")
    for _number in range(2):
        page.locator("#uploads").get_by_role("button", name="Close").first.click()
    expect(page.locator("#uploads")).to_be_hidden()


def test_what_is_typed_of_a_picture_is_kept_by_the_save(page, editor):
    page.goto(reverse("admin:posts_post_add"))
    page.locator("#id_title").fill("Cups")
    page.locator("#id_body").click()
    give(page, "#id_body", "paste", ("cup.jpg", cup()), ("bowl.jpg", cup("navy")))
    page.get_by_label("What does it show?").first.fill("A cup")
    page.locator("#uploads .question").nth(1).wait_for(state="attached")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved. It is a draft").wait_for()
    cup_, bowl = Image.objects.get(name="cup.jpg"), Image.objects.get(name="bowl.jpg")
    assert (cup_.alt, bowl.alt) == ("A cup", "")
    lines = f"![A cup]({cup_.as_picture().url})\n\n![]({bowl.as_picture().url})"
    assert Post.objects.get().body.rstrip() == lines


def test_what_can_not_be_kept_of_a_picture_stays_in_its_field(page, editor, guard):
    guard.allow("ERR_FAILED")
    page.goto(reverse("admin:posts_post_add"))
    page.locator("#id_body").click()
    give(page, "#id_body", "paste", ("cup.jpg", cup()))
    field = page.get_by_label("What does it show?")
    field.fill("A cup")
    page.route("**/words/", lambda route: route.abort())
    page.get_by_role("button", name="Save", exact=True).click()
    problem_of(page, "Not kept")
    expect(field).to_have_value("A cup")
    expect(field).to_be_focused()
    assert not Post.objects.exists()
    page.unroute("**/words/")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved. It is a draft").wait_for()
    assert "![A cup](" in Post.objects.get().body


def test_after_another_login_what_is_typed_of_a_picture_is_kept(page, editor, guard):
    guard.allow("status of 403|autosave")
    page.goto(reverse("admin:posts_post_add"))
    page.locator("#id_body").click()
    give(page, "#id_body", "paste", ("cup.jpg", cup()))
    page.get_by_label("What does it show?").fill("A cup")

    def refuse_posts(route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    # An autosave would notice the other login first, and fetch its token.
    page.route("**/autosave/", refuse_posts)
    token = page.locator("#post_form [name=csrfmiddlewaretoken]")
    token.evaluate("(input) => { input.value = 'a'.repeat(64) }")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved. It is a draft").wait_for()
    assert Image.objects.get().alt == "A cup"
    assert "![A cup](" in Post.objects.get().body


def test_a_picture_that_is_sent_away_for_a_moment_comes_again_by_itself(page, editor, guard):
    guard.allow("503")
    page.goto(reverse("admin:posts_post_add"))
    page.locator("#id_body").click()
    busy = {"status": 503, "content_type": "application/json", "body": '{"busy": true}'}
    page.route("**/upload/", lambda route: route.fulfill(**busy), times=1)
    give(page, "#id_body", "paste", ("cup.jpg", cup()))
    wait_for_body(page, "/media/images/")
    assert Image.objects.count() == 1


def test_a_lost_connection_keeps_the_picture_for_another_try_and_the_save_waits(
    page, editor, guard
):
    guard.allow("ERR_FAILED")
    page.goto(reverse("admin:posts_post_add"))
    page.locator("#id_title").fill("Cups")
    page.route("**/upload/", lambda route: route.abort())
    page.locator("#id_body").click()
    give(page, "#id_body", "paste", ("cup.jpg", cup()))
    problem_of(page, "The connection was lost")
    expect_text(page, "![Uploading cup.jpg…]()\n\n")
    page.unroute("**/upload/")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved. It is a draft").wait_for()
    assert Post.objects.get().body.rstrip() == f"![]({Image.objects.get().as_picture().url})"


def test_a_picture_left_out_takes_its_line_with_it(page, editor, guard):
    guard.allow("ERR_FAILED")
    page.goto(reverse("admin:posts_post_add"))
    page.route("**/upload/", lambda route: route.abort())
    page.locator("#id_body").fill("Words.")
    give(page, "#id_body", "paste", ("cup.jpg", cup()))
    problem_of(page, "The connection was lost")
    page.get_by_role("button", name="Leave it out").click()
    expect_text(page, "Words.")


def test_a_picture_dropped_on_the_hero_becomes_the_hero(page, editor):
    page.goto(reverse("admin:posts_post_add"))
    page.get_by_role("tab", name="Settings").click()
    give(page, ".field-hero_image", "drop", ("dusk.jpg", cup("navy")))
    page.get_by_label("Only decoration").wait_for()
    image = Image.objects.get()
    expect(page.locator("#id_hero_image")).to_have_value(str(image.pk))
    expect_text(page, "")
    page.get_by_label("Only decoration").check()
    page.locator("#uploads").get_by_role("button", name="Keep").click()
    page.locator("#uploads").wait_for(state="hidden")
    image.refresh_from_db()
    assert image.decorative


def test_a_chosen_hero_file_is_sent_at_once(page, editor, tmp_path):
    file = tmp_path / "dusk.jpg"
    file.write_bytes(cup("navy"))
    page.goto(reverse("admin:posts_post_add"))
    page.get_by_role("tab", name="Settings").click()
    page.get_by_label("Or add a new picture").set_input_files(str(file))
    page.locator(".field-hero_image .chosen img").wait_for()
    expect(page.locator("#id_hero_image")).to_have_value(str(Image.objects.get().pk))


def test_the_toolbar_puts_a_picture_of_the_library_where_the_caret_is(page, editor, axe):
    image = make_image(alt="Dawn")
    page.goto(reverse("admin:posts_post_add"))
    body = page.locator("#id_body")
    body.fill("One.\n\nTwo.")
    body.evaluate("(field) => field.setSelectionRange(4, 4)")
    page.get_by_role("button", name="Picture", exact=True).click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_role("button", name="Dawn").wait_for()
    axe(page)
    dialog.get_by_role("button", name="Dawn").click()
    line = f"![Dawn]({image.as_picture().url})"
    expect(body).to_have_value(f"One.\n\n{line}\n\n\n\nTwo.")


def test_a_picture_that_arrives_under_an_open_dialog_goes_into_the_text_alone(page, editor):
    make_image(alt="Dawn")
    page.goto(reverse("admin:posts_post_add"))
    page.locator("#id_body").fill("Words.")
    held = []
    page.route("**/upload/", lambda route: held.append(route))
    give(page, "#id_body", "paste", ("cup.jpg", cup("navy")))
    wait_until(page, lambda: held)
    page.get_by_role("button", name="Picture", exact=True).click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_role("button", name="Dawn").wait_for()
    search = dialog.get_by_label("Search pictures")
    search.fill("daw")
    held.pop().continue_()
    wait_for_body(page, "/media/images/")
    expect(search).to_have_value("daw")
    search.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#id_body")).to_be_focused()
    image = Image.objects.get(name="cup.jpg")
    assert body_of(page).rstrip() == f"Words.\n\n![]({image.as_picture().url})"


def test_without_scripts_a_picture_comes_in_and_its_line_is_there_to_copy(
    chromium, site, tmp_path, settings
):
    from django.test import Client

    client = Client()
    client.force_login(factories.make_editor(), "django.contrib.auth.backends.ModelBackend")
    file = tmp_path / "cup.jpg"
    file.write_bytes(cup())
    context = chromium.new_context(base_url=site, java_script_enabled=False, locale="en")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": site + "/admin/"}]
    )
    try:
        page = context.new_page()
        page.goto(reverse("admin:posts_post_add"))
        page.locator("#id_title").fill("Cups")
        page.get_by_label("Add pictures").set_input_files(str(file))
        with page.expect_navigation():
            page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("Pictures", exact=True).click()
        line = page.get_by_label("Line to copy").first.input_value()
        assert line == f"![]({Image.objects.get().as_picture().url})"
    finally:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_library_takes_several_and_shows_them(page, editor, axe, tmp_path, width, scheme):
    make_image("a-long-name-without-any-place-to-break-it-in-two-parts.jpg")
    make_image("alone.jpg", colour="gold", decorative=True)
    paths = []
    for colour in ("navy", "olive"):
        path = tmp_path / f"{colour}.jpg"
        path.write_bytes(cup(colour))
        paths.append(str(path))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(reverse("admin:posts_image_changelist"))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Add several at once").set_input_files(paths)
    page.get_by_role("button", name="Upload").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Show them").click()
    page.get_by_text("olive.jpg").first.wait_for()
    expect(page.locator(".tile")).to_have_count(4)
    page.get_by_text("Alt text", exact=True).click()
    page.get_by_role("link", name="Only decoration").click()
    page.get_by_text("1 image", exact=True).wait_for()
    expect(page.locator(".tile")).to_have_count(1)
    page.get_by_label("Choose alone.jpg").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Delete the chosen ones").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Delete them").click()
    assert Image.objects.count() == 3


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_focal_point_is_set_by_click_and_keys_and_the_crops_follow(
    page, editor, axe, width, scheme
):
    image = make_image(alt="Dawn")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(reverse("admin:posts_image_change", args=[image.pk]))
    shown = page.locator(".focal img")
    box = shown.bounding_box()
    shown.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.2})
    expect(page.locator("#id_focal_x")).to_have_value("90")
    expect(page.locator(".crops .card img")).to_have_class("focus-100-0")
    # Of 16:9 a share loses height alone.
    expect(page.locator(".crops .share img")).to_have_css("object-position", "50% 0%")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    name = "Focal point: 89 % from the left, 30 % from the top."
    expect(page.get_by_role("button", name=name)).to_have_count(1)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("changed successfully").or_(page.locator(".messagelist")).first.wait_for()
    image.refresh_from_db()
    assert image.focus == (89, 30)
