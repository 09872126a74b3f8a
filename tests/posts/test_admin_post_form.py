import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.models import SiteSettings
from posts.models import Autosave, Image, Post
from tests import factories

pytestmark = pytest.mark.django_db

BODY = "\n  Two spaces first.\n\n\ttab  \nend  \n\n"


@pytest.fixture
def editor():
    return factories.make_editor()


@pytest.fixture
def desk(client, editor):
    """The client of an editor who is logged in."""
    client.force_login(editor)
    return client


def address(post: Post | None = None) -> str:
    if post is None:
        return reverse("admin:posts_post_add")
    return reverse("admin:posts_post_change", args=[post.pk])


def opened(client, post: Post | None = None) -> dict:
    """What the form holds when it is opened, as a browser would send it back untouched."""
    return opened_from(client.get(address(post)))


def opened_from(response) -> dict:
    """What the form in a response holds, as a browser would send it."""
    form = response.context["adminform"].form
    values = {}
    for bound in form:
        with timezone.override(ZoneInfo(SiteSettings.load().time_zone)):
            value = bound.value()
        if value is None or value is False or bound.name == "hero_upload":
            continue
        if isinstance(value, list):
            value = [getattr(item, "pk", item) for item in value]
        elif isinstance(value, datetime):
            value = form.fields[bound.name].shown(value)
        elif isinstance(value, str):
            value = value.replace("\n", "\r\n")
        values[bound.name] = value
    return values


def send(client, post: Post | None, values: dict, button: str = "_save", **options):
    return client.post(address(post), values | {button: "1"}, **options)


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_saving_makes_a_draft_and_says_so(desk):
    response = send(desk, None, {"title": "A start", "body": "Words."}, follow=True)
    post = Post.objects.get()
    assert post.is_draft
    assert post.slug == "a-start"
    assert messages(response) == ["Saved. It is a draft: only editors see it."]
    assert response.redirect_chain == [(address(post), 302)]


def test_the_body_is_kept_as_typed(desk):
    send(desk, None, {"title": "Kept", "body": BODY.replace("\n", "\r\n")})
    assert Post.objects.get().body == BODY


def test_a_leading_newline_survives_html(desk):
    post = factories.make_draft(body=BODY)
    html = desk.get(address(post)).content.decode()
    # HTML drops one newline right after the tag: one more than the text has stands there.
    assert ">\n\n  Two spaces first." in html


def test_a_form_sent_back_untouched_changes_nothing(desk):
    post = factories.make_post(
        body=BODY,
        tags=["customer acquisition", "Berlin, Germany", 'the "why"'],
        authors=[factories.make_person()],
        published_at=datetime(2026, 10, 25, 0, 30, 12, 345678, tzinfo=UTC),
    )
    post.add_revision()
    values = opened(desk, post)
    response = send(desk, post, values, follow=True)
    assert response.redirect_chain, response.context["adminform"].form.errors
    again = Post.objects.get()
    assert again.version == post.version
    assert again.body == BODY
    assert again.published_at == post.published_at
    assert again.revisions.count() == 1
    assert sorted(again.tags.names()) == ["Berlin, Germany", "customer acquisition", 'the "why"']


def test_a_save_keeps_a_revision_by_the_editor(desk, editor):
    send(desk, None, {"title": "One", "tags": "b, a", "body": "x"})
    revision = Post.objects.get().revisions.get()
    assert revision.user == editor
    assert revision.state["tags"] == ["a", "b"]


def test_seconds_are_kept_when_another_field_changes(desk):
    moment = datetime(2026, 11, 1, 8, 5, 7, 123456, tzinfo=UTC)
    post = factories.make_post(published_at=moment)
    send(desk, post, opened(desk, post) | {"title": "Other"}, "_publish")
    post.refresh_from_db()
    assert (post.title, post.published_at) == ("Other", moment)


