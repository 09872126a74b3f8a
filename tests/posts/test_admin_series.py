"""Series, languages and translations at the desk."""

import pytest
from django.urls import reverse

from cms.models import SiteSettings
from posts.models import Post, Redirect, Series, WorkingCopy
from tests.factories import make_draft, make_editor, make_post
from tests.posts.test_admin_post_form import address, messages, opened, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_editor())
    return client


def errors(response) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def edit(desk, post, button="_save", **values):
    return send(desk, post, opened(desk, post) | values, button, follow=True)


class TestAPostsSeries:
    def test_is_made_when_its_name_is_new(self, desk):
        post = make_draft()
        edit(desk, post, series="  Tea   time ", part="2")
        post.refresh_from_db()
        assert (post.series.name, post.part) == ("Tea time", 2)
        assert opened(desk, post)["series"] == "Tea time"

    def test_is_the_one_there_is_whatever_its_capitals(self, desk):
        tea = Series.objects.create(name="Über Tea")
        post = make_draft()
        edit(desk, post, series="ÜBER tea")
        post.refresh_from_db()
        assert post.series == tea

    def test_is_offered_by_name(self, desk):
        Series.objects.create(name='Tea & "more"')
        html = desk.get(address()).content.decode()
        assert '<datalist id="id_series_suggestions"><option value="Tea &amp; &quot;more' in html
        assert 'list="id_series_suggestions"' in html

    def test_is_not_made_when_the_post_is_not_saved(self, desk):
        response = send(desk, None, {"title": "", "series": "Tea"}, "_publish")
        assert "title" in errors(response)
        assert response.context["adminform"].form["series"].value() == "Tea"
        assert not Series.objects.exists()

    def test_is_needed_by_a_part(self, desk):
        response = edit(desk, make_draft(), part="2")
        assert errors(response)["series"] == ["A part needs a series: name it, or empty the part."]
        assert '<details class="folded" open>' in response.content.decode()

    @pytest.mark.parametrize("part", ["0", "-1", "1000", "two", "1.5"])
    def test_has_whole_numbers_of_parts(self, desk, part):
        response = edit(desk, make_draft(), series="Tea", part=part)
        assert errors(response) == {"part": ["Write a whole number from 1 to 999."]}

    def test_with_two_posts_of_one_part_is_saved_with_a_warning(self, desk):
        tea = Series.objects.create(name="Tea")
        make_post(title="The first", series=tea, part=1)
        response = edit(desk, make_draft(), series="Tea", part="1")
        assert "“The first” is part 1 of this series, too." in messages(response)
        assert tea.posts.filter(part=1).count() == 2

    def test_is_taken_away_by_an_empty_field(self, desk):
        post = make_draft(series=Series.objects.create(name="Tea"), part=1)
        edit(desk, post, series="", part="")
        post.refresh_from_db()
        assert (post.series, post.part) == (None, None)
        assert Series.objects.exists()


def test_an_untouched_form_changes_nothing(desk):
    post = make_draft(
        series=Series.objects.create(name="Tea"),
        part=3,
        language="de",
        translation_of=make_post(slug="tea"),
    )
    post.add_revision()
    version = post.version
    edit(desk, post)
    post.refresh_from_db()
    assert post.version == version
    assert post.revisions.count() == 1


def test_the_part_of_the_form_is_closed_until_it_is_needed(desk):
    html = desk.get(address(make_draft())).content.decode()
    assert '<details class="folded">' in html
    assert "Series and language" in html


class TestLanguages:
    def test_are_kept_in_one_form(self, desk):
        post = make_draft()
        edit(desk, post, language="pt_br")
        post.refresh_from_db()
        assert post.language == "pt-BR"

    def test_that_are_none_are_refused(self, desk):
        response = edit(desk, make_draft(), language="Deutsch")
        assert errors(response)["language"] == [
            "Write a language's code, such as de or pt-BR: the list has the usual ones."
        ]

    def test_are_offered_by_their_own_names(self, desk):
        html = desk.get(address()).content.decode()
        assert '<option value="de">Deutsch</option>' in html
        assert '<option value="pt-BR">' in html


