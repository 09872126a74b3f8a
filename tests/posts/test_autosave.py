"""What was typed and not saved: kept by the server, offered on return, never lost on the way."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from posts.models import Autosave, Overtaken, Post, Presence, Tag, WorkingCopy
from tests.factories import make_draft, make_editor, make_person, make_post
from tests.posts.test_admin_post_form import address, opened, opened_from, send

pytestmark = pytest.mark.django_db


def keep(user, post: Post | None, body: str, *, page: str = "one", sequence: int = 1) -> bool:
    return Autosave.objects.keep(user, post, page, {"body": [body]}, sequence)


def in_use(user) -> list[str]:
    return [row.fields["body"][0] for row in Autosave.objects.in_use().filter(user=user)]


def set_aside(user) -> list[str]:
    return [row.fields["body"][0] for row in Autosave.objects.set_aside().filter(user=user)]


@pytest.fixture
def editor():
    return make_editor(username="ada")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def autosave(client, post: Post | None, values: dict, **options):
    """Send what a page's script sends."""
    names = ("posts_post_autosave", [post.pk]) if post else ("posts_post_autosave_new", [])
    place = reverse(f"admin:{names[0]}", args=names[1])
    return client.post(place, {"page": "one", "sequence": "1"} | values, **options)


def form_of(client, post: Post | None, query: str = "") -> str:
    return client.get(address(post) + query).content.decode()


class TestAnAutosave:
    @pytest.mark.parametrize("has_post", [True, False])
    def test_is_one_row_a_user_and_post(self, has_post):
        ada, bob = make_editor(), make_editor()
        post = make_draft() if has_post else None
        for number, user in enumerate([ada, ada, bob], start=1):
            assert keep(user, post, f"Words {number}", sequence=number)
        assert in_use(ada) == ["Words 2"]
        assert in_use(bob) == ["Words 3"]

    def test_that_was_overtaken_on_its_way_changes_nothing(self):
        ada, post = make_editor(), make_draft()
        keep(ada, post, "Later.", sequence=9)
        assert not keep(ada, post, "Sooner.", sequence=8)
        assert in_use(ada) == ["Later."]

    @pytest.mark.parametrize("has_post", [True, False])
    def test_of_another_page_sets_aside_what_was_there(self, has_post):
        ada, post = make_editor(), make_draft() if has_post else None
        keep(ada, post, "Of the first window.", page="one", sequence=5)
        keep(ada, post, "Of the second.", page="two", sequence=2)
        assert (in_use(ada), set_aside(ada)) == (["Of the second."], ["Of the first window."])
        keep(ada, post, "First again.", page="one", sequence=6)
        assert (in_use(ada), set_aside(ada)) == (["First again."], ["Of the second."])

    def test_that_was_set_aside_is_kept_for_a_month(self):
        ada, post = make_editor(), make_draft()
        keep(ada, post, "Old.", page="one")
        keep(ada, post, "Newer.", page="two")
        month_ago = timezone.now() - timedelta(days=31)
        Autosave.objects.set_aside().update(set_aside_at=month_ago)
        keep(ada, post, "Newest.", page="three")
        assert set_aside(ada) == ["Newer."]

    def test_is_taken_in_by_its_own_page_and_by_the_same_words(self):
        ada, post = make_editor(), make_draft()
        keep(ada, post, "Words\nin lines.", page="one")
        keep(ada, post, "Others.", page="two")
        Autosave.objects.take_in(ada, post, "", {"body": ["Words\r\nin lines."], "version": ["1"]})
        assert (in_use(ada), set_aside(ada)) == (["Others."], [])
        Autosave.objects.take_in(ada, post, "two", {"body": ["Others, and more."]})
        assert not Autosave.objects.exists()