def test_dates_are_in_the_sites_time_zone_and_named(desk):
    site(time_zone="America/New_York")
    post = factories.make_post(published_at=datetime(2026, 1, 2, 15, tzinfo=UTC))
    html = desk.get(address(post)).content.decode()
    assert 'value="2026-01-02T10:00"' in html
    assert "New York time (America/New_York)." in html
    send(desk, post, opened(desk, post) | {"published_at": "2026-01-03T09:30"}, "_publish")
    post.refresh_from_db()
    assert post.published_at == datetime(2026, 1, 3, 14, 30, tzinfo=UTC)


def test_a_date_asks_for_seconds_only_where_it_has_some(desk):
    whole = factories.make_post(published_at=datetime(2026, 1, 2, 15, tzinfo=UTC))
    exact = factories.make_post(published_at=datetime(2026, 1, 2, 15, 0, 7, tzinfo=UTC))
    assert opened(desk, whole)["published_at"] == "2026-01-02T15:00"
    assert opened(desk, exact)["published_at"] == "2026-01-02T15:00:07"
    html = desk.get(address(whole)).content.decode()
    assert 'step="any"' in html
    assert "UTC time." in html
    # The browser stops a half-filled date, which it can't send.
    assert not re.search("<form[^>]*novalidate", html)


@pytest.mark.parametrize("zone", ["Asia/Riyadh", "America/New_York"])
@pytest.mark.parametrize("year", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_the_ends_of_the_calendar_are_refused_in_any_zone(desk, zone, year):
    site(time_zone=zone)
    values = {"title": "T", "published_at": year}
    html = send(desk, None, values, follow=True).content.decode()
    assert "Write the year in four digits" in html


def test_an_hour_that_comes_twice_is_refused_but_kept_when_stored(desk):
    site(time_zone="Europe/Berlin")
    twice = datetime(2025, 10, 26, 1, 30, tzinfo=UTC)
    post = factories.make_post(published_at=twice)
    values = opened(desk, post) | {"title": "T"}
    assert send(desk, post, values, "_publish").status_code == 302
    post.refresh_from_db()
    assert (post.title, post.published_at) == ("T", twice)
    again = opened(desk, post) | {"title": "U", "published_at": "2025-10-26T02:30:00"}
    assert send(desk, post, again).status_code == 302
    values = {"title": "N", "published_at": "2025-10-26T02:30:00"}
    response = send(desk, None, values, follow=True)
    assert "Clocks change in that hour" in response.content.decode()


def site(**fields):
    SiteSettings.objects.update_or_create(pk=1, defaults=fields)


def test_publish_now(desk):
    post = factories.make_draft()
    response = send(desk, post, opened(desk, post) | {"body": "New."}, "_publish", follow=True)
    post.refresh_from_db()
    assert post.is_published
    assert post.body == "New."
    assert messages(response) == [
        f'Published. <a href="{post.get_absolute_url()}">See it on the site</a>'
    ]


def test_publish_now_wins_over_a_date_to_come(desk):
    post = factories.make_scheduled()
    send(desk, post, opened(desk, post), "_publish")
    post.refresh_from_db()
    assert post.is_published


def test_unpublish_saves_too(desk):
    post = factories.make_post()
    response = send(desk, post, opened(desk, post) | {"title": "Last"}, "_unpublish", follow=True)
    post.refresh_from_db()
    assert post.is_unpublished
    assert post.title == "Last"
    assert messages(response) == ["Unpublished. Its address now tells readers that it is gone."]


def test_what_the_text_can_not_show_is_said(desk):
    body = "![A dawn](/media/not-here.jpg)"
    response = send(desk, None, {"title": "T", "body": body}, follow=True)
    warning, said = messages(response)
    assert "not-here.jpg" in warning
    assert said.startswith("Saved.")


def test_an_unpublished_post_can_be_published_again(desk):
    post = factories.make_unpublished()
    send(desk, post, opened(desk, post), "_publish")
    post.refresh_from_db()
    assert post.is_published


def test_a_date_to_come_schedules(desk):
    response = send(
        desk, None, {"title": "Later", "published_at": "2999-05-01T09:00"}, follow=True
    )
    assert Post.objects.get().is_scheduled
    [said] = messages(response)
    assert said.startswith("Saved. It appears by itself: ")
    assert said.endswith("2999, 09:00.")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "x" * 201, "at most 200 characters (it has 201)"),
        ("published_at", "tomorrow", "Write a date and a time, such as 2026-11-30 09:00."),
        ("published_at", "0026-11-30T09:00", "Write the year in four digits"),
        ("published_at", "0001-01-01T00:00", "Write the year in four digits"),
        ("unpublish_at", "9999-12-31T23:59", "Write the year in four digits"),
        ("tags", "x" * 101, "is too long for a tag"),
        ("slug", "not a slug", "letters, digits, hyphens"),
        (
            "canonical_url",
            "no where",
            "Write the whole address, such as https://example.org/an-article.",
        ),
        ("hero_image", "999", "That picture is no longer in the library"),
        ("body", "x" * 500_001, "over 500 kB"),
    ],
)
@pytest.mark.parametrize("make", [factories.make_post, factories.make_draft])
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(desk, make, field, value, words):
    post = make()
    typed = {"title": "T", "body": "My words.", "standfirst": "S.", "tags": "a, b"}
    response = send(desk, post, opened(desk, post) | typed | {field: value}, follow=True)
    html = response.content.decode()
    assert words in html
    form = response.context["adminform"].form
    assert {name: form[name].value() for name in typed} == typed | (
        {field: value} if field in typed else {}
    )
    assert form.errors.keys() == {field}
    saved = post.newest_revision().state
    stored = Post.objects.get()
    expected = typed | {"tags": ["a", "b"]}
    for name in typed.keys() - {field}:
        assert saved[name] == expected[name]
    assert post.is_draft or (stored.title, stored.body) == (post.title, post.body)
    # Also for who leaves it and comes back.
    assert "and did not save it" in desk.get(address(post)).content.decode()
    again = desk.get(response.redirect_chain[-1][0])
    assert words in again.content.decode()
    assert again.context["adminform"].form[field].value() == value


