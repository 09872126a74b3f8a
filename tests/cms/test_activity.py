"""Activity: who did what and when, in all rooms."""

import io
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms import activity
from cms.models import Deed, SiteSettings
from posts.models import Image, ImportRun, Person, Post, Redirect, Tag, TagChange
from tests import factories
from tests.posts.test_admin_post_form import opened, send

pytestmark = pytest.mark.django_db

ROOM = "/admin/cms/deed/"


@pytest.fixture
def anna(client):
    user = factories.make_editor(username="anna")
    client.force_login(user)
    return user


def log(user, row, words="Changed.", *, flag=CHANGE, **fields) -> LogEntry:
    return LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=str(row)[:200],
        action_flag=flag,
        change_message=words,
        **fields,
    )


def told(client, **asked) -> list[tuple[str, str, str]]:
    """Who, what it was done to and what was done, as the room tells it."""
    shown = client.get(ROOM, asked).context["lines"]
    return [(each["line"].who, each["line"].name, each["line"].what) for each in shown]


def test_tells_what_people_did_and_what_the_site_did_by_itself(client, anna):
    post = factories.make_post(title="A cup of tea")
    log(anna, post, "Changed Title.")
    activity.by_itself(post, "Its changes were published.")
    assert told(client) == [
        ("", "A cup of tea", "Its changes were published."),
        ("anna", "A cup of tea", "Changed Title."),
    ]
    html = client.get(ROOM).content.decode()
    assert reverse("admin:posts_post_change", args=[post.pk]) in html
    assert "by itself" in html


def test_every_room_tells(client, anna):
    rows = [
        ("posts_tag_add", {"name": "tea"}, Tag),
        ("posts_person_add", {"name": "Ada"}, Person),
        ("posts_page_add", {"title": "Imprint", "body": "Us."}, None),
        ("posts_redirect_add", {"old_path": "/old/", "new_path": "/"}, Redirect),
        ("posts_post_add", {"title": "A post", "body": "Words."}, Post),
    ]
    for name, fields, _model in rows:
        assert client.post(reverse(f"admin:{name}"), fields).status_code == 302, name
    names = [name for _who, name, _what in told(client)]
    assert names == ["A post", "/old/ → /", "Imprint", "Ada", "tea"]


def test_bulk_actions_and_what_was_discarded_and_named_are_told(client, anna):
    draft, public = factories.make_draft(title="Draft"), factories.make_post(title="Public")
    posts = reverse("admin:posts_post_changelist")
    client.post(posts, {"action": "publish", "_selected_action": [draft.pk]})
    client.post(posts, {"action": "unpublish", "_selected_action": [public.pk]})
    revision = draft.revisions.get()
    address = reverse("admin:posts_post_name_revision", args=[draft.pk, revision.number])
    client.post(address, {"name": "first"})
    assert told(client) == [
        ("anna", "Draft", "Revision 1 is called “first” now."),
        ("anna", "Public", "Unpublished."),
        ("anna", "Draft", "Published."),
    ]


def test_a_deleted_thing_is_named_without_a_link(client, anna):
    tag = Tag.objects.create(name="tea", slug="tea")
    log(anna, tag, "Changed Name.")
    client.post(reverse("admin:posts_tag_delete", args=[tag.pk]), {"post": "yes"})
    response = client.get(ROOM)
    assert told(client) == [("anna", "tea", "Deleted."), ("anna", "tea", "Changed Name.")]
    assert [each["address"] for each in response.context["lines"]] == ["", ""]
    assert "(deleted since)" in response.content.decode()


def test_is_narrowed_by_person_room_and_day(client, anna):
    berta = factories.make_editor(username="berta")
    post, tag = factories.make_post(title="Post"), Tag.objects.create(name="tea", slug="tea")
    log(anna, post)
    log(berta, tag, action_time=timezone.now() - timedelta(days=3))
    activity.by_itself(post, "By itself.")
    assert told(client, who=str(berta.pk)) == [("berta", "tea", "Changed.")]
    assert told(client, who="itself") == [("", "Post", "By itself.")]
    assert told(client, room="posts.tag") == [("berta", "tea", "Changed.")]
    day = (timezone.now() - timedelta(days=3)).date().isoformat()
    assert told(client, day=day) == [("berta", "tea", "Changed.")]
    assert told(client, day=day, who=str(anna.pk)) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"who": "x"},
        {"who": "9" * 30},
        {"room": "auth.nothing"},
        {"day": "yesterday"},
        {"day": "9999-12-31"},
        {"entry": "-1", "deed": "²"},
        {"room": "\0"},
    ],
)
def test_what_nobody_can_mean_is_left_out(client, anna, asked):
    log(anna, anna)
    assert len(told(client, **asked)) == 1


def test_pages_tell_everything_once(client, anna):
    post = factories.make_post()
    now = timezone.now()
    for number in range(70):
        log(anna, post, f"log {number}", action_time=now - timedelta(minutes=200 - 2 * number))
        deed = activity.by_itself(post, f"deed {number}")
        # All at one moment, as in bulk.
        Deed.objects.filter(pk=deed.pk).update(at=now - timedelta(minutes=100))
    found, query = [], ""
    while True:
        response = client.get(f"{ROOM}?{query}")
        found += [each["line"].words for each in response.context["lines"]]
        query = response.context["older"]
        if not query:
            break
    assert len(found) == len(set(found)) == 140