class TestAPostWithoutATitle:
    def test_is_a_draft_whose_first_title_gives_it_its_address(self):
        post, other = Post.objects.create(), Post.objects.create()
        assert (post.slug, other.slug, str(post)) == ("untitled", "untitled-2", "Untitled")
        post = Post.objects.get(pk=post.pk)
        post.title = "At last"
        post.save()
        assert post.slug == "at-last"

    def test_keeps_an_address_that_its_editor_chose(self):
        post = Post.objects.create(slug="chosen")
        post = Post.objects.get(pk=post.pk)
        post.title = "At last"
        post.save()
        assert post.slug == "chosen"

    def test_does_not_become_public_by_its_changes(self):
        post = make_post(title="Old")
        copy = WorkingCopy.objects.keep(post, post.stored() | {"title": ""})
        with pytest.raises(Overtaken) as refused:
            copy.publish()
        assert [clash.name for clash in refused.value.clashes] == ["title"]
        assert Post.objects.get().title == "Old"


class TestSomebodyElse:
    def test_is_here_until_three_signs_are_missing(self):
        ada, post = make_editor(), make_draft()
        Presence.objects.note(ada, post)
        Presence.objects.note(ada, post, is_typing=True)
        (there,) = Presence.objects.here()
        assert there.is_typing
        Presence.objects.update(seen_at=timezone.now() - Presence.FADES)
        assert not Presence.objects.here()

    def test_who_comes_back_is_here_since_then(self):
        ada, post = make_editor(), make_draft()
        long_ago = timezone.now() - timedelta(hours=1)
        Presence.objects.create(
            user=ada, post=post, opened_at=long_ago, seen_at=long_ago, typed_at=long_ago
        )
        Presence.objects.note(ada, post)
        (there,) = Presence.objects.here()
        assert there.opened_at > long_ago
        assert not there.is_typing


class TestTheScript:
    @pytest.mark.parametrize("has_post", [True, False])
    def test_keeps_the_form_as_it_is(self, desk, editor, has_post):
        post = make_draft(body="Old.") if has_post else None
        values = opened(desk, post) | {
            "body": "New,\r\nhalf wri",
            "published_at": "2026-13",
            "x": 1,
        }
        answer = autosave(desk, post, values)
        assert answer.json() == {"kept": True}
        assert "no-store" in answer.headers["Cache-Control"]
        row = Autosave.objects.get(user=editor, post=post)
        assert row.fields["body"] == ["New,\r\nhalf wri"]
        assert row.fields["published_at"] == ["2026-13"]
        assert "x" not in row.fields
        assert not Post.objects.exclude(body="Old.").exists()

    def test_takes_null_characters_and_any_sequence(self, desk):
        for sequence in ("", "-1", "9" * 40, "x"):
            assert autosave(desk, None, {"body": "a\0b", "sequence": sequence}).status_code == 200
        assert Autosave.objects.get().fields["body"] == ["ab"]

    def test_is_told_what_stands_in_the_way(self, desk):
        post = make_draft()
        number = post.pk
        assert autosave(desk, post, {"user": "0"}).json() == {"problem": "other"}
        post.delete()
        post.pk = number
        answer = autosave(desk, post, {"body": "x"})
        assert (answer.status_code, answer.json()) == (404, {"problem": "gone"})

    def test_keeps_nothing_for_who_may_not_write(self, client):
        post = make_draft()
        looker = User.objects.create_user("looker", is_staff=True)
        looker.user_permissions.add(Permission.objects.get(codename="view_post"))
        client.force_login(looker)
        assert autosave(client, post, {"body": "x"}).status_code == 403
        assert autosave(client, None, {"body": "x"}).status_code == 403
        assert client.get(address(post)).status_code == 200
        assert not Autosave.objects.exists()
        assert not Presence.objects.exists()
        client.logout()
        assert autosave(client, post, {"body": "x"}).status_code == 403

    def test_is_told_what_is_newer_than_what_it_sent(self, desk):
        autosave(desk, None, {"body": "Newer.", "sequence": "9"})
        answer = autosave(desk, None, {"body": "Older.", "sequence": "8"})
        assert answer.json() == {"kept": False, "sequence": 9}
        assert Autosave.objects.get().fields["body"] == ["Newer."]

    def test_gets_a_fresh_token_after_another_login(self, editor):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        assert autosave(client, None, {"body": "x"}).status_code == 403
        told = client.get(reverse("admin:posts_post_autosave_new")).json()
        assert told["user"] == editor.pk
        kept = autosave(client, None, {"body": "x"}, headers={"X-CSRFToken": told["token"]})
        assert kept.json() == {"kept": True}

    def test_needs_few_queries(self, desk, django_assert_max_num_queries):
        post = make_draft(body="word " * 2000)
        values = opened(desk, post)
        autosave(desk, post, values)
        # session, time zone, user, post; the row in a savepoint; the site's standing
        with django_assert_max_num_queries(8):
            autosave(desk, post, values | {"sequence": "2"})