@pytest.mark.parametrize("button", ["_publish", "_unpublish"])
def test_what_readers_are_to_see_has_to_be_right(desk, button):
    post = factories.make_post(title="Old")
    values = opened(desk, post) | {"title": "New", "slug": "not a slug"}
    response = send(desk, post, values, button)
    assert "letters, digits, hyphens" in response.content.decode()
    assert Post.objects.get().title == "Old"
    assert not post.changes


def test_before_publishing_one_mends_what_is_wrong(desk):
    post = factories.make_draft(body="Old.")
    wrong = opened(desk, post) | {"body": "New.", "canonical_url": "no where"}
    response = send(desk, post, wrong | {"_review": "publish"}, "x", follow=True)
    assert "Write the whole address" in response.content.decode()
    assert Post.objects.get().body == "New."
    values = opened_from(response) | {"page": response.context["unsaved"]["page"]}
    values |= {"canonical_url": "https://example.org/a"}
    response = send(desk, post, values | {"_review": "publish"}, "x")
    assert response.headers["Location"] == reverse("admin:posts_post_publish", args=[post.pk])
    assert not Autosave.objects.exists()


@pytest.mark.parametrize("start", ["2020-01-02T10:00", "2999-01-02T10:00"])
def test_nothing_comes_out_by_a_date_while_something_is_wrong(desk, start):
    post = factories.make_draft(body="Old.")
    wrong = {"body": "New.", "published_at": start, "slug": "not a slug"}
    response = send(desk, post, opened(desk, post) | wrong, follow=True)
    form = response.context["adminform"].form
    assert form.errors.keys() == {"slug", "published_at"}
    assert form["published_at"].value() == start
    post.refresh_from_db()
    assert (post.is_draft, post.body) == (True, "New.")
    values = opened_from(response) | {"slug": "right"}
    send(desk, post, values)
    post.refresh_from_db()
    assert (post.is_draft, post.slug) == (False, "right")