class TestTranslations:
    @pytest.mark.parametrize(
        "typed",
        [
            "green-tea",
            "/posts/green-tea/",
            "http://testserver/posts/green-tea/?a=b",
            "/posts/old-tea/",
            "Green tea, warm",
            "WARM green",
            "green",
        ],
    )
    def test_find_their_original(self, desk, settings, typed):
        settings.SITE_URL = "http://testserver"
        original = make_post(slug="green-tea", title="Green tea, warm")
        Redirect.objects.point("/posts/old-tea/", "/posts/green-tea/")
        make_post(title="Coffee", slug="coffee")
        post = make_draft(language="de", title="Tee")
        edit(desk, post, translation_of=typed)
        post.refresh_from_db()
        assert post.translation_of == original
        assert opened(desk, post)["translation_of"] == "green-tea"

    def test_ask_which_one_is_meant(self, desk):
        for slug in ("one", "two"):
            make_post(slug=slug, title=f"Tea {slug}")
        response = edit(desk, make_draft(language="de", title="X"), translation_of="tea")
        words = errors(response)["translation_of"][0]
        assert words.startswith("Several posts are called that: write the address of one, such as")
        assert "one" in words

    def test_need_a_post_that_is_there(self, desk):
        response = edit(desk, make_draft(language="de"), translation_of="Nothing like it")
        assert errors(response)["translation_of"] == [
            "No post is called that: write words of its title, or its address."
        ]

    def test_are_of_another_post(self, desk):
        post = make_draft(slug="tea")
        response = edit(desk, post, translation_of="tea")
        assert errors(response) == {"translation_of": ["A post can't be its own translation."]}

    def test_of_a_translation_are_of_the_original(self, desk):
        tea = make_post(slug="tea")
        make_post(slug="tee", language="de", translation_of=tea)
        post = make_draft(language="sv", slug="te")
        edit(desk, post, translation_of="tee")
        post.refresh_from_db()
        assert post.translation_of == tea

    def test_of_a_post_can_not_be_its_original(self, desk):
        tea = make_draft(slug="tea")
        make_post(slug="tee", title="Tee", language="de", translation_of=tea)
        response = edit(desk, tea, translation_of="tee")
        assert errors(response)["translation_of"] == [
            "“Tee” is a translation of this post, which is the original then."
        ]

    def test_are_in_another_language_than_the_original(self, desk):
        make_post(slug="tea", title="Tea")
        response = edit(desk, make_draft(), translation_of="tea")
        words = ["“Tea” is the same text in this language: choose another."]
        assert errors(response)["language"] == words
        response = edit(desk, make_draft(language="EN"), translation_of="tea")
        assert errors(response)["language"] == words
        SiteSettings.objects.create(pk=1, language="de")
        post = make_draft(language="en")
        edit(desk, post, translation_of="tea")
        post.refresh_from_db()
        assert post.translation_of.slug == "tea"

    def test_have_a_language_each(self, desk):
        tea = make_draft(slug="tea", title="Tea")
        tee = make_post(title="Tee", language="de", translation_of=tea)
        response = edit(desk, make_draft(language="de"), translation_of="tea")
        words = ["“Tee” is the same text in this language: choose another."]
        assert errors(response)["language"] == words
        assert errors(edit(desk, tea, language="de"))["language"] == words
        edit(desk, tee, title="Grüner Tee")

    def test_that_came_wrong_from_a_file_can_be_saved(self, desk):
        tea = make_post()
        post = make_draft(translation_of=tea)
        edit(desk, post, title="New")
        post.refresh_from_db()
        assert post.title == "New"

    def test_are_suggested_by_words_of_the_title(self, desk, client):
        make_post(slug="a", title="Über grünen Tee")
        make_post(slug="b", title="Coffee")
        where = reverse("admin:posts_post_originals")
        assert desk.get(where, {"q": "tee über"}).json() == {
            "posts": [{"slug": "a", "title": "Über grünen Tee"}]
        }
        assert len(desk.get(where).json()["posts"]) == 2
        assert desk.get(where, {"q": "\0"}).status_code == 200
        client.logout()
        assert client.get(where).status_code == 302
        nobody = make_editor()
        nobody.is_superuser = False
        nobody.save()
        client.force_login(nobody)
        assert client.get(where).status_code == 403