class TestOnReturn:
    def test_what_was_typed_is_offered_beside_what_is_saved(self, desk):
        post = make_draft(title="Old title", body="Old words.")
        autosave(desk, post, opened(desk, post) | {"body": "New <words>.", "tags": "a, b"})
        html = form_of(desk, post)
        assert "and did not save it" in html
        assert "New &lt;words&gt;." in html.replace("<ins>", "").replace("</ins>", "")
        assert "a, b" in html
        assert "Compare the two first" not in html
        assert opened(desk, post)["body"] == "Old words."

    def test_nothing_is_offered_when_nothing_differs(self, desk):
        post = make_draft()
        autosave(desk, post, opened(desk, post))
        assert "and did not save it" not in form_of(desk, post)

    def test_it_is_gone_on_with_and_the_save_takes_it_in(self, desk):
        post = make_draft(title="Old", body="Old.", tags=["old"])
        typed = {"title": "New", "body": "New.", "tags": "new", "published_at": "2999-01-02T10:00"}
        autosave(desk, post, opened(desk, post) | typed | {"noindex": "on"})
        query = f"?typed={Autosave.objects.get().pk}"
        response = desk.get(address(post) + query)
        assert "It is not saved yet." in response.content.decode()
        form, page = response.context["adminform"].form, response.context["unsaved"]["page"]
        assert {name: form[name].value() for name in typed} == typed
        assert form["noindex"].value()
        assert send(desk, post, opened_from(response) | {"page": page}).status_code == 302
        post.refresh_from_db()
        assert (post.title, post.body, list(post.tags.names())) == ("New", "New.", ["new"])
        assert post.is_scheduled
        assert not Autosave.objects.exists()

    def test_it_goes_on_with_the_version_it_was_typed_into(self, desk):
        post = make_draft(body="Old.")
        autosave(desk, post, opened(desk, post) | {"body": "Mine."})
        send(desk, post, opened(desk, post) | {"body": "Theirs."})
        assert "You saved something else after that" in form_of(desk, post)
        query = f"?typed={Autosave.objects.get().pk}"
        values = opened_from(desk.get(address(post) + query))
        response = send(desk, post, values)
        assert [field["label"] for field in response.context["conflicts"]] == ["Text"]

    def test_two_windows_that_go_on_with_it_lose_nothing(self, desk):
        post = make_draft(body="Old.")
        autosave(desk, post, {"body": "Typed."})
        query = f"?typed={Autosave.objects.get().pk}"
        for number, words in enumerate(["First.", "Second."]):
            page = desk.get(address(post) + query).context["unsaved"]["page"]
            autosave(desk, post, {"body": words, "page": page, "sequence": str(9 + number)})
        autosave(desk, post, {"body": "Of the page that typed it.", "sequence": "20"})
        kept = {row.fields["body"][0] for row in Autosave.objects.all()}
        assert kept >= {"Second.", "Of the page that typed it."}

    def test_a_new_post_is_gone_on_with(self, desk):
        autosave(desk, None, {"title": "Begun", "body": "Words."})
        assert "and did not save it" in form_of(desk, None)
        values = opened(desk, None) | {"title": "Begun", "body": "Words.", "page": "one"}
        send(desk, None, values)
        assert Post.objects.get().title == "Begun"
        assert not Autosave.objects.exists()
        assert "and did not save it" not in form_of(desk, None)

    def test_a_late_one_of_a_page_that_was_saved_is_not_kept(self, desk):
        values = opened(desk, None) | {"title": "Begun", "page": "one"}
        send(desk, None, values)
        assert autosave(desk, None, values).json() == {"kept": False}
        assert 'data-taken-in="one"' in form_of(desk, None)

    def test_a_new_post_that_is_sent_twice_is_one(self, desk):
        values = opened(desk, None) | {"title": "Begun", "body": "Words.", "page": "one"}
        place = send(desk, None, values).headers["Location"]
        assert send(desk, None, values).headers["Location"] == place
        Post.objects.get().trash()
        assert send(desk, None, values).headers["Location"] != place

    def test_it_is_thrown_away_and_brought_back(self, desk):
        post = make_draft(body="Old.")
        autosave(desk, post, opened(desk, post) | {"body": "New words.", "title": "Thrown"})
        row = Autosave.objects.get()
        place = reverse("admin:posts_post_set_aside", args=[row.pk])
        html = desk.post(place, follow=True).content.decode()
        assert "For 30 days it can be brought back here." in html
        assert "and did not save it" not in html
        assert "Thrown</span>" in html
        form = desk.get(f"{address(post)}?typed={row.pk}").context["adminform"].form
        assert form["body"].value() == "New words."

    def test_it_outlives_its_post(self, desk, editor):
        post = make_draft(title="On tea")
        for page in ("one", "two"):
            autosave(desk, post, {"title": f"Of window {page}", "page": page})
        post.trash()
        post.delete()
        html = form_of(desk, None)
        assert "Of window one</span>" in html
        assert "Of window two</span>" in html
        row = Autosave.objects.set_aside().get(page="two", user=editor)
        form = desk.get(f"{address(None)}?typed={row.pk}").context["adminform"].form
        assert form["title"].value() == "Of window two"

    def test_others_neither_see_nor_touch_it(self, desk, client):
        post = make_draft(body="Old.")
        autosave(desk, post, {"body": "Secret words."})
        row = Autosave.objects.get()
        client.force_login(make_editor())
        assert "Secret" not in form_of(client, post, f"?typed={row.pk}")
        place = reverse("admin:posts_post_set_aside", args=[row.pk])
        assert client.post(place).status_code == 404
        assert Autosave.objects.in_use().exists()

    def test_what_was_refused_is_kept_without_scripts(self, desk):
        post = make_draft(body="Old.")
        wrong = {"body": "Typed.", "canonical_url": "no where", "page": "two"}
        assert send(desk, post, opened(desk, post) | wrong, "_publish").status_code == 200
        html = form_of(desk, post)
        assert "and did not save it" in html
        assert "no where" in html
        send(desk, post, opened(desk, post) | wrong | {"canonical_url": ""})
        assert not Autosave.objects.exists()

    def test_an_empty_form_that_was_refused_leaves_nothing_to_offer(self, desk):
        autosave(desk, None, {"title": "Begun", "body": "Words."})
        assert send(desk, None, opened(desk, None), "_publish").status_code == 200
        assert Autosave.objects.in_use().get().fields["title"] == ["Begun"]
        assert "and did not save it" in form_of(desk, None)

    @pytest.mark.parametrize("query", ["?typed=0", "?typed=x", "?typed=" + "9" * 30, "?typed=²"])
    def test_an_unknown_one_changes_nothing(self, desk, query):
        post = make_draft(body="Old.")
        assert "Old." in form_of(desk, post, query)


