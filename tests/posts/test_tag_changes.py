"""Tags renamed, merged, deleted and put on many posts; and all of it undone."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from posts import restoring, tagging
from posts.importing.names import Names
from posts.models import FormerTagName, Post, Redirect, Tag, TagChange, WorkingCopy
from tests.factories import make_draft, make_editor, make_post

pytestmark = pytest.mark.django_db


def names_of(post: Post) -> list[str]:
    return sorted(Post.objects.get(pk=post.pk).tags.names())


def tag(name: str) -> Tag:
    return Tag.objects.get(name=name)


def merge(*names: str, into: str) -> TagChange:
    return TagChange.objects.merge([tag(name) for name in names], tag(into))


@pytest.fixture
def posts():
    return {
        "both": make_post(tags=["leads", "lead generation"]),
        "old": make_post(tags=["lead generation", "forms"]),
        "new": make_post(tags=["leads"]),
        "draft": make_draft(tags=["lead generation"]),
        "triple": make_post(tags=["lead generation", "lead gen"]),
    }


class TestMerging:
    def test_moves_posts_each_once_and_names_and_addresses(self, posts, client):
        change = merge("lead generation", "lead gen", into="leads")
        assert names_of(posts["both"]) == names_of(posts["triple"]) == ["leads"]
        assert names_of(posts["old"]) == ["forms", "leads"]
        assert names_of(posts["draft"]) == ["leads"]
        assert change.post_count == 4
        assert "“lead generation”, “lead gen” became “leads”, on 4 posts." in change.words
        response = client.get("/tags/lead-generation/")
        assert (response.status_code, response["Location"]) == (301, "/tags/leads/")
        feed = client.get("/tags/lead-generation/feed.xml")
        assert (feed.status_code, feed["Location"]) == (301, "/tags/leads/feed.xml")

    def test_lists_the_moved_posts_newest_first_under_the_tag(self, posts):
        old = make_post(tags=["lead gen"], title="Of May", published_at=timezone.now())
        merge("lead generation", "lead gen", into="leads")
        assert Post.objects.tagged(tag("leads")).first() == old

    def test_undone_leaves_all_as_it_was(self, posts, client):
        before = {name: names_of(post) for name, post in posts.items()}
        Tag.objects.filter(name="lead gen").update(description="Short for it.")
        redirect = Redirect.objects.create(old_path="/tags/lg/", new_path="/tags/lead-gen/")
        key = tag("lead gen").pk
        change = merge("lead generation", "lead gen", into="leads")
        assert tag("leads").description == "Short for it."
        redirect.refresh_from_db()
        assert redirect.new_path == "/tags/leads/"
        change.undo()
        assert {name: names_of(post) for name, post in posts.items()} == before
        assert tag("leads").description == ""
        assert (tag("lead gen").pk, tag("lead gen").description) == (key, "Short for it.")
        assert client.get("/tags/lead-generation/").status_code == 200
        assert not FormerTagName.objects.exists()
        assert dict(Redirect.objects.values_list("old_path", "new_path")) == {
            "/tags/lg/": "/tags/lead-gen/"
        }
        with pytest.raises(ValidationError, match="undone already"):
            change.undo()

    def test_undone_leaves_alone_what_editors_changed_since(self, posts):
        change = merge("lead generation", into="leads")
        posts["old"].tags.set(["forms"])
        posts["new"].tags.add("forms")
        change.undo()
        assert names_of(posts["old"]) == ["forms"]
        assert names_of(posts["new"]) == ["forms", "leads"]
        assert names_of(posts["draft"]) == ["lead generation"]

    def test_undone_finds_a_name_and_an_address_that_were_taken_meanwhile(self, posts):
        change = merge("lead generation", into="leads")
        Tag.objects.create(name="Lead Generation", slug="elsewhere")
        Tag.objects.create(name="Other", slug="lead-generation")
        change.undo()
        assert names_of(posts["draft"]) == ["Lead Generation"]

    def test_in_a_chain_is_undone_from_the_end(self, posts):
        first, second = merge("lead gen", into="lead generation"), None
        second = merge("lead generation", into="leads")
        assert FormerTagName.objects.get(name="lead gen").tag == tag("leads")
        with pytest.raises(ValidationError, match="undo that first"):
            first.undo()
        second.undo()
        assert FormerTagName.objects.get(name="lead gen").tag == tag("lead generation")
        first.undo()
        assert names_of(posts["triple"]) == ["lead gen", "lead generation"]

    def test_of_a_tag_that_is_gone_changes_nothing(self, posts):
        gone, into = tag("lead gen"), tag("leads")
        Tag.objects.filter(pk=gone.pk).delete()
        with pytest.raises(ValidationError, match="meanwhile"):
            TagChange.objects.merge([tag("forms"), gone], into)
        assert names_of(posts["old"]) == ["forms", "lead generation"]

    def test_that_fails_half_way_has_changed_nothing(self, posts, monkeypatch):
        def fail(*_args, **_more):
            raise RuntimeError

        monkeypatch.setattr("posts.models.tag_change.TagChangeQuerySet.note", fail)
        with pytest.raises(RuntimeError):
            merge("lead generation", into="leads")
        assert names_of(posts["draft"]) == ["lead generation"]
        assert not Redirect.objects.exists()

    def test_is_not_undone_after_a_month(self, posts):
        change = merge("lead generation", into="leads")
        TagChange.objects.update(made_at=timezone.now() - timedelta(days=31))
        with pytest.raises(ValidationError, match="too long ago"):
            change.undo()
        merge("lead gen", into="leads")
        assert not TagChange.objects.filter(pk=change.pk).exists()


class TestNamesOfBefore:
    def test_come_back_from_a_revision_as_the_tag_of_now(self, posts):
        posts["draft"].add_revision()
        posts["draft"].tags.set([])
        merge("lead generation", into="leads")
        then = posts["draft"].revisions.get().state
        state, said = restoring.brought_back(
            posts["draft"], then, restoring.standing(posts["draft"])
        )
        restoring.bring_back(posts["draft"], state, None, "Back")
        assert said == ["“lead generation” is called “leads” now."]
        assert names_of(posts["draft"]) == ["leads"]
        assert not Tag.objects.filter(name="lead generation").exists()

    def test_in_unpublished_changes_mean_the_tag_of_now(self, posts):
        post = Post.objects.get(pk=posts["old"].pk)
        state = post.stored() | {"tags": ["forms", "lead gen", "lead generation"], "title": "New"}
        copy = WorkingCopy.objects.keep(post, state)
        merge("lead generation", "lead gen", into="leads")
        assert copy.merged()[0]["tags"] == ["forms", "leads"]
        copy.publish()
        assert names_of(post) == ["forms", "leads"]
        assert not Tag.objects.filter(name="lead gen").exists()

    def test_in_unpublished_changes_are_those_of_before_once_it_is_undone(self, posts):
        post = Post.objects.get(pk=posts["old"].pk)
        WorkingCopy.objects.keep(post, post.stored() | {"title": "New"})
        change = merge("lead generation", into="leads")
        WorkingCopy.objects.keep(post, post.stored() | {"title": "Newer"})
        change.undo()
        Post.objects.get(pk=post.pk).changes.publish()
        assert names_of(post) == ["forms", "lead generation"]

    def test_in_a_file_mean_the_tag_of_now(self, posts):
        merge("lead generation", into="leads")
        assert Names().tags(["Lead Generation"]) == [tag("leads")]

    def test_of_a_renamed_tag_still_mean_it_until_another_has_the_name(self, posts):
        leads = tag("leads")
        leads.name = "prospects"
        leads.save()
        assert Tag.objects.meant(["LEADS", "forms", "prospects"]) == ["prospects", "forms"]
        Tag.objects.create(name="Leads")
        assert Tag.objects.meant(["leads"]) == ["leads"]


class TestDeleting:
    def test_takes_the_tags_from_their_posts_and_gives_them_back(self, posts):
        former = tag("lead gen")
        former.name = "LG"
        former.save()
        change = TagChange.objects.delete_tags([tag("LG"), tag("leads")])
        assert change.words == "“LG”, “leads” deleted, from 3 posts."
        assert names_of(posts["both"]) == ["lead generation"]
        posts["new"].delete()
        change.undo()
        assert names_of(posts["both"]) == ["lead generation", "leads"]
        assert Tag.objects.known_as("lead gen") == tag("LG")

    def test_brings_posts_back_with_their_dates_of_now(self, posts):
        change = TagChange.objects.delete_tags([tag("leads")])
        posts["new"].unpublish()
        change.undo()
        assert posts["new"] not in Post.objects.tagged(tag("leads"))
        assert posts["both"] in Post.objects.tagged(tag("leads"))


class TestRenaming:
    def rename(self, old, **fields):
        renamed = tag(old)
        before = {name: getattr(renamed, name) for name in ("pk", "name", "slug", "description")}
        for name, value in fields.items():
            setattr(renamed, name, value)
        renamed.save()
        return TagChange.objects.renamed(before, renamed)

    def test_is_told_with_posts_and_addresses(self, posts):
        change = self.rename("leads", name="prospects", slug="prospects")
        assert change.words == (
            "“leads” is “prospects” now, on 2 posts. /tags/leads/ leads to /tags/prospects/."
        )

    def test_of_a_description_alone_is_none(self, posts):
        assert self.rename("leads", description="Who may buy.") is None

    def test_undone_has_the_name_and_address_of_before(self, posts, client):
        change = self.rename("leads", name="prospects", slug="prospects")
        change.undo()
        assert tag("leads").slug == "leads"
        assert client.get("/tags/leads/").status_code == 200
        assert client.get("/tags/prospects/")["Location"] == "/tags/leads/"

    def test_is_not_undone_where_another_tag_has_the_name(self, posts):
        change = self.rename("leads", name="prospects")
        Tag.objects.create(name="Leads", slug="other")
        with pytest.raises(ValidationError, match="another tag “leads”"):
            change.undo()


class TestManyPosts:
    def test_get_tags_at_once_with_a_revision_each(self, posts):
        editor = make_editor()
        keys = [post.pk for post in posts.values()]
        change = tagging.change(keys, ["forms", "New one"], is_adding=True, user=editor)
        assert names_of(posts["old"]) == ["New one", "forms", "lead generation"]
        assert names_of(posts["draft"]) == ["New one", "forms", "lead generation"]
        revision = posts["new"].newest_revision()
        assert (revision.user, revision.reason) == (editor, "Tags added: New one, forms")
        assert change.words == "“New one”, “forms” on 5 posts."
        assert posts["new"] in Post.objects.tagged(tag("New one"))

    def test_undone_lose_only_what_was_put_on_them(self, posts):
        change = tagging.change([posts["old"].pk, posts["new"].pk], ["forms"], is_adding=True)
        assert change.post_count == 1
        change.undo()
        assert names_of(posts["old"]) == ["forms", "lead generation"]
        assert names_of(posts["new"]) == ["leads"]
        assert posts["new"].newest_revision().state["tags"] == ["leads"]

    def test_lose_tags_and_get_them_back(self, posts):
        keys = [post.pk for post in posts.values()]
        change = tagging.change(keys, ["LEADS"], is_adding=False)
        assert names_of(posts["both"]) == ["lead generation"]
        assert change.words == "“leads” taken from 2 posts."
        change.undo()
        assert names_of(posts["both"]) == ["lead generation", "leads"]

    def test_have_nothing_done_when_nothing_is_to_be_done(self, posts):
        assert tagging.change([posts["new"].pk], ["leads"], is_adding=True) is None
        assert tagging.change([posts["new"].pk], ["never"], is_adding=False) is None
        assert not posts["new"].revisions.exists()
        assert not Tag.objects.filter(name="never").exists()

    def test_have_it_in_their_unpublished_changes_too(self, posts):
        post = Post.objects.get(pk=posts["new"].pk)
        state = post.stored() | {"tags": ["leads", "mine"], "title": "New"}
        WorkingCopy.objects.keep(post, state)
        change = tagging.change([post.pk], ["forms"], is_adding=True)
        copy = WorkingCopy.objects.get()
        assert copy.state["tags"] == ["forms", "leads", "mine"]
        assert post.newest_revision().state == copy.state
        change.undo()
        WorkingCopy.objects.get().publish()
        assert names_of(post) == ["leads", "mine"]

    def test_have_another_version_so_that_an_open_form_takes_nothing_back(self, posts):
        before = posts["new"].version
        tagging.change([posts["new"].pk], ["forms"], is_adding=True)
        assert Post.objects.get(pk=posts["new"].pk).version > before