class TestPublicPosts:
    def test_keep_them_in_a_working_copy(self, desk, client):
        tea = make_post(slug="tea")
        post = make_post(slug="tee", title="Tee")
        edit(desk, post, series="Tea time", part="2", language="de", translation_of="tea")
        post.refresh_from_db()
        assert (post.series, post.part, post.language, post.translation_of) == (
            None,
            None,
            "",
            None,
        )
        assert "Tea time" not in client.get("/posts/tee/").content.decode()
        state = WorkingCopy.objects.get().state
        assert state["series_id"] == Series.objects.get(name="Tea time").pk
        values = opened(desk, post)
        assert [values[name] for name in ("series", "part", "language", "translation_of")] == [
            "Tea time",
            2,
            "de",
            "tea",
        ]
        edit(desk, post, "_publish")
        post.refresh_from_db()
        assert (post.series.name, post.part, post.language) == ("Tea time", 2, "de")
        assert post.translation_of == tea
        make_post(series=post.series, part=1)
        assert "Tea time" in client.get("/posts/tee/").content.decode()

    def test_whose_copy_names_a_series_that_is_gone_are_part_of_none(self, desk):
        post = make_post()
        edit(desk, post, series="Tea time", part="2")
        Series.objects.all().delete()
        assert "series" not in {name for name, value in opened(desk, post).items() if value}
        edit(desk, post, "_publish")
        post.refresh_from_db()
        assert (post.series, post.part) == (None, None)

    def test_that_two_edit_are_compared_by_names(self, desk):
        post = make_draft(slug="tee", language="de")
        make_post(slug="tea", title="Tea")
        values = opened(desk, post)
        edit(desk, post, series="Tea time", translation_of="tea")
        response = send(desk, post, values | {"series": "Cocoa", "title": "Mine"})
        conflicts = {field["label"]: field for field in response.context["conflicts"]}
        assert "".join(piece.text for piece in conflicts["Series"]["theirs"]) == "Tea time"
        assert response.context["taken_over"] == ["Translation of"]
        assert response.context["adminform"].form["translation_of"].value() == "tea"


class TestTheRoom:
    def test_lists_series_with_their_posts_in_order(self, desk, django_assert_max_num_queries):
        tea = Series.objects.create(name="Tea", description="All of it.")
        for part in (3, 1, 2):
            make_post(title=f"Cup {part}", series=tea, part=part)
        make_draft(title="Cup without", series=tea)
        make_draft(title="Cup later", series=tea)
        make_draft(title="Broken cup", series=tea).trash()
        Series.objects.create(name="Empty")
        where = reverse("admin:posts_series_changelist")
        html = desk.get(where).content.decode()
        assert "1. Cup 1 · 2. Cup 2 · 3. Cup 3 · Cup without · …" in html
        assert "5 posts" in html
        assert "0 posts" in html
        with django_assert_max_num_queries(7):
            desk.get(where)

    def test_shows_all_parts_with_where_they_stand(self, desk):
        tea = Series.objects.create(name="Tea")
        make_post(title="The <first>", series=tea, part=1)
        make_draft(title="The second", series=tea, part=2)
        html = desk.get(reverse("admin:posts_series_change", args=[tea.pk])).content.decode()
        assert "1. The &lt;first&gt;" in html
        assert html.index("The &lt;first&gt;") < html.index("2. The second")
        assert "Draft" in html

    def test_refuses_a_name_that_differs_by_capitals_alone(self, desk):
        Series.objects.create(name="Über Tea")
        values = {"name": " über   tea", "description": ""}
        response = desk.post(reverse("admin:posts_series_add"), values)
        assert errors(response) == {
            "name": ["There is a series “Über Tea” already: capitals make no other series."]
        }

    def test_deletes_a_series_and_leaves_its_posts(self, desk):
        tea = Series.objects.create(name="Tea")
        post = make_post(series=tea, part=1)
        desk.post(reverse("admin:posts_series_delete", args=[tea.pk]), {"post": "yes"})
        post.refresh_from_db()
        assert (post.series, post.part) == (None, None)
        assert Post.objects.exists()