def test_the_desk_lists_what_the_user_has_not_saved(desk, client):
    autosave(desk, None, {"title": "Begun <today>", "body": "x"})
    autosave(desk, make_draft(title="An old one"), {"body": "x"})
    html = desk.get(reverse("admin:index")).content.decode()
    assert "Typed and not saved" in html
    assert "Begun &lt;today&gt;</a>" in html
    assert html.count(">An old one</a>") == 2
    client.force_login(make_editor())
    assert "Typed and not saved" not in client.get(reverse("admin:index")).content.decode()


def test_a_post_without_a_title_is_left_when_several_are_published(desk):
    posts = [make_draft(title=title) for title in ("Ready", "")]
    chosen = {"action": "publish", "_selected_action": [post.pk for post in posts]}
    place = reverse("admin:posts_post_changelist")
    html = desk.post(place, chosen, follow=True).content.decode()
    assert "1 post published." in html
    assert "1 has no title yet." in html
    assert [post.title for post in Post.objects.published()] == ["Ready"]
    assert not posts[1].revisions.exists()


class TestWhoIsHere:
    def test_is_said_when_the_form_is_opened_and_after(self, desk, editor):
        post = make_draft()
        form_of(desk, post)
        other, bob = Client(), make_editor(username="bob")
        other.force_login(bob)
        assert "ada has had this open since" in form_of(other, post)
        place = reverse("admin:posts_post_presence", args=[post.pk])
        desk.post(place, {"typing": "1"})
        (said,) = other.post(place).json()["others"]
        assert said.startswith("ada has had this open since")
        assert said.endswith("typing now.")
        desk.post(place, {"left": "1"})
        assert other.post(place).json()["others"] == []

    def test_a_save_by_another_is_told(self, desk):
        post = make_draft()
        version = opened(desk, post)["version"]
        other = Client()
        other.force_login(make_editor(username="bob"))
        send(other, post, opened(other, post) | {"body": "Bob's."})
        place = reverse("admin:posts_post_presence", args=[post.pk])
        said = desk.post(place, {"version": version}).json()["others"]
        assert said[-1].startswith("bob saved it since you opened it")
        version = opened(desk, post)["version"]
        assert "saved it" not in "".join(desk.post(place, {"version": version}).json()["others"])


