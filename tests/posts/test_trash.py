"""The trash: thrown away is not lost, and nothing else knows of it."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cms import activity
from cms.models import Deed
from posts.models import Post, WorkingCopy
from posts.tasks import empty_trash
from tests.factories import (
    make_draft,
    make_editor,
    make_post,
    make_scheduled,
    make_unpublished,
)
from tests.posts.test_admin_post_form import address, opened, send

pytestmark = pytest.mark.django_db
LIST = reverse("admin:posts_post_changelist")
ROOM = reverse("admin:posts_post_trash")


@pytest.fixture
def desk(client):
    client.force_login(make_editor())
    return client


def throw_away(client, *posts: Post):
    chosen = [post.pk for post in posts]
    values = {"action": "throw_away", "_selected_action": chosen, "sure": "1"}
    return client.post(LIST, values, follow=True)


def bring_back(client, *posts: Post):
    values = {"post": [post.pk for post in posts]}
    return client.post(reverse("admin:posts_post_bring_back"), values, follow=True)


def says(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.mark.parametrize("make", [make_draft, make_scheduled, make_post, make_unpublished])
def test_what_comes_back_is_as_it_was(desk, make):
    post = make(tags=["a"], slug="kept")
    before = post.stored()
    throw_away(desk, post)
    assert Post.objects.trashed().count() == 1
    assert bring_back(desk, post).status_code == 200
    assert Post.objects.kept().get().stored() == before


@pytest.mark.parametrize(
    ("make", "status"),
    [(make_draft, 404), (make_scheduled, 404), (make_post, 410), (make_unpublished, 410)],
)
def test_readers_get_410_of_what_they_knew_and_404_of_the_rest(desk, client, make, status):
    post = make(slug="gone", tags=["a-tag"], title="A rare title")
    throw_away(desk, post)
    assert client.get("/posts/gone/").status_code == status
    assert client.get("/posts/gone.md").status_code == status
    for place in ("/", "/feed.xml", "/tags/", "/sitemap-posts-1.xml", "/search/?q=rare"):
        assert "A rare title" not in client.get(place).content.decode()


def test_no_list_of_the_desk_has_it(desk):
    post = make_draft(title="A rare title", slug="gone")
    post.trash()
    for place in (LIST, f"{LIST}?state=drafts", f"{LIST}?q=rare", reverse("admin:index")):
        assert "A rare title" not in desk.get(place).content.decode()
    for place in ("link_targets", "originals"):
        found = desk.get(reverse(f"admin:posts_post_{place}"), {"q": "rare"})
        assert "A rare title" not in found.content.decode()
    for place in ("preview", "publish", "revisions"):
        found = desk.get(reverse(f"admin:posts_post_{place}", args=[post.pk]))
        assert found.status_code in {302, 404}
    assert "A rare title" in desk.get(ROOM).content.decode()


def test_the_list_of_posts_leads_to_the_trash_and_the_calendar(desk):
    page = desk.get(LIST).content.decode()
    # Once: the sidebar has neither of them.
    assert page.count(f'href="{ROOM}"') == 1
    assert page.count(f'href="{reverse("admin:posts_post_calendar")}"') == 1


def test_its_form_leads_to_the_trash(desk):
    post = make_draft()
    post.trash()
    response = desk.get(address(post), follow=True)
    assert "in the trash" in says(response)
    assert response.request["PATH_INFO"] == ROOM


def test_what_was_typed_meanwhile_is_not_lost(desk):
    post = make_draft()
    values = opened(desk, post)
    post.trash()
    html = send(desk, post, values | {"body": "Typed meanwhile."}).content.decode()
    assert "Typed meanwhile." in html
    assert "Somebody deleted this post" in html


def test_asks_first_and_names_the_texts_that_link_there(desk):
    post = make_post(slug="target")
    make_post(title="Linking", body="[a](/posts/target/)")
    asked = desk.get(reverse("admin:posts_post_delete", args=[post.pk])).content.decode()
    assert "1 text links here" in asked
    assert "Linking" in asked
    assert Post.objects.trashed().count() == 0
    chosen = {"action": "throw_away", "_selected_action": [post.pk]}
    assert "Linking" in desk.post(LIST, chosen).content.decode()
    assert Post.objects.trashed().count() == 0


def test_texts_that_go_along_are_not_named(desk):
    post = make_post(slug="target")
    other = make_post(title="Linking", body="[a](/posts/target/)")
    chosen = {"action": "throw_away", "_selected_action": [post.pk, other.pk]}
    assert "links here" not in desk.post(LIST, chosen).content.decode()


def test_one_from_its_form_with_an_undo_button(desk):
    post = make_post()
    response = desk.post(
        reverse("admin:posts_post_delete", args=[post.pk]), {"sure": "1"}, follow=True
    )
    assert "1 post is in the trash." in says(response)
    assert "Undo" in response.content.decode()
    assert f'name="post" value="{post.pk}"' in response.content.decode()


class TestAnAddressInTheTrash:
    def test_is_free_for_others(self, desk, client):
        make_post(slug="wanted", title="Old").trash()
        new = make_draft(title="Else")
        response = send(desk, new, opened(desk, new) | {"slug": "wanted"}, "_publish")
        assert response.status_code == 302
        assert "Else" in client.get("/posts/wanted/").content.decode()

    def test_comes_back_when_it_is_free_again(self, desk):
        post = make_post(slug="wanted")
        post.trash()
        other = make_post(slug="wanted")
        other.delete()
        bring_back(desk, post)
        assert Post.objects.get().slug == "wanted"

    def test_that_was_taken_is_told(self, desk):
        post = make_post(slug="wanted")
        post.trash()
        make_post(slug="wanted")
        assert "The address “wanted” is another post's now" in says(bring_back(desk, post))
        post.refresh_from_db()
        assert post.slug == "wanted-2"


def test_what_was_due_meanwhile_comes_back_as_a_draft(desk):
    post = make_scheduled()
    post.trash()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        desk.force_login(make_editor())
        assert "it is a draft now" in says(bring_back(desk, post))
        post.refresh_from_db()
        assert post.is_draft


def test_planned_changes_rest_and_come_back(desk):
    post = make_post()
    WorkingCopy.objects.keep(post, post.stored() | {"title": "New"}).plan(
        at := timezone.now() + timedelta(days=1)
    )
    post = Post.objects.get()
    post.trash()
    assert WorkingCopy.objects.get().publish_at is None
    bring_back(desk, post)
    assert WorkingCopy.objects.get().publish_at == at


def test_it_is_emptied_after_30_days():
    old, new = make_post(), make_post()
    old.trash()
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        new.trash()
        assert empty_trash.call() == 0
    with time_machine.travel(timezone.now() + timedelta(days=30, minutes=1)):
        assert empty_trash.call() == 1
    assert list(Post.objects.all()) == [new]
    assert Deed.objects.get().object_name == str(old)


def test_deleting_for_good_asks_and_takes_only_what_is_in_the_trash(desk):
    post = make_post()
    place = reverse("admin:posts_post_delete_for_good", args=[post.pk])
    assert desk.post(place).status_code == 404
    post.trash()
    assert "can't be taken back" in desk.get(place).content.decode()
    assert Post.objects.exists()
    desk.post(place)
    assert not Post.objects.exists()


def test_an_export_leaves_it_out(tmp_path):
    make_post(slug="kept")
    make_post(slug="gone").trash()
    call_command("export_posts", str(tmp_path / "out"), verbosity=0)
    assert {path.name for path in Path(tmp_path).rglob("*.md")} == {"kept.md"}


def test_an_import_takes_it_as_deleted_on_the_site(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: A\nslug: a\n---\nWords.\n")
    call_command("import_posts", str(folder), verbosity=0)
    Post.objects.get().trash()
    call_command("import_posts", str(folder), verbosity=0)
    assert Post.objects.kept().count() == 0
    call_command("import_posts", str(folder), overwrite=True, verbosity=0)
    assert Post.objects.kept().get().slug == "a"
    assert Post.objects.trashed().get().slug == "a-2"


def test_it_is_for_those_who_may_delete(client):
    post = make_post()
    user = make_editor()
    user.is_superuser = False
    user.save()
    client.force_login(user)
    delete = reverse("admin:posts_post_delete", args=[post.pk])
    assert client.post(delete, {"sure": "1"}).status_code == 403
    assert client.post(reverse("admin:posts_post_bring_back")).status_code == 403
    assert client.get(ROOM).status_code == 403
    assert Post.objects.kept().exists()


def test_what_is_brought_back_while_the_trash_is_emptied_stays(monkeypatch):
    posts = [make_draft(), make_draft()]
    with time_machine.travel(timezone.now() - timedelta(days=31), tick=False):
        for post in posts:
            post.trash()
    told, by_itself = [], activity.by_itself

    def bring_the_other_back(post, *words, **about):
        told.append(post.pk)
        Post.objects.exclude(pk=post.pk).get().bring_back()
        return by_itself(post, *words, **about)

    monkeypatch.setattr(activity, "by_itself", bring_the_other_back)
    assert empty_trash.call() == 1
    assert len(told) == 1
    assert Post.objects.kept().get().pk != told[0]


@pytest.mark.parametrize(
    ("page", "more"),
    [
        *((name, []) for name in ("publish", "unpublish", "revisions", "compare", "discard")),
        ("restore", [1]),
        ("preview_links", []),
    ],
)
def test_pages_of_what_somebody_threw_away_lead_to_the_trash(desk, client, page, more):
    post = make_post()
    post.add_revision()
    post.trash()
    where = reverse(f"admin:posts_post_{page}", args=[post.pk, *more])
    for send_it in (desk.get, desk.post):
        response = send_it(where, follow=True)
        assert response.redirect_chain == [(ROOM, 302)]
        assert "This post is in the trash" in response.content.decode()
    post.delete()
    assert desk.get(where).status_code == 404
