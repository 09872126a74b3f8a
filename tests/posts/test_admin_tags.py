"""The room of tags, and tags put on many posts from the list."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from posts.models import Post, Tag, TagChange, Tagging
from tests.factories import make_draft, make_editor, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """The client of an editor who is logged in."""
    client.force_login(make_editor())
    return client


@pytest.fixture
def tags():
    """Three tags on four posts, by name."""
    make_post(tags=["leads", "lead generation"], title="Both")
    make_post(tags=["lead generation"], title="Old")
    make_draft(tags=["lead generation"], title="A draft")
    Tag.objects.create(name="nowhere")
    return {tag.name: tag for tag in Tag.objects.all()}


def address(name: str, *args) -> str:
    return reverse(f"admin:posts_{name}", args=args)


def html_of(response) -> str:
    return response.content.decode()


def merge_address(*tags: Tag) -> str:
    return f"{address('tag_merge')}?tags={'-'.join(str(tag.pk) for tag in tags)}"


class TestSuggestions:
    def ask(self, desk, typed):
        return desk.get(address("tag_suggestions"), {"q": typed}).json()

    def names(self, desk, typed):
        return [tag["name"] for tag in self.ask(desk, typed)["tags"]]

    def test_are_the_most_used_first_with_counts(self, desk):
        make_post(tags=["forms", "long forms"])
        make_post(tags=["long forms"])
        found = self.ask(desk, "FORM")["tags"]
        assert found == [
            {"name": "long forms", "words": "2 posts"},
            {"name": "forms", "words": "1 post"},
        ]

    def test_match_inside_words_and_without_accents(self, desk):
        make_post(tags=["Café crème", "Lead scoring"])
        assert self.names(desk, "cafe creme") == ["Café crème"]
        assert self.names(desk, "COR") == ["Lead scoring"]
        assert self.names(desk, "lead-sc") == ["Lead scoring"]
        assert self.names(desk, '"\0%') == []

    def test_offer_a_new_tag_only_where_none_has_the_name(self, desk, tags):
        assert self.ask(desk, "LEADS")["new"] == ""
        found = self.ask(desk, " lead  magnets ")
        assert (found["new"], found["new_words"]) == (
            "lead magnets",
            "Make a new tag: lead magnets",
        )

    @pytest.mark.parametrize(
        "typed", ["lead-scoring", "leadscoring", "scoring lead", "Lead scorings", "lead scorng"]
    )
    def test_warn_of_a_name_that_is_near(self, desk, typed):
        Tag.objects.create(name="Lead scoring")
        assert self.ask(desk, typed)["near"] == "There is “Lead scoring” already."

    def test_warn_of_nothing_where_names_differ(self, desk, tags):
        assert self.ask(desk, "consent")["near"] == ""

    def test_know_a_tag_by_its_former_name(self, desk, tags):
        TagChange.objects.merge([tags["lead generation"]], tags["leads"])
        found = self.ask(desk, "generation")["tags"]
        assert found == [{"name": "leads", "words": "3 posts, once called “lead generation”"}]

    def test_cost_few_queries(self, desk, tags, django_assert_max_num_queries):
        self.ask(desk, "lead")
        # session, user, time zone, site; the names, former ones, counts; the exact name (2)
        with django_assert_max_num_queries(9):
            self.ask(desk, "lead")


class TestTheList:
    def test_counts_what_readers_see_and_all(self, desk, tags):
        rows = {
            tag.name: (tag.public_uses, tag.uses)
            for tag in desk.get(address("tag_changelist")).context["cl"].result_list
        }
        assert rows == {"leads": (1, 1), "lead generation": (2, 3), "nowhere": (0, 0)}

    def test_is_sorted_by_counts_and_searched_by_former_names_too(self, desk, tags):
        order = desk.get(address("tag_changelist"), {"o": "-3"}).context["cl"].result_list
        assert [tag.name for tag in order] == ["lead generation", "leads", "nowhere"]
        TagChange.objects.merge([tags["lead generation"]], tags["leads"])
        found = desk.get(address("tag_changelist"), {"q": "generation"}).context["cl"].result_list
        assert [(tag.name, tag.public_uses, tag.uses) for tag in found] == [("leads", 2, 3)]

    def test_leaves_what_is_in_the_trash_out_of_its_counts(self, desk, tags):
        Post.objects.get(title="A draft").trash()
        found = desk.get(address("tag_changelist"), {"q": "generation"}).context["cl"].result_list
        assert found[0].uses == 2

    def test_shows_those_that_nothing_uses(self, desk, tags):
        found = desk.get(address("tag_changelist"), {"use": "none"}).context["cl"].result_list
        assert [tag.name for tag in found] == ["nowhere"]

    def test_costs_the_same_queries_however_many(self, desk, tags, django_assert_max_num_queries):
        Tagging.objects.all()
        for number in range(30):
            make_post(tags=[f"tag {number}"])
        desk.get(address("tag_changelist"))
        # the standing, site, session, user, time zone; how many, the tags
        with django_assert_max_num_queries(13):
            desk.get(address("tag_changelist"))


class TestMerging:
    def choose(self, desk, *tags):
        values = {"action": "merge_chosen", "_selected_action": [tag.pk for tag in tags]}
        return desk.post(address("tag_changelist"), values)

    def test_shows_what_changes_before_it_does(self, desk, tags):
        response = self.choose(desk, tags["leads"], tags["lead generation"])
        html = html_of(desk.get(response["Location"]))
        for words in (
            "3 posts have one or more of these tags",
            "/tags/lead-generation/",
            "A draft",
            "For 30 days it can be undone.",
        ):
            assert words in html
        assert Tag.objects.count() == 3

    def test_asks_for_two_at_least(self, desk, tags):
        response = self.choose(desk, tags["leads"])
        assert "Choose from 2 to 50 tags" in html_of(desk.get(response["Location"]))

    def test_makes_them_one_and_undoes_it_by_the_button_in_the_message(self, desk, tags):
        page = merge_address(tags["leads"], tags["lead generation"])
        response = desk.post(page, {"into": tags["leads"].pk}, follow=True)
        change = TagChange.objects.get()
        html = html_of(response)
        assert "“lead generation” became “leads”, on 3 posts." in html
        assert address("tag_undo", change.pk) in html
        assert sorted(Tag.objects.values_list("name", flat=True)) == ["leads", "nowhere"]
        html = html_of(desk.post(address("tag_undo", change.pk), follow=True))
        assert "Undone: “lead generation” became “leads”" in html
        assert Tag.objects.count() == 3
        html = html_of(desk.post(address("tag_undo", change.pk), follow=True))
        assert "It was undone already." in html

    def test_is_told_in_the_tags_history(self, desk, tags):
        desk.post(
            merge_address(tags["leads"], tags["lead generation"]), {"into": tags["leads"].pk}
        )
        html = html_of(desk.get(address("tag_history", tags["leads"].pk)))
        assert "“lead generation” became “leads”" in html

    def test_of_a_tag_that_was_not_chosen_is_refused(self, desk, tags):
        page = merge_address(tags["leads"], tags["lead generation"])
        html = html_of(desk.post(page, {"into": tags["nowhere"].pk}))
        assert "Choose the tag that stays." in html
        assert Tag.objects.count() == 3

    def test_of_tags_that_are_gone_leads_back_to_the_list(self, desk, tags):
        for text in ("", "x", "1", "9" * 30, f"{tags['leads'].pk}-99999"):
            response = desk.get(address("tag_merge"), {"tags": text}, follow=True)
            assert "choose again" in html_of(response)

    def test_is_for_those_who_may_change_and_delete_tags(self, client, tags):
        user = get_user_model().objects.create_user("half", is_staff=True)
        user.user_permissions.add(
            Permission.objects.get(codename="change_tag", content_type__app_label="posts")
        )
        client.force_login(user)
        page = merge_address(tags["leads"], tags["lead generation"])
        assert client.post(page, {"into": tags["leads"].pk}).status_code == 403
        change = TagChange.objects.merge([tags["lead generation"]], tags["leads"])
        user.user_permissions.clear()
        assert client.post(address("tag_undo", change.pk)).status_code == 403
        assert client.get(address("tag_changes")).status_code == 403
        assert not Tag.objects.filter(name="lead generation").exists()


class TestRenaming:
    def test_says_what_it_changes_before_and_after(self, desk, tags):
        page = address("tag_change", tags["lead generation"].pk)
        html = html_of(desk.get(page))
        assert "3 posts show the new name at once." in html
        assert "<code>/tags/lead-generation/</code> leads to the new one." in html
        html = html_of(desk.post(page, {"name": "prospects", "slug": "prospects"}, follow=True))
        assert (
            "“lead generation” is “prospects” now, on 3 posts. "
            "/tags/lead-generation/ leads to /tags/prospects/."
        ) in html
        assert "Names it had before: lead generation" in html_of(desk.get(page))

    def test_is_undone_from_the_list_of_changes(self, desk, tags):
        page = address("tag_change", tags["leads"].pk)
        desk.post(page, {"name": "prospects", "slug": "leads"})
        html = html_of(desk.get(address("tag_changes")))
        assert "“leads” is “prospects” now" in html
        desk.post(address("tag_undo", TagChange.objects.get().pk))
        assert Tag.objects.get(pk=tags["leads"].pk).name == "leads"
        assert "undone today" in html_of(desk.get(address("tag_changes")))

    def test_to_the_same_makes_nothing_to_undo(self, desk, tags):
        values = {"name": "leads", "slug": "leads", "description": "Who may buy."}
        desk.post(address("tag_change", tags["leads"].pk), values)
        assert not TagChange.objects.exists()

    def test_leaves_a_form_that_was_open_as_it_was_meant(self, desk, tags):
        post = Post.objects.get(title="A draft")
        form = desk.get(address("post_change", post.pk)).context["adminform"].form
        values = {name: form[name].value() or "" for name in ("title", "slug", "version")}
        values |= {"tags": form["tags"].value(), "body": "New."}
        values |= {"opened": form["opened"].value()}
        TagChange.objects.merge([tags["lead generation"]], tags["leads"])
        desk.post(address("post_change", post.pk), values)
        post = Post.objects.get(pk=post.pk)
        assert (post.body, list(post.tags.names())) == ("New.", ["leads"])


class TestDeleting:
    def test_says_how_many_posts_lose_it_and_can_be_undone(self, desk, tags):
        page = address("tag_delete", tags["lead generation"].pk)
        html = html_of(desk.get(page))
        assert "3 posts" in html
        assert "For 30 days it can be undone." in html
        html = html_of(desk.post(page, {"post": "yes"}, follow=True))
        assert "“lead generation” deleted, from 3 posts." in html
        desk.post(address("tag_undo", TagChange.objects.get().pk))
        assert Tag.objects.get(name="lead generation").taggings.count() == 3

    def test_of_several_is_one_change(self, desk, tags):
        values = {
            "action": "delete_selected",
            "_selected_action": [tags["leads"].pk, tags["nowhere"].pk],
        }
        html = html_of(desk.post(address("tag_changelist"), values))
        assert "1 post<" in html
        assert "0 posts<" in html
        desk.post(address("tag_changelist"), values | {"post": "yes"})
        assert list(Tag.objects.values_list("name", flat=True)) == ["lead generation"]
        TagChange.objects.get().undo()
        assert Tag.objects.count() == 3


class TestManyPosts:
    def post(self, desk, action, **values):
        keys = sorted(Post.objects.values_list("pk", flat=True))
        values = {"action": action, "_selected_action": keys} | values
        return desk.post(address("post_changelist"), values, follow=True)

    def sent_on(self, html, name):
        return html.partition(f'name="{name}" value="')[2].partition('"')[0]

    def test_get_tags_after_a_look_at_how_many_have_them(self, desk, tags):
        html = html_of(self.post(desk, "add_tags"))
        assert "3 posts:" in html
        posts = self.sent_on(html, "posts")
        html = html_of(self.post(desk, "add_tags", posts=posts, tags="leads, forms"))
        assert "2 posts get it" in html
        assert "1 has it already" in html
        assert "a new tag" in html
        assert Tagging.objects.filter(tag=tags["leads"]).count() == 1
        sure = self.sent_on(html, "sure")
        html = html_of(self.post(desk, "add_tags", posts=posts, tags="leads, forms", sure=sure))
        assert "“forms”, “leads” on 3 posts." in html
        assert Tagging.objects.filter(tag=tags["leads"]).count() == 3
        post = Post.objects.get(title="Old")
        assert "Tags added: forms, leads" in html_of(desk.get(address("post_history", post.pk)))
        desk.post(address("tag_undo", TagChange.objects.get().pk))
        assert list(post.tags.names()) == ["lead generation"]

    def test_are_asked_again_when_other_tags_were_typed_after_the_look(self, desk, tags):
        html = html_of(self.post(desk, "add_tags", tags="leads", sure="forms"))
        assert "2 posts get it" in html
        assert not TagChange.objects.exists()

    def test_without_a_tag_are_told_to_write_one(self, desk, tags):
        assert "Write a tag." in html_of(self.post(desk, "add_tags", tags=" , "))

    def test_lose_tags_that_they_have(self, desk, tags):
        html = html_of(self.post(desk, "remove_tags"))
        assert "on 3 of them" in html
        assert "nowhere" not in html
        values = {"sure": "1", "tags": [tags["lead generation"].pk]}
        html = html_of(self.post(desk, "remove_tags", **values))
        assert "“lead generation” taken from 3 posts." in html
        assert not Tagging.objects.filter(tag=tags["lead generation"]).exists()
