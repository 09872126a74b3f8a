"""Every page of the admin: axe, its width, the keyboard; wide, on a phone, in the dark."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import expect

from cms.models import MenuItem, SiteSettings, Task
from posts.importing import uploads
from posts.models import (
    Autosave,
    Image,
    Post,
    PreviewLink,
    Redirect,
    Series,
    Snippet,
    Tag,
    TagChange,
    WorkingCopy,
)
from posts.tasks import empty_trash
from tests import factories
from tests.browser.axe import violations

pytestmark = pytest.mark.django_db(transaction=True)

LONG = ("A headline that goes on " * 6 + "w" * 60)[:200]
MOST_STOPS = 600
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = {"wide": (1280, "light"), "phone": (360, "light"), "dark": (1280, "dark")}
ROOMS = ["index", "posts_post", "posts_image", "posts_tag", "posts_", "cms_", "auth_"]

# Answers to scripts, what only a form is sent to, and addresses that lead on to another page.
NO_PAGES = {
    *("None", "autocomplete", "jsi18n", "view_on_site", "logout"),
    *("cms_sitesettings_add", "cms_sitesettings_changelist", "cms_sitesettings_delete"),
    *("cms_task_add", "cms_task_delete", "posts_importedfile_take_out"),
    *("posts_image_library", "posts_image_upload", "posts_image_upload_several"),
    *("posts_image_words", "posts_snippet_suggestions", "posts_tag_suggestions", "posts_tag_undo"),
    *("posts_post_autosave", "posts_post_autosave_new", "posts_post_presence"),
    *("posts_post_bring_back", "posts_post_link_targets", "posts_post_move", "posts_post_undo"),
    *("posts_post_name_revision", "posts_post_originals", "posts_post_pasted", "posts_post_stay"),
    *("posts_post_preview_card", "posts_post_preview_colours", "posts_post_preview_link_end"),
    "posts_post_set_aside",
}


def names(patterns: list | None = None) -> Iterator[str]:
    """The names of the admin's addresses."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            if patterns is not None or str(pattern.pattern) == "admin/":
                yield from names(pattern.url_patterns)
        elif patterns is not None and isinstance(pattern, URLPattern):
            yield str(pattern.name)


def full_site(editor) -> dict[str, list[str]]:
    """By the name of an address, where it leads to in a site in which everything has a row."""
    picture = ContentFile(factories.picture_bytes(640, 360), name="dawn.jpg")
    image = Image.objects.add(picture, name="dawn.jpg", alt="Dawn over hills")
    person = factories.make_person(name="Ada Obi", picture=image)
    SiteSettings.objects.create(pk=1, name="The Review", logo=image)
    MenuItem.objects.create(label="About", address="/about/")
    page = factories.make_page(title="About")
    redirect = Redirect.objects.create(old_path="/old/", new_path="/")
    snippet = Snippet.objects.create(name="How to reach us", body="Write to **us**.")
    series = Series.objects.create(name="Tea", description="From leaf to cup.")
    body = f"## One\n\n[b](/posts/nowhere/)\n\n::: snippet {snippet.slug}\n:::\n"
    shared = {"body": body, "hero_image": image, "authors": [person], "series": series}
    live = factories.make_post(title=LONG, slug="out", tags=["forms", LONG[-80:]], **shared)
    live.add_revision(user=editor)
    changed = live.stored() | {"slug": "other", "tags": ["new"], "title": "Otherwise"}
    WorkingCopy.objects.keep(live, changed, editor)
    live.changes.plan(timezone.now() + timedelta(days=1))
    live.add_revision(user=editor)
    linking = factories.make_post(title="Linking", body="[a](/posts/out/)", tags=["forms"])
    draft = factories.make_draft(title="A draft", tags=["forms", "mail"], **shared)
    draft.add_revision(user=editor)
    draft.title = "A draft, written further"
    draft.save()
    draft.add_revision(user=editor, reason="A reason")
    draft.revisions.filter(number=1).update(name="Before the review")
    untitled = factories.make_draft(title="")
    later = factories.make_scheduled(title="To come " + "x" * 60)
    PreviewLink.objects.make(draft, 1, editor)
    draft.preview_links.revoke()
    PreviewLink.objects.make(draft, 7, editor)
    gone, buried = factories.make_post(title="Thrown away"), factories.make_post(title="Old")
    gone.trash()
    buried.trash()
    Post.objects.filter(pk=buried.pk).update(trashed_at=timezone.now() - Post.KEPT_IN_TRASH)
    empty_trash.call()
    typed = {"title": ["Typed"], "body": ["Typed.\n"]}
    Autosave.objects.keep(editor, later, "some-page", typed, 1)
    tag, near = Tag.objects.get(name="forms"), Tag.objects.get(name="mail")
    TagChange.objects.delete_tags([Tag.objects.create(name="Old")], editor)
    group = Group.objects.create(name="Writers")
    failed = Task.objects.create(
        status="FAILED",
        task_path="posts.tasks.render_links",
        args_kwargs={"args": [1], "kwargs": {}},
        backend_name="default",
        traceback="Traceback\n" + "x" * 200,
        run_after=timezone.now(),
    )
    upload = uploads.keep([SimpleUploadedFile("tea.md", b"---\ntitle: Tea\n---\nHot.\n")])
    rows = {
        "posts_post": draft,
        "posts_image": image,
        "posts_tag": tag,
        "posts_person": person,
        "posts_page": page,
        "posts_redirect": redirect,
        "posts_snippet": snippet,
        "posts_series": series,
        "auth_user": editor,
        "auth_group": group,
        "cms_sitesettings": SiteSettings.objects.get(),
        "cms_task": failed,
    }

    def of(name: str, *posts: Post, more: tuple = ()) -> list[str]:
        return [reverse(f"admin:{name}", args=[post.pk, *more]) for post in posts]

    compare = of("posts_post_compare", draft)[0]
    preview = of("posts_post_preview", draft)[0]
    looks = ["", *(f"?as={look}" for look in ("phone", "dark", "feed", "search", "outline"))]
    posts = reverse("admin:posts_post_changelist")
    found = {
        "app_list": [reverse("admin:app_list", args=["posts"])],
        "posts_post_change": of("posts_post_change", draft, live, later),
        "posts_post_changelist": [posts, f"{posts}?q=nothing-like-it"],
        "posts_post_compare": [f"{compare}?old=1&new=2", f"{compare}?old=1&new=now"],
        "posts_post_delete": of("posts_post_delete", draft, live),
        "posts_post_delete_for_good": of("posts_post_delete_for_good", gone),
        "posts_post_discard": of("posts_post_discard", live),
        "posts_post_preview": [preview + look for look in looks],
        "posts_post_publish": of("posts_post_publish", draft, live, later, untitled),
        "posts_post_restore": of("posts_post_restore", draft, live, more=(1,)),
        "posts_post_unpublish": of("posts_post_unpublish", live, linking),
        "posts_importedfile_look": [reverse("admin:posts_importedfile_look", args=[upload.token])],
        "posts_tag_merge": [f"{reverse('admin:posts_tag_merge')}?tags={tag.pk}-{near.pk}"],
    }
    for name in set(names()) - NO_PAGES - found.keys():
        row = rows.get("_".join(name.split("_")[:2]))
        try:
            found[name] = [reverse(f"admin:{name}")]
        except NoReverseMatch:
            found[name] = [reverse(f"admin:{name}", args=[row.pk])] if row else []
    return found