@pytest.mark.parametrize(
    ("moved", "is_taken"), [("2999-06-01T10:00", True), ("2998-01-01T10:00", False), ("", True)]
)
def test_a_plan_is_put_off_or_dropped_whatever_is_wrong(desk, moved, is_taken):
    post = factories.make_post(published_at=datetime(2999, 1, 1, 10, tzinfo=UTC))
    send(desk, post, opened(desk, post) | {"published_at": moved, "slug": "not a slug"})
    post.refresh_from_db()
    shown = post.published_at.strftime("%Y-%m-%dT%H:%M") if post.published_at else ""
    assert shown == (moved if is_taken else "2999-01-01T10:00")


def test_what_an_unpublished_post_is_changed_to_stays_away_from_readers(desk):
    post = factories.make_unpublished(body="Old.")
    wrong = {"body": "New.", "unpublish_at": "", "slug": "not a slug"}
    form = send(desk, post, opened(desk, post) | wrong, follow=True).context["adminform"].form
    assert form.errors.keys() == {"slug", "unpublish_at"}
    post.refresh_from_db()
    assert (post.is_unpublished, post.body) == (True, "New.")


def test_what_depends_on_what_is_wrong_waits_with_it(desk):
    post = factories.make_draft()
    wrong = {"body": "New.", "part": "3", "language": "de", "translation_of": "none such"}
    form = send(desk, post, opened(desk, post) | wrong, follow=True).context["adminform"].form
    assert form.errors.keys() == {"series", "part", "language", "translation_of"}
    post.refresh_from_db()
    assert (post.body, post.part, post.language) == ("New.", None, "")


def test_a_date_that_is_filled_in_half_is_not_taken_for_an_empty_one(desk):
    post = factories.make_post(published_at=datetime(2999, 1, 1, 10, tzinfo=UTC))
    values = opened(desk, post) | {"body": "New.", "published_at": "", "part": ""}
    response = send(desk, post, values | {"unfinished": "published_at part x"}, follow=True)
    form = response.context["adminform"].form
    assert form.errors == {
        "published_at": ["Write a date and a time, such as 2026-11-30 09:00."],
        "part": ["Write a whole number from 1 to 999."],
    }
    post.refresh_from_db()
    assert (post.is_scheduled, post.body) == (True, "New.")
    send(desk, post, opened_from(response) | {"published_at": ""})
    post.refresh_from_db()
    assert post.is_draft


def test_a_new_post_is_begun_without_what_is_wrong(desk):
    values = {"title": "Begun", "slug": "not a slug", "tags": "a", "page": "one"}
    response = send(desk, None, values, follow=True)
    post = Post.objects.get()
    assert (post.title, post.slug, list(post.tags.names())) == ("Begun", "begun", ["a"])
    assert messages(response) == ["Saved. It is a draft: only editors see it."]
    assert response.context["adminform"].form["slug"].value() == "not a slug"
    assert Autosave.objects.get().post == post


def test_a_new_post_of_what_is_wrong_alone_is_not_begun(desk):
    response = send(desk, None, {"slug": "not a slug"})
    assert "letters, digits, hyphens" in response.content.decode()
    assert not Post.objects.exists()


def test_the_history_names_what_was_saved_alone(desk):
    post = factories.make_draft()
    send(desk, post, opened(desk, post) | {"title": "New", "slug": "not a slug"})
    history = reverse("admin:posts_post_history", args=[post.pk])
    assert "<td>Changed Title.</td>" in desk.get(history).content.decode()


def test_the_history_tells_of_publishing(desk):
    post = factories.make_draft()
    history = reverse("admin:posts_post_history", args=[post.pk])
    assert "Nobody has changed it here" in desk.get(history).content.decode()
    send(desk, post, opened(desk, post) | {"title": "New"}, "_publish")
    send(desk, post, opened(desk, post), "_unpublish")
    html = desk.get(history).content.decode()
    assert "<td>Published. Changed Title.</td>" in html
    assert "<td>Unpublished.</td>" in html