def test_shows_of_each_room_what_one_may_see(client):
    user = User.objects.create_user("few", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_tag"))
    client.force_login(user)
    log(user, factories.make_draft(title="A secret plan"))
    log(user, Tag.objects.create(name="tea", slug="tea"))
    assert [name for _who, name, _what in told(client)] == ["tea"]
    assert told(client, room="posts.post") == [("few", "tea", "Changed.")]
    user.user_permissions.clear()
    assert client.get(ROOM).status_code == 403


def test_what_somebody_did_outlives_their_account(client, anna):
    berta = factories.make_editor(username="berta")
    log(berta, factories.make_post(title="Post"), "Changed Title.")
    client.post(reverse("admin:auth_user_delete", args=[berta.pk]), {"post": "yes"})
    assert not User.objects.filter(username="berta").exists()
    assert ("berta", "Post", "Changed Title.") in told(client)


def test_costs_the_same_queries_with_ten_lines_and_with_ten_thousand(
    client, anna, django_assert_max_num_queries
):
    SiteSettings.objects.create(pk=1)
    posts = [factories.make_post() for _number in range(3)]
    kind = ContentType.objects.get_for_model(Post)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=anna,
            content_type=kind,
            object_id=str(posts[number % 3].pk),
            object_repr="Post",
            action_flag=DELETION if number % 7 == 0 else CHANGE,
        )
        for number in range(10_000)
    )
    client.get(ROOM)  # content types are remembered
    # the standing (4), site with its menus, session, user; both sources, which posts are there,
    # who may be chosen.
    with django_assert_max_num_queries(12):
        response = client.get(ROOM)
    assert len(response.context["lines"]) == 50
    # How many there are is never asked: no page costs more than the first.
    with django_assert_max_num_queries(13):
        client.get(ROOM, {"entry": str(LogEntry.objects.last().pk + 200)})


@pytest.mark.sqlite
@pytest.mark.parametrize("by_anna", [False, True])
def test_reads_the_newest_lines_alone(client, anna, by_anna):
    log(anna, factories.make_post())
    with CaptureQueriesContext(connection) as queries:
        client.get(ROOM, {"user": anna.pk} if by_anna else {})
    (sql,) = [query["sql"] for query in queries if "admin_log" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = str(cursor.fetchall())
    assert "B-TREE" not in plan


def test_the_page_is_valid_html(client, anna, check_html):
    log(anna, factories.make_post(title="A <title>"))
    check_html(client.get(ROOM).content)
    check_html(client.get(ROOM, {"who": "itself", "day": "2026-01-01"}).content)


def test_images_that_came_with_a_post_have_a_room(anna, client):
    log(anna, Image.objects.create(name="cup.jpg", width=1, height=1), "Added.")
    assert told(client)[0][1]


def test_imports_are_told_in_the_room_that_brings_in(client, anna, tmp_path):
    (tmp_path / "tea.md").write_text("---\ntitle: Tea\n---\nPour it slowly.\n")
    call_command("import_posts", str(tmp_path), stdout=io.StringIO())
    call_command("import_posts", "--undo", str(ImportRun.objects.get().pk), stdout=io.StringIO())
    assert [(who, what) for who, _name, what in told(client, room="posts.importedfile")] == [
        ("", "Taken back."),
        ("", "1 post written."),
    ]


def test_files_that_somebody_brought_in_are_told_once_and_with_their_name(client, anna):
    file = SimpleUploadedFile("tea.md", b"---\ntitle: Tea\n---\nPour it slowly.\n")
    address = client.post(reverse("admin:posts_importedfile_changelist"), {"chosen": file}).url
    for _again in range(2):
        client.post(address, {"_bring_in": "1"})
    assert told(client) == [("anna", "Files brought in", "1 file: 1 new.")]


def test_fixed_sentences_are_told_in_the_language_of_whoever_reads(client, anna):
    SiteSettings.objects.create(pk=1, language="de")
    post = factories.make_post(title="Tee")
    client.post(reverse("admin:posts_post_delete", args=[post.pk]), {"sure": "1"})
    client.post(reverse("admin:posts_post_bring_back"), {"post": post.pk})
    client.post(
        reverse("admin:posts_post_unpublish", args=[post.pk]), {"choice": "now", "version": ""}
    )
    rooms = [ROOM, reverse("admin:posts_post_history", args=[post.pk])]
    said = {
        "de": ["In den Papierkorb.", "Aus dem Papierkorb.", "Zurückgezogen. Unter seiner"],
        "en": ["Into the trash.", "Out of the trash.", "Unpublished. Its address"],
    }
    for language, sentences in said.items():
        SiteSettings.objects.update(language=language)
        for room in rooms:
            html = client.get(room).content.decode()
            assert [words for words in sentences if words not in html] == []


def test_tells_nothing_of_a_save_that_changed_nothing(client, anna):
    post = factories.make_draft(title="Tea", tags=["hot"])
    form = opened(client, post)
    send(client, post, form)
    assert told(client) == []
    TagChange.objects.merge([Tag.objects.get()], Tag.objects.create(name="warm"))
    send(client, post, form | {"body": "Pour."})
    assert told(client) == [("anna", "Tea", "Changed Text.")]


def test_tells_until_when_a_preview_link_works_by_its_date(client, anna):
    post = factories.make_draft()
    response = client.post(
        reverse("admin:posts_post_preview_links", args=[post.pk]), {"days": "1"}, follow=True
    )
    assert "It works until tomorrow" in str(next(iter(response.context["messages"])))
    noted = LogEntry.objects.get().change_message
    assert "tomorrow" not in noted
    assert noted.endswith("UTC time.")
