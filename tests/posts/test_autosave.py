"""What was typed and not saved: kept by the server, offered on return, never lost on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Autosave, Overtaken, Post, Presence, WorkingCopy
from tests.factories import make_draft, make_editor, make_post

pytestmark = pytest.mark.django_db


def keep(user, post: Post | None, body: str, *, page: str = "one", sequence: int = 1) -> bool:
    return Autosave.objects.keep(user, post, page, {"body": [body]}, sequence)


def in_use(user) -> list[str]:
    return [row.fields["body"][0] for row in Autosave.objects.in_use().filter(user=user)]


def set_aside(user) -> list[str]:
    return [row.fields["body"][0] for row in Autosave.objects.set_aside().filter(user=user)]


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