@pytest.mark.parametrize("button", ["_publish", "_unpublish"])
def test_what_readers_see_needs_a_title_and_nothing_typed_is_lost(desk, button):
    post = factories.make_post(title="Old")
    response = send(desk, post, opened(desk, post) | {"title": "", "body": "Typed."}, button)
    assert "Give the post a title." in response.content.decode()
    assert response.context["adminform"].form["body"].value() == "Typed."
    assert Post.objects.get().title == "Old"


def test_what_is_to_come_out_by_itself_needs_a_title(desk):
    values = {"body": "x", "published_at": "2999-05-01T09:00"}
    form = send(desk, None, values, follow=True).context["adminform"].form
    assert form.errors["title"] == ["Give the post a title."]
    assert form["published_at"].value() == "2999-05-01T09:00"
    assert Post.objects.get().is_draft


def test_a_draft_and_changes_that_readers_do_not_see_need_no_title(desk):
    send(desk, None, {"body": "No title yet."})
    draft = Post.objects.get()
    assert (draft.title, draft.slug) == ("", "untitled")
    assert "Untitled" in desk.get(reverse("admin:posts_post_changelist")).content.decode()
    send(desk, draft, opened(desk, draft) | {"title": "At last"}, "_publish")
    draft.refresh_from_db()
    assert (draft.slug, draft.is_published) == ("at-last", True)
    send(desk, draft, opened(desk, draft) | {"title": ""})
    assert draft.changes.state["title"] == ""
    assert Post.objects.get().title == "At last"


def test_an_empty_form_names_the_title_alone(desk):
    form = send(desk, None, {"title": " "}).context["adminform"].form
    assert form.errors == {"title": ["Give the post a title."]}


def test_an_end_before_the_start_is_named_at_its_field(desk):
    values = {"title": "T", "published_at": "2026-01-02T10:00", "unpublish_at": "2026-01-02T10:00"}
    form = send(desk, None, values, follow=True).context["adminform"].form
    assert form.errors["unpublish_at"] == ["Choose an end after the start."]


def test_a_taken_slug_is_refused_with_a_free_one(desk):
    factories.make_post(slug="taken")
    response = send(desk, None, {"title": "Mine", "slug": "taken"}, follow=True)
    assert "“taken” is taken. “taken-2” is free." in response.content.decode()


def test_an_empty_slug_is_made_from_the_title(desk):
    factories.make_post(slug="same-title")
    send(desk, None, {"title": "Same title"})
    assert Post.objects.get(title="Same title").slug == "same-title-2"


def test_an_address_without_a_scheme_gets_https(desk):
    send(desk, None, {"title": "T", "canonical_url": "example.org/a"})
    assert Post.objects.get().canonical_url == "https://example.org/a"


def test_tags_are_split_at_commas_only_and_found_in_any_case(desk):
    factories.make_post(tags=["Marketing Strategy"])
    typed = 'marketing strategy,  customer   acquisition, "Berlin, Germany", , a"b'
    send(desk, None, {"title": "Mine", "tags": typed})
    names = set(Post.objects.get(title="Mine").tags.names())
    assert names == {"Marketing Strategy", "customer acquisition", "Berlin, Germany", 'a"b'}


def test_a_picture_is_uploaded_right_there(desk):
    upload = factories.picture_bytes()
    values = {
        "title": "With a picture",
        "hero_upload": SimpleUploadedFile("dawn.jpg", upload),
        "hero_alt": "Dawn",
    }
    send(desk, None, values)
    image = Post.objects.get().hero_image
    assert (image.alt, image.name, image.width) == ("Dawn", "dawn.jpg", 1600)


def test_an_upload_is_kept_when_something_else_is_wrong(desk):
    picture = SimpleUploadedFile("dawn.jpg", factories.picture_bytes())
    response = send(desk, None, {"title": "", "body": "x", "hero_upload": picture}, "_publish")
    image = Image.objects.get()
    assert response.context["adminform"].form["hero_image"].value() == str(image.pk)
    assert not Post.objects.exists()


