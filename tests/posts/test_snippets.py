"""Snippets: kept once, shown in many texts, and the same everywhere after an edit."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from posts import tasks, unused
from posts.importing.site import SiteFolder
from posts.markup import guard, public_markdown, render, snippets
from posts.models import FormerSlug, Image, Page, Post, Snippet, WorkingCopy
from posts.models.snippet import Place, names_in
from tests.factories import (
    make_draft,
    make_editor,
    make_page,
    make_post,
    picture_bytes,
)
from tests.posts.test_export import export
from tests.posts.test_export_check import SAME
from tests.posts.test_markup_growth import repeat, seconds

HOURS = "We are **open** from 8.\n\n- Monday\n- Tuesday\n"
LINE = ":::snippet opening-hours"


class Kept:
    """Has snippets at hand, and nothing else."""

    def __init__(self, **texts):
        self.texts = texts

    def image(self, address, alt):
        return None

    def link(self, address):
        return None

    def snippet(self, name):
        return self.texts.get(name)


def shown(text, **texts):
    return render(text, Kept(hours=HOURS, **texts))


class TestInAText:
    def test_a_line_stands_for_the_text(self):
        rendered = shown("Before\n:::snippet hours\nafter")
        assert rendered.html == (
            "<p>Before</p>\n<p>We are <strong>open</strong> from 8.</p>\n"
            "<ul>\n<li>Monday</li>\n<li>Tuesday</li>\n</ul>\n<p>after</p>\n"
        )
        assert rendered.warnings == ()
        assert rendered.words == 9

    @pytest.mark.parametrize("line", ["::: snippet hours", "::::Snippet  hours  "])
    def test_it_may_be_written_in_several_ways(self, line):
        assert "<strong>open</strong>" in shown(line).html

    def test_a_closing_mark_just_below_belongs_to_it(self):
        rendered = shown(":::snippet hours\n:::\nafter")
        assert rendered.html.endswith("</ul>\n<p>after</p>\n")
        assert ":::" not in rendered.html

    def test_it_leaves_the_end_of_the_block_round_it_alone(self):
        rendered = shown(":::callout Open\n:::snippet hours\n:::\nafter")
        assert rendered.html.endswith("</ul>\n</div>\n<p>after</p>\n")
        assert rendered.warnings == ()

    def test_it_stands_in_lists_and_quotations(self):
        html = shown("- item\n  :::snippet hours\n\n> :::snippet hours").html
        assert "<li>item\n<p>We are" in html
        assert "<blockquote>\n<p>We are" in html

    def test_its_headings_are_among_the_contents(self):
        rendered = shown("## One\n\n:::snippet more\n\n## Two", more="## One")
        assert [heading.id for heading in rendered.toc] == ["h-one", "h-one-2", "h-two"]

    def test_it_is_code_in_code(self):
        rendered = shown("```\n:::snippet hours\n```")
        assert ":::snippet hours" in rendered.html

    def test_an_unknown_one_is_nothing_and_the_editor_is_told(self):
        rendered = shown("a\n\n:::snippet <gone>\n\nb\n\n:::snippet")
        assert rendered.html == "<p>a</p>\n<p>b</p>\n"
        assert rendered.warnings[0] == (
            "There is no snippet “<gone>”: nothing is shown in its place."
        )
        assert len(rendered.warnings) == 2
        assert render(":::snippet hours").html == ""

    @pytest.mark.parametrize("inner", [":::snippet me", "> :::snippet hours", "- :::snippet b"])
    def test_a_snippet_shows_no_other_one(self, inner):
        rendered = shown(":::snippet me", me=f"text\n\n{inner}", b=":::snippet me")
        assert "<p>text</p>" in rendered.html
        assert "open" not in rendered.html
        assert "can't show another one" in rendered.warnings[0]

    def test_what_it_keeps_apart_means_nothing_to_the_text_round_it(self):
        text = "[a] b[^1] [c]\n\n:::snippet own\n\n[a]: /text\n\n[^1]: Text's."
        html = shown(text, own="[a] b[^1] [c]\n\n[a]: /own\n[c]: /own\n\n[^1]: Own note.").html
        assert html.count('href="/text"') == 1
        assert html.count('href="/own"') == 2
        assert html.count("doc-noteref") == 1
        assert "Text’s." in html

    def test_what_it_holds_is_sanitised_and_can_forge_nothing(self):
        html = shown(
            ":::snippet x", x="<script>a</script>\x02wzxhzdk:0\x03\0 <b onclick=x>b</b>"
        ).html
        assert "script" not in html
        assert "onclick" not in html
        assert "\x02" not in html

    def test_the_article_s_markdown_has_its_text(self):
        text = "a\n\n- b\n  :::snippet hours\n\n> :::snippet more\n\n"
        text += ":::snippet gone\n:::snippet me\n:::\nc"
        resolve = Kept(
            hours=HOURS, more="[x][y]<!-- secret -->\n\n[y]: /y\n", me="d\n\n:::snippet me\n"
        )
        markdown = public_markdown(text, resolve, "https://magazine.example/posts/tea/")
        assert "secret" not in markdown
        assert ":::" not in markdown
        assert "- b\n\n  We are **open** from 8.\n\n  - Monday\n" in markdown
        assert "> [x](https://magazine.example/y)" in markdown
        assert "\nd\n" in markdown
        assert markdown.endswith("c")

    def test_so_many_are_shown_and_no_more(self):
        rendered = shown(":::snippet a\n" * (snippets.MOST + 2), a="x")
        assert rendered.html.count("<p>x</p>") == snippets.MOST
        assert len(rendered.warnings) == 1

    @pytest.mark.parametrize(
        "piece", ["[", "![", "> > > a\n\n", "a|b\n-|-\n" + "c|d\n" * 50, "# a\n"]
    )
    def test_together_they_take_no_longer_than_a_text_may(self, piece):
        rendered = None
        text = ":::snippet big\n\n" * snippets.MOST
        big = repeat(piece, 20_000)

        def convert(text):
            nonlocal rendered
            rendered = shown(text, big=big)

        assert min(seconds(text, convert) for _attempt in range(3)) < 1
        assert rendered.warnings

    def test_one_that_lies_too_deep_is_left_out_alone(self):
        rendered = shown("a\n\n:::snippet deep\n\nb", deep="> " * 45 + "x")
        assert rendered.html == "<p>a</p>\n<p>b</p>\n"
        assert "too deep" in rendered.warnings[0]


@pytest.mark.django_db
class TestKept:
    def make(self, **fields):
        return Snippet.objects.create(**{"name": "Opening hours", "body": HOURS} | fields)

    def work(self, snippet):
        return tasks.render_snippet.call(snippet.pk)

    def test_it_gets_a_short_name_of_its_own(self):
        self.make(slug="opening-hours", name="Other")
        assert self.make(name="Opening hours").slug == "opening-hours-2"
        with pytest.raises(IntegrityError), transaction.atomic():
            Snippet.objects.filter(slug="opening-hours").update(slug="")

    def test_an_edit_shows_in_all_posts_and_pages_and_leaves_their_dates(self, settings):
        snippet = self.make()
        post, draft, page = (
            make_post(body=LINE),
            make_draft(body=f"> {LINE}"),
            make_page(body=LINE),
        )
        other = make_post(body="no snippet here")
        dates = (post.updated_at, post.version)
        assert "<strong>open</strong>" in Client().get(post.get_absolute_url()).content.decode()
        snippet.body = "Closed on ~~Monday~~."
        snippet.save()
        waiting = DBTaskResult.objects.filter(task_path__endswith="render_snippet")
        assert waiting.count() == 1
        assert self.work(snippet) == 3
        for address in (post.get_absolute_url(), page.get_absolute_url()):
            html = Client().get(address).content.decode()
            assert "<del>Monday</del>" in html
            assert "open" not in html.split('class="prose"')[1].split("</div>")[0]
        post.refresh_from_db()
        draft.refresh_from_db()
        assert (post.updated_at, post.version) == dates
        assert (post.words, post.excerpt) == (3, "Closed on Monday.")
        assert "Closed" in draft.body_html
        assert "Closed" not in Post.objects.get(pk=other.pk).body_html
        assert self.work(snippet) == 0

    def test_a_change_of_its_name_alone_renders_nothing(self):
        snippet = self.make()
        DBTaskResult.objects.all().delete()
        snippet.name = "When we are open"
        snippet.save()
        assert not DBTaskResult.objects.exists()

    def test_the_article_s_markdown_has_it(self):
        self.make()
        post = make_post(body=f"Come.\n\n{LINE}")
        text = Client().get(f"{post.get_absolute_url().rstrip('/')}.md").content.decode()
        assert text.endswith("Come.\n\n\nWe are **open** from 8.\n\n- Monday\n- Tuesday\n")

    def test_texts_that_use_an_old_short_name_go_on_working(self):
        snippet = self.make()
        post = make_post(body=LINE)
        for slug in ("hours", "öffnungszeiten"):
            snippet.slug = slug
            snippet.save()
        snippet.body = "Later"
        snippet.save()
        self.work(snippet)
        post.refresh_from_db()
        assert post.body_html == "<p>Later</p>\n"
        assert post.body == LINE
        assert snippet.is_taken("opening-hours") is False
        assert Snippet(name="New").is_taken("opening-hours") is True
        snippet.slug = "opening-hours"
        snippet.save()
        assert snippet.names == {"opening-hours", "hours", "öffnungszeiten"}
        assert FormerSlug.objects.count() == 2

    def test_a_text_written_before_its_snippet_shows_it_later(self):
        post = make_post(body=LINE)
        assert post.body_html == ""
        assert post.warnings
        self.work(self.make())
        post.refresh_from_db()
        assert "open" in post.body_html

    def test_a_used_one_stays_and_names_its_places(self):
        snippet = self.make()
        post, page = make_post(body=LINE), make_page(body=f"- {LINE}")
        make_post(body="A word on the snippet opening-hours ::: nothing.")
        public = make_post(title="Public")
        WorkingCopy.objects.keep(public, public.snapshot() | {"body": f"x\n{LINE}\n"})
        assert [(place.model, place.pk) for place in snippet.users()] == [
            (Post, post.pk),
            (Page, page.pk),
            (Post, public.pk),
        ]
        with pytest.raises(models.ProtectedError):
            snippet.delete()
        Post.objects.filter(pk=post.pk).update(body="")
        Page.objects.all().delete()
        public.changes.discard()
        snippet.delete()
        assert not Snippet.objects.exists()

    def test_places_are_found_in_two_looks_for_all(self, django_assert_num_queries):
        self.make()
        self.make(name="Two")
        make_post(body=f"{LINE}\n:::snippet two")
        with django_assert_num_queries(5):
            assert len(Place.of_all()) == 2

    def test_however_many_a_text_shows_they_are_asked_for_at_once(
        self, django_assert_max_num_queries
    ):
        body = ""
        for number in range(9):
            self.make(name=f"S {number}", body=f"![a](/media/{number}.png) [b](/posts/x{number}/)")
            body += f":::snippet s-{number}\n\n"
        with django_assert_max_num_queries(5):
            render_with_site(body)

    def test_pictures_and_links_in_it_follow_what_they_mean(self):
        from django.core.files.base import ContentFile

        image = Image.objects.add(ContentFile(picture_bytes(), "cup.jpg"), name="cup.jpg")
        moved = make_post(slug="old")
        snippet = self.make(body="![A cup](/media/cup.jpg)\n\n[a](/posts/old/)")
        post, page = make_post(body=LINE), make_page(body=LINE)
        tasks.make_renditions.call(image.pk)
        page.refresh_from_db()
        assert "<picture>" in page.body_html
        moved.slug = "new"
        moved.save()
        tasks.render_links.call(moved.pk)
        for text in (post, page):
            text.refresh_from_db()
            assert "<picture>" in text.body_html
            assert 'href="/posts/new/"' in text.body_html
        Post.objects.all().delete()
        Page.objects.all().delete()
        rendition = min(Image.objects.get().rendition_names)
        Snippet.objects.filter(pk=snippet.pk).update(body=f"![a](/media/{rendition})")
        assert set(unused._named_by_texts()) == {rendition}

    def test_a_picture_in_it_goes_on_to_mean_what_it_meant(self):
        from django.core.files.base import ContentFile

        self.make(body="![A cup](/media/cup.jpg)")
        addresses = []
        for colour in ("teal", "maroon"):
            content = ContentFile(picture_bytes(colour=colour), "cup.jpg")
            image = Image.objects.add(content, name="cup.jpg")
            tasks.make_renditions.call(image.pk)
            addresses.append(image.pk)
            if colour == "teal":
                post = make_post(body=LINE)
        post = Post.objects.get(pk=post.pk)
        post.save()
        assert [use.image_id for use in post.uses.all()] == addresses[:1]

    def test_a_short_name_may_be_typed_with_loose_accents(self):
        self.make(slug="o\u0308ffnung")
        assert make_post(body=":::snippet öffnung").body_html
        assert make_post(body=":::snippet o\u0308ffnung").body_html
        assert len(next(iter(Place.of_all().values()))) == 2

    def test_a_whole_site_goes_out_and_comes_back_with_them(self, tmp_path):
        snippet = self.make(body=f"  {HOURS}\ttab: 'x' # y\n")
        snippet.slug = "hours"
        snippet.save()
        post = make_post(slug="tea", body=f"Come.\n\n{LINE}\n")
        make_page(body=":::snippet hours", slug="about")
        report, code = export(tmp_path / "out", check=True)
        assert (report[-len(SAME) :], code) == (SAME, 0)
        assert LINE in (tmp_path / "out" / "tea.md").read_text()
        body, html = snippet.body, Post.objects.get(pk=post.pk).body_html
        Post.objects.all().delete()
        Page.objects.all().delete()
        snippet.delete()
        call_command("import_site", str(tmp_path / "out"), stdout=io.StringIO())
        snippet = Snippet.objects.get()
        assert (snippet.body, snippet.names) == (body, {"hours", "opening-hours"})
        assert Post.objects.get(slug="tea").body_html == html
        assert "Monday" in Page.objects.get(slug="about").body_html
        list(SiteFolder(tmp_path / "out").take_in())
        assert Snippet.objects.count() == 1

    def test_an_export_has_its_pictures_where_it_names_them(self, tmp_path):
        texts = tmp_path / "texts"
        texts.mkdir()
        (texts / "tea.md").write_text("# Tea\n\n![A cup](cup.jpg)\n")
        (texts / "cup.jpg").write_bytes(picture_bytes())
        call_command("import_posts", str(texts), stdout=io.StringIO())
        self.make(body="![A cup](/media/cup.jpg)")
        export(tmp_path / "out")
        assert (tmp_path / "out" / "cup.jpg").exists()
        assert (tmp_path / "out" / "media" / "cup.jpg").exists()

    def test_a_lost_one_is_noticed(self, tmp_path, monkeypatch):
        from posts.exporting import site_files

        self.make()
        monkeypatch.setattr(site_files, "_snippets", lambda: iter(()))
        report, code = export(tmp_path / "out", check=True)
        assert "The snippet opening-hours is missing." in report
        assert code == 1


def render_with_site(body):
    from posts.addresses import SiteAddresses

    return render(body, SiteAddresses(body))


@pytest.mark.django_db
class TestAtTheDesk:
    @pytest.fixture
    def desk(self, client):
        client.force_login(make_editor())
        return client

    def address(self, snippet=None, view="change"):
        name = f"admin:posts_snippet_{view}"
        return reverse(name, args=[snippet.pk] if snippet else [])

    def send(self, desk, snippet=None, **values):
        page = self.address(snippet, "change" if snippet else "add")
        form = desk.get(page).context["adminform"].form
        sent = {name: form[name].value() or "" for name in ("name", "body", "slug", "version")}
        sent["opened"] = form["opened"].value()
        return desk.post(page, sent | values, follow=True)

    def test_one_is_made_and_kept_as_typed(self, desk):
        response = self.send(desk, name=" Opening  hours ", body="  a\r\n\r\nb \r\n")
        snippet = Snippet.objects.get()
        assert (snippet.name, snippet.slug) == ("Opening hours", "opening-hours")
        assert snippet.body == "  a\n\nb \n"
        html = response.content.decode()
        assert "Saved. No text shows it yet." in html
        assert 'value=":::snippet opening-hours"' in html

    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            ("a\n\n> ::: snippet b", "A snippet can't show another one"),
            ("a[^1]\n\n[^1]: b", "A snippet can't have footnotes"),
            ("a" * 20_001, "20,000 characters at most"),
        ],
    )
    def test_what_it_can_t_hold_is_refused_with_a_sentence(self, desk, body, sentence):
        html = self.send(desk, name="A", body=body).content.decode()
        assert sentence in html.replace("&#x27;", "'")
        assert not Snippet.objects.exists()

    def test_a_former_short_name_of_another_is_taken(self, desk):
        snippet = Snippet.objects.create(name="A", slug="a")
        snippet.slug = "b"
        snippet.save()
        assert (
            "“a” is taken. “a-2” is free." in self.send(desk, name="B", slug="a").content.decode()
        )
        assert "There is a snippet “A” already." in self.send(desk, name="a").content.decode()

    def test_its_page_names_the_texts_that_show_it(self, desk):
        snippet = Snippet.objects.create(name="Opening hours", body=HOURS)
        post = make_draft(body=LINE, title="Tea & time")
        html = self.send(desk, snippet, body="More ![x](/media/gone.png)").content.decode()
        assert "Saved. 1 text shows it, and follows in a moment." in html
        assert "not in the library" in html
        assert reverse("admin:posts_post_change", args=[post.pk]) in html
        assert "Tea &amp; time" in html
        assert "1 text" in desk.get(self.address(view="changelist")).content.decode()

    def test_of_two_saves_the_later_is_refused_with_both_texts(self, desk):
        snippet = Snippet.objects.create(name="A", body="one")
        stale = desk.get(self.address(snippet)).context["adminform"].form
        old = {name: stale[name].value() for name in ("name", "slug", "version", "opened")}
        self.send(desk, snippet, body="two")
        page = desk.post(self.address(snippet), old | {"body": "three"})
        assert "Somebody saved this after you opened it." in page.content.decode()
        snippet.refresh_from_db()
        assert snippet.body == "two"

    def test_a_used_one_can_t_be_deleted(self, desk):
        snippet = Snippet.objects.create(name="Opening hours", body=HOURS)
        make_draft(body=LINE, title="Tea time")
        asked = desk.post(self.address(snippet, "delete"), {"post": "yes"})
        assert "It is in use, so it stays." in asked.content.decode()
        assert "Tea time" in asked.content.decode()
        chosen = {"action": "delete_selected", "_selected_action": [snippet.pk], "post": "yes"}
        assert "Tea time" in desk.post(self.address(view="changelist"), chosen).content.decode()
        assert Snippet.objects.exists()
        Post.objects.all().delete()
        desk.post(self.address(snippet, "delete"), {"post": "yes"})
        assert not Snippet.objects.exists()

    def test_a_picture_that_only_a_snippet_shows_can_t_be_deleted(self, desk):
        from django.core.files.base import ContentFile

        image = Image.objects.add(ContentFile(picture_bytes(), "cup.jpg"), name="cup.jpg")
        Snippet.objects.create(name="Cups", body="![a](/media/cup.jpg)")
        page = desk.post(reverse("admin:posts_image_delete", args=[image.pk]), {"post": "yes"})
        assert "Snippet: " in page.content.decode()
        assert Image.objects.exists()

    def test_its_preview_is_as_readers_see_it_and_for_editors_only(self, desk, check_html):
        snippet = Snippet.objects.create(name="Opening hours", body=HOURS)
        response = desk.get(self.address(snippet, "preview"))
        assert "<strong>open</strong>" in response.content.decode()
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]
        check_html(response.content)
        assert Client().get(self.address(snippet, "preview")).status_code == 302

    def test_it_is_found_by_its_words(self, desk):
        Snippet.objects.create(name="Opening hours", body=HOURS)
        Snippet.objects.create(name="Imprint", body="x " * 200)
        page = reverse("admin:posts_snippet_suggestions")
        assert desk.get(page, {"q": "hours monday"}).json() == {
            "snippets": [
                {
                    "name": "Opening hours",
                    "line": LINE,
                    "words": "We are **open** from 8. - Monday - Tuesday",
                }
            ]
        }
        everything = desk.get(page).json()["snippets"]
        assert [len(found["words"]) <= 80 for found in everything] == [True, True]
        assert Client().get(page).status_code == 302

    def test_a_page_is_told_of_an_unknown_one(self, desk):
        sent = {"title": "About", "body": LINE, "slug": "", "version": "", "opened": "{}"}
        page = desk.post(reverse("admin:posts_page_add"), sent, follow=True)
        assert "There is no snippet “opening-hours”" in page.content.decode()
        assert Page.objects.get().body == LINE

    def test_a_post_is_told_of_an_unknown_one(self, desk):
        from tests.posts.test_admin_post_form import messages, opened, send

        post = make_draft()
        response = send(desk, post, opened(desk, post) | {"body": LINE}, "_save", follow=True)
        assert any("There is no snippet “opening-hours”" in said for said in messages(response))


@pytest.mark.django_db
def test_readers_see_an_edit_once_the_task_has_run_and_no_kept_page_after(settings):
    from cms import generation

    snippet = Snippet.objects.create(name="Opening hours", body=HOURS)
    make_post(body=LINE, published_at=timezone.now() - timedelta(days=1))
    before = generation.current().number
    snippet.body = "Closed"
    snippet.save()
    tasks.render_snippet.call(snippet.pk)
    assert generation.current().number > before


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (":::snippet a\n::::  SNIPPET\tb c\n:::snippet", {"a", "b"}),
        ("> - :::snippet a\n 12) :::snippet b\n[^1]: :::snippet c\n: :::snippet d", set("abcd")),
        ("Write `:::snippet a` there.\na :::snippet b\n:::x :::snippet c\n:::snippets d", set()),
        (":::snippet öl\r\n:::snippet e", {"öl", "e"}),
    ],
)
def test_a_text_names_the_snippets_whose_lines_it_has(text, names):
    assert names_in(text) == names


@pytest.mark.parametrize("piece", [":::", ":::\n", ":::snippet \n", "> ", "[^", ":::snippet a "])
def test_names_are_found_in_the_time_that_the_text_takes_to_read(piece):
    text = repeat(piece, 400_000) + ":::snippet a"
    assert min(seconds(text, names_in) for _attempt in range(3)) < 0.5


def test_the_share_of_a_text_is_measured_as_it_is_refused():
    for text in ("[" * 40_000, "a|b\n-|-\n" + "c|d\n" * 11_000, "a " * 250_001):
        assert guard.refusal(text)
        assert guard.share(text) > 1
    assert guard.share("A line.\n" * 100) < 0.05