class TestTwoEditors:
    BODY = "One.\n\nTwo.\n\nThree."

    @pytest.mark.parametrize("make", [make_draft, make_post])
    def test_have_their_lines_put_together_where_they_do_not_touch(self, desk, make):
        post = make(body=self.BODY)
        post.add_revision()
        values = opened(desk, post)
        send(desk, post, values | {"body": self.BODY.replace("One", "Eins"), "title": "Theirs"})
        response = send(desk, post, values | {"body": self.BODY.replace("Three", "Drei")})
        form = response.context["adminform"].form
        assert form["body"].value() == "Eins.\n\nTwo.\n\nDrei."
        assert response.context["conflicts"] == []
        html = response.content.decode()
        assert "Put together, as you changed other parts than they did: Text." in html
        assert "Changed by them and not by you, so the form shows theirs: title." in html.replace(
            "Title", "title"
        )
        assert send(desk, post, opened_from(response)).status_code == 302
        state = post.newest_revision().state
        assert (state["body"], state["title"]) == ("Eins.\n\nTwo.\n\nDrei.", "Theirs")

    def test_decide_only_where_they_touch(self, desk):
        post = make_draft(body=self.BODY)
        post.add_revision()
        values = opened(desk, post)
        send(desk, post, values | {"body": "Eins.\n\nTheirs.\n\nThree."})
        response = send(desk, post, values | {"body": "One.\n\nMine.\n\nDrei."})
        form = response.context["adminform"].form
        assert form["body"].value() == "Eins.\n\nMine.\n\nDrei."
        (clash,) = response.context["conflicts"]
        assert "".join(piece.text for piece in clash["theirs"]) == "Theirs."
        assert "".join(piece.text for piece in clash["mine"]) == "Mine."

    def test_have_their_tags_and_authors_put_together(self, desk):
        ada, bo, cy = (make_person(name=name) for name in ("Ada", "Bo", "Cy"))
        post = make_draft(tags=["a", "b", "c"], authors=[ada, bo])
        values = opened(desk, post)
        send(desk, post, values | {"tags": "a, b, theirs", "authors": [bo.pk]})
        mine = {"tags": "b, c, Mine", "authors": [ada.pk, bo.pk, cy.pk]}
        response = send(desk, post, values | mine)
        assert response.context["conflicts"] == []
        assert response.context["put_together"] == ["Tags", "Authors"]
        form = response.context["adminform"].form
        assert set(form["tags"].value().split(", ")) == {"b", "theirs", "Mine"}
        assert form["authors"].value() == [str(bo.pk), str(cy.pk)]
        assert send(desk, post, opened_from(response)).status_code == 302
        assert set(post.tags.names()) == {"b", "Mine", "theirs"}
        assert Post.objects.get().shown_authors == [bo, cy]

    def test_see_an_order_of_authors_that_alone_differs(self, desk):
        ada, bo = (make_person(name=name) for name in ("Ada", "Bo"))
        post = make_draft(authors=[ada, bo])
        autosave(desk, post, opened(desk, post) | {"authors": [bo.pk, ada.pk]})
        offer = desk.get(address(post)).context["unsaved"]["offer"]
        (found,) = offer["differences"]
        sides = ["".join(piece.text for piece in found[side]) for side in ("mine", "theirs")]
        assert sides == ["Bo, Ada", "Ada, Bo"]

    def test_have_a_tag_that_was_renamed_meanwhile_under_its_new_name(self, desk):
        post = make_draft(tags=["old", "b"])
        values = opened(desk, post)
        tag = Tag.objects.get(name="old")
        tag.name = "new"
        tag.save()
        send(desk, post, opened(desk, post) | {"tags": "new, b, theirs"})
        form = send(desk, post, values | {"tags": "old, b, mine"}).context["adminform"].form
        assert set(form["tags"].value().split(", ")) == {"new", "b", "theirs", "mine"}