def test_a_file_that_is_no_picture_is_refused_beside_its_field(desk):
    file = SimpleUploadedFile("notes.jpg", b"words, not pixels")
    values = {"title": "T", "body": "Kept.", "hero_upload": file, "hero_alt": "A note"}
    response = send(desk, None, values, follow=True)
    assert messages(response)[0].startswith("Or add a new picture: ")
    assert response.context["adminform"].form["hero_alt"].value() == "A note"
    assert Post.objects.get().body == "Kept."


def test_a_save_on_top_of_a_newer_one_is_refused_with_both_texts(desk):
    post = factories.make_post(title="First", body="One line.\nAnother line.\n")
    values = opened(desk, post)
    theirs = Post.objects.get()
    theirs.body = "One line.\nTheir <b>line</b>.\n"
    theirs.save()
    theirs.add_revision(user=factories.make_editor(username="berta"))
    response = send(desk, post, values | {"body": "One line.\r\nMy line.\r\n"})
    html = response.content.decode()
    assert "Somebody saved this after you opened it." in html
    assert "by berta" in html
    assert "<ins>Their &lt;b&gt;line&lt;/b&gt;</ins>" in html
    assert "<ins>My line</ins>" in html
    assert response.context["adminform"].form["body"].value() == "One line.\r\nMy line.\r\n"
    assert Post.objects.get().body == theirs.body
    assert "Save mine over it" in html


def test_mine_can_be_saved_over_theirs_after_seeing_them(desk):
    post = factories.make_post(body="Old.")
    values = opened(desk, post)
    Post.objects.get().publish()
    refused = send(desk, post, values | {"body": "Mine."})
    newer = refused.context["adminform"].form["version"].value()
    values |= {"body": "Mine.", "version": newer}
    assert send(desk, post, values, "_publish").status_code == 302
    assert Post.objects.get().body == "Mine."


def test_what_they_changed_and_i_did_not_is_taken_over(desk):
    """So that saving mine over theirs puts back nothing that I never touched."""
    ada, tom = factories.make_person(name="Ada"), factories.make_person(name="Tom")
    post = factories.make_draft(body="Old.", standfirst="One\nTwo", tags=["a"], authors=[ada])
    values = opened(desk, post) | {"body": "Mine."}
    theirs = Post.objects.get()
    theirs.body, theirs.standfirst, theirs.noindex = "Theirs.", "New", True
    theirs.publish()
    theirs.tags.set(["b", "c, d"])
    theirs.authors.set([ada, tom])
    response = send(desk, post, values)
    html = response.content.decode()
    assert [field["label"] for field in response.context["conflicts"]] == ["Text"]
    assert "Standfirst, Publish at, Tags, Authors, Hide from search engines." in html
    shown = opened_from(response)
    assert send(desk, post, shown, "_publish").status_code == 302
    again = Post.objects.get()
    assert (again.body, again.standfirst, again.noindex) == ("Mine.", "New", True)
    assert again.published_at == theirs.published_at
    assert set(again.tags.names()) == {"b", "c, d"}
    assert set(again.authors.all()) == {ada, tom}


def test_a_standfirst_of_two_lines_is_not_called_edited(desk):
    post = factories.make_draft(standfirst="One\nTwo")
    send(desk, post, opened(desk, post))
    again = Post.objects.get()
    assert (again.standfirst, again.version) == ("One\nTwo", post.version)


def test_theirs_saved_in_between_is_refused_again(desk):
    post = factories.make_post(body="Old.")
    values = opened(desk, post) | {"body": "Mine."}
    Post.objects.get().save()
    newer = send(desk, post, values).context["adminform"].form["version"].value()
    Post.objects.get().save()
    assert send(desk, post, values | {"version": newer}).status_code == 200


def test_a_form_without_a_version_is_refused(desk):
    post = factories.make_post()
    values = opened(desk, post) | {"body": "Mine.", "version": ""}
    assert "Somebody saved this after" in send(desk, post, values).content.decode()


def test_a_newer_version_with_the_same_words_is_no_conflict(desk):
    post = factories.make_post()
    values = opened(desk, post)
    Post.objects.get().save()
    assert send(desk, post, values).status_code == 302