def room_of(name: str) -> str:
    """The first of the rooms that a name belongs to; those of no room stand with the desk."""
    return next((room for room in ROOMS[1:] if name.startswith(room)), ROOMS[0])


# Where the focus is, and what is wrong with that: nobody can see it, or that it is there.
FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const name = one.id || one.name || one.textContent.trim().slice(0, 40) || one.className;
    if (one.tagName === "IFRAME") return [name, ""];
    const box = one.getBoundingClientRect();
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    if (right - left < 1 || bottom - top < 1) return [name, "is out of sight"];
    const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
    const seen = points.some(([x, y]) => {
        const at = [left + x * (right - left), top + y * (bottom - top)];
        const there = document.elementFromPoint(...at);
        return there && (one.contains(there) || there.contains(one) || there.closest("label"));
    });
    if (!seen) return [name, "is under something else"];
    if (!one.matches(":focus")) return [name, ""];  // a part of a date's field, which has its own
    const around = [one, one.nextElementSibling, one.closest("label"), one.parentElement];
    const styles = around.filter(Boolean).flatMap(
        each => [null, "::before", "::after"].map(part => getComputedStyle(each, part)));
    const isRinged = styles.some(style =>
        (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
        || style.boxShadow !== "none");
    return [name, isRinged ? "" : "shows no focus"];
}"""


@pytest.fixture
def editor(sign_in, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    user = factories.make_editor(username="anna")
    sign_in(user)
    return user


def test_no_page_is_forgotten(editor):
    found = full_site(editor)
    assert {name for name, addresses in found.items() if not addresses} == set()
    assert set(names()) >= NO_PAGES, "an address that is gone"


def keyboard_troubles(page) -> list[str]:
    """What is wrong with the places at which Tab stops, from the top to the end."""
    found = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            return found
        if stop[1]:
            found.append(f"{stop[0]} {stop[1]}")
    return [*found, f"has more than {MOST_STOPS} stops of the keyboard"]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("room", ROOMS)
def test_every_page_is_whole(page, editor, room, look):
    width, scheme = LOOKS[look]
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = []
    for name, addresses in full_site(editor).items():
        for address in addresses if room_of(name) == room else []:
            assert page.goto(address).status == 200, address
            found += [f"{address}: {each}" for each in violations(page)]
            if (beyond := page.evaluate(BEYOND)) > 0:
                found.append(f"{address}: is {beyond} px too wide")
            found += [f"{address}: {each}" for each in keyboard_troubles(page)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_an_open_filter_closes_by_escape_and_by_a_press_elsewhere(page, editor):
    factories.make_draft(tags=["tea"])
    page.goto(reverse("admin:posts_post_changelist"))
    summary = page.locator(".filter summary").filter(has_text="Tag")
    link = page.locator(".filter").get_by_role("link", name="tea")
    summary.press("Enter")
    link.focus()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    expect(link).to_be_visible()
    page.get_by_role("heading", name="Posts", exact=True).click()
    expect(link).to_be_hidden()