class TestASlowLine:
    """What one does while the server has the form, and its answer is not here yet."""

    @pytest.mark.parametrize("make", [None, make_draft, make_post])
    def test_a_form_that_is_sent_again_is_saved_once(self, desk, make):
        post = make(body="Old.") if make else None
        values = opened(desk, post) | {"title": "On tea", "page": "p"}
        for body in ("Sent.", "Sent.", "Sent again."):
            answer = send(desk, post, values | {"body": body})
            assert answer.status_code == 302
        saved = Post.objects.get()
        assert (saved.changes.state["body"] if saved.changes else saved.body) == "Sent again."
        assert saved.slug == (post.slug if post else "on-tea")
        assert not Autosave.objects.exists()

    def test_what_somebody_else_saved_since_is_not_written_over(self, desk):
        values = opened(desk, None) | {"title": "On tea", "page": "p", "body": "Sent."}
        send(desk, None, values)
        theirs = Post.objects.get()
        theirs.body = "Theirs."
        theirs.save()
        answer = send(desk, None, values | {"body": "Sent again."})
        assert [field["label"] for field in answer.context["conflicts"]] == ["Text"]
        assert Post.objects.get().body == "Theirs."

    @pytest.mark.parametrize("make", [None, make_draft, make_post])
    def test_what_is_typed_meanwhile_comes_after_the_save(self, desk, editor, make):
        post = make(body="Old.") if make else None
        values = opened(desk, post) | {"title": "On tea"}
        send(desk, post, values | {"body": "Sent.", "page": "p"})
        saved = Post.objects.get()
        later = values | {"body": "Sent. And on.", "page": "q", "follows": "p"}
        assert autosave(desk, post, later).json() == {"kept": True, "post": saved.pk}
        # What a closing page still sent may come before what it kept.
        late = {"kept": False, "post": saved.pk, "sequence": 1}
        assert autosave(desk, post, later).json() == late
        row = Autosave.objects.get(user=editor, post=saved)
        form = opened_from(desk.get(f"{address(saved)}?typed={row.pk}"))
        assert form["body"] == "Sent. And on."
        form["page"] = Autosave.objects.get().page
        assert send(desk, saved, form).status_code == 302
        saved = Post.objects.get()
        assert (saved.changes.state["body"] if saved.changes else saved.body) == "Sent. And on."
        assert not Autosave.objects.exists()