def test_a_post_deleted_meanwhile_comes_back_as_a_new_draft(desk):
    post = factories.make_post(title="Gone", body="Old.")
    values = opened(desk, post) | {"body": "What I typed."}
    gone = address(post)
    post.delete()
    response = desk.post(gone, values | {"_save": "1"})
    html = response.content.decode()
    assert "Somebody deleted this post while you wrote." in html
    form = response.context["adminform"].form
    assert form["body"].value() == "What I typed."
    assert f'action="{address()}"' in html
    resent = {name: form[name].value() or "" for name in ("title", "slug", "body", "version")}
    assert desk.post(address(), resent | {"_save": "1"}).status_code == 302
    assert Post.objects.get().is_draft


def test_what_was_typed_survives_the_end_of_the_session(client, editor):
    client.force_login(editor)
    post = factories.make_draft(body="Old.")
    values = opened(client, post) | {"body": "\r\n  Typed for an hour.\r\n"}
    client.logout()
    response = send(client, post, values)
    assert response.status_code == 403
    kept = response.context["kept"]
    assert "Typed+for+an+hour" in kept
    back = client.post(
        reverse("admin:login"),
        {
            "username": editor.username,
            "password": "correct horse battery",
            "next": response.context["next"],
            "kept": kept,
        },
    )
    assert back.status_code == 200
    assert [name for name, _ in back.context["texts"]] == ["title", "body"]
    sent_again = dict(back.context["fields"])
    assert client.post(back.context["address"], sent_again).status_code == 302
    assert Post.objects.get().body == "\n  Typed for an hour.\n"


def test_a_wrong_password_does_not_lose_what_is_kept(client, editor):
    kept = urlencode({"body": "Typed."})
    response = client.post(
        reverse("admin:login"), {"username": editor.username, "password": "no", "kept": kept}
    )
    assert response.context["kept"] == kept
    assert 'name="kept" value="body=Typed."' in response.content.decode()


def test_what_is_kept_never_goes_to_another_site(client, editor):
    response = client.post(
        reverse("admin:login"),
        {
            "username": editor.username,
            "password": "correct horse battery",
            "next": "https://example.net/",
            "kept": "body=x",
        },
    )
    assert "example.net" not in response.content.decode()


@pytest.fixture
def strict(editor):
    """An editor's client whose tokens are checked."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    return client


def test_a_token_out_of_date_does_not_lose_the_text(strict):
    post = factories.make_draft()
    values = opened(strict, post) | {"body": "Typed.", "csrfmiddlewaretoken": "x" * 64}
    response = send(strict, post, values, headers={"Origin": "http://testserver"})
    assert response.status_code == 200
    assert ("body", "Typed.") in response.context["fields"]
    assert "csrfmiddlewaretoken" not in dict(response.context["fields"])


def test_a_form_of_another_site_is_refused(strict):
    post = factories.make_draft()
    for headers in ({"Origin": "https://example.net"}, {}):
        response = send(strict, post, {"title": "Forged"}, headers=headers)
        assert response.status_code == 403
        assert "Forged" not in response.content.decode()


def test_an_editor_who_may_only_look_sees_the_post(client):
    viewer = factories.make_editor()
    viewer.is_superuser = False
    viewer.save()
    viewer.user_permissions.add(Permission.objects.get(codename="view_post"))
    client.force_login(viewer)
    post = factories.make_post(tags=["a"], body="Read me.")
    response = client.get(address(post))
    assert response.status_code == 200
    assert "Read me." in response.content.decode()
    assert 'name="_save"' not in response.content.decode()
    assert send(client, post, {"title": "No"}).status_code == 403


def test_the_end_moves_with_a_publication(desk):
    past = timezone.now() - timedelta(days=1)
    post = factories.make_post(published_at=past - timedelta(days=1), unpublish_at=past)
    send(desk, post, opened(desk, post), "_publish")
    post.refresh_from_db()
    assert post.unpublish_at is None
