"""A post before readers see it: as it is typed, in its looks, and by a secret address."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms import generation
from cms.models import Preference
from cms.page_memory import PageMemory
from posts import page_parts
from posts.models import Autosave, Image, Post, PreviewLink, Revision, Series, Tag, WorkingCopy
from tests.factories import (
    make_draft,
    make_editor,
    make_person,
    make_post,
    picture_bytes,
)

pytestmark = pytest.mark.django_db

NEW = "admin:posts_post_preview_frame_new"


@pytest.fixture
def desk(client):
    client.force_login(make_editor(username="anna"))
    return client


def frame(post: Post | None = None) -> str:
    if post is None:
        return reverse(NEW)
    return reverse("admin:posts_post_preview_frame", args=[post.pk])


def typed(desk, post: Post | None = None, look: str = "phone", **fields) -> str:
    response = desk.post(frame(post), {"as": look} | fields)
    assert response.status_code == 200
    return response.content.decode()


class TestWhatIsTyped:
    def test_is_shown_as_readers_would_get_it_and_nothing_is_saved(self, desk):
        ada = make_person(name="Ada", bio="Who writes.")
        post = make_draft(title="Saved title", body="Saved words.")
        hero = Image.objects.add(ContentFile(picture_bytes(), name="a.jpg"), alt="A barn")
        counts = [Revision.objects.count(), Tag.objects.count(), Series.objects.count()]
        html = typed(
            desk,
            post,
            title="Typed title",
            standfirst="Typed standfirst.",
            body="## A head\r\n\r\nTyped *words*.",
            tags="new tag, C++/C#",
            authors=[ada.pk],
            hero_image=hero.pk,
            series="A new series",
            slug="typed",
        )
        for shown in ("Typed title", "Typed standfirst.", "Typed <em>words</em>.", "C++/C#"):
            assert shown in html
        assert 'alt="A barn"' in html
        assert "Who writes." in html
        assert "Saved" not in html
        post = Post.objects.get()
        assert (post.title, post.body) == ("Saved title", "Saved words.")
        assert [Revision.objects.count(), Tag.objects.count(), Series.objects.count()] == counts
        assert not Autosave.objects.exists()
        assert not WorkingCopy.objects.exists()

    def test_of_a_new_post_needs_nothing_at_all(self, desk):
        assert "Untitled" in typed(desk)
        assert "Untitled" in desk.get(frame()).content.decode()
        for look in ("wide", "feed", "markdown", "search", "outline", "nonsense"):
            assert "A word" in typed(desk, None, look, title="A word")
        assert not Post.objects.exists()

    def test_that_can_not_be_leaves_the_rest(self, desk):
        make_post(slug="taken")
        html = typed(
            desk,
            make_post(title="Old"),
            title="New",
            slug="taken",
            published_at="no date",
            authors=["99"],
            hero_image="77",
            canonical_url="no address",
            opened="{" * 3000,
            version="x",
            body="Words\0.",
        )
        assert "New" in html

    def test_goes_over_the_saved_changes_of_a_public_post(self, desk):
        post = make_post(title="Live", body="Live words.")
        WorkingCopy.objects.keep(post, post.stored() | {"body": "Saved words.", "title": "Saved"})
        assert "Saved words." in desk.get(frame(post)).content.decode()
        html = typed(desk, post, title="Typed", body="Typed words.")
        assert "Typed words." in html
        assert "Saved" not in html

    def test_has_the_dates_of_the_site_not_of_the_editor(self, desk):
        user = get_user_model().objects.get()
        Preference.objects.create(user=user, time_zone="Pacific/Auckland")
        post = make_post(published_at=datetime(2026, 1, 1, 20, tzinfo=UTC))
        # 9:00 of the second in Auckland, as the form shows it there.
        html = typed(desk, post, title="x", published_at="2026-01-02T09:00")
        assert "1 January 2026" in html
        assert "1 January 2026" in desk.get(frame(post)).content.decode()
        page = desk.get(reverse("admin:posts_post_preview", args=[post.pk]))
        assert "1 January 2026" in page.content.decode()

    def test_is_for_frames_of_this_site_alone(self, desk):
        response = desk.post(frame(), {"title": "A"})
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        form = desk.get(reverse("admin:posts_post_add"))
        assert form["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in form["Content-Security-Policy"]
        assert re.search("frame-src [^;]*'self'", form["Content-Security-Policy"])
        page = desk.get(reverse("admin:posts_post_preview", args=[make_draft().pk]))
        assert page["X-Frame-Options"] == "DENY"

    def test_is_shown_to_editors_only(self, client):
        post = make_draft(title="Secret")
        card = reverse("admin:posts_post_preview_card")
        for address in (frame(), frame(post), card):
            assert client.get(address).status_code == 302
        clerk = get_user_model().objects.create_user("clerk", password="x", is_staff=True)
        client.force_login(clerk)
        for address in (frame(), frame(post), card):
            assert client.get(address).status_code == 403
        assert client.post(frame(post), {"title": "x"}).status_code == 403
        clerk.user_permissions.add(Permission.objects.get(codename="view_post"))
        assert client.get(frame(post)).status_code == 200
        assert client.get(frame()).status_code == 403

    def test_needs_a_token_as_all_that_is_sent(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_editor())
        assert client.post(frame(), {"title": "x"}).status_code == 403

    def test_takes_as_many_queries_however_long(self, desk):
        post = make_draft(tags=["a"])
        typed(desk, post, title="x", body="A word.", tags="a")  # what the site keeps is there
        with CaptureQueriesContext(connection) as short:
            typed(desk, post, title="x", body="A word.", tags="a")
        long = "\n\n".join(f"## Head {number}\n\nSome *words* here." for number in range(300))
        with CaptureQueriesContext(connection) as captured:
            typed(desk, post, title="x", body=long, tags="a")
        assert len(captured) == len(short) <= 32


class TestALook:
    def test_of_a_feed_reader(self, desk):
        html = typed(desk, None, "feed", title="Title", body="Some *words*.", tags="one")
        assert "<em>words</em>" in html
        assert "css/site" not in html

    def test_of_the_markdown_address(self, desk):
        html = typed(desk, None, "markdown", title="Title", body="Some *words* &c.")
        assert "Some *words* &amp;c." in html
        assert "title: Title" in html

    def test_of_a_search_engine_says_what_the_page_would(self, desk, client):
        fields = {
            "title": "Real title",
            "search_title": "For searches",
            "search_description": "What it says & more.",
            "slug": "real",
        }
        html = typed(desk, None, "search", body="Words.", **fields)
        assert "For searches" in html
        assert "What it says &amp; more." in html
        assert "/posts/real/" in html
        assert "Search engines may show it." in html
        assert "&quot;BlogPosting&quot;" in html
        assert "og:title" in html
        hidden = typed(desk, None, "search", **fields, noindex="on")
        assert "asked to leave it out" in hidden

    def test_of_the_outline_warns(self, desk):
        body = "## One\n\n<h4>Deep</h4>\n\n[words](/posts/a/)"
        html = typed(desk, None, "outline", title="Title", body=body)
        assert "Skips a level" in html
        assert "/posts/a/" in html

    @pytest.mark.parametrize("look", ["phone", "wide", "dark", "feed", "markdown", "search"])
    def test_of_a_saved_post_is_a_link_without_scripts(self, desk, look):
        post = make_draft(title="A draft")
        address = reverse("admin:posts_post_preview", args=[post.pk])
        assert f'href="{address}?as={look}"' in desk.get(address).content.decode()
        response = desk.get(address, {"as": look})
        src = re.search(r'<iframe[^>]* src="([^"]+)"', response.content.decode())[1]
        assert "frame-src" in response["Content-Security-Policy"]
        shown = desk.get(src.replace("&amp;", "&")).content.decode()
        assert "A draft" in shown
        assert ("preview/dark.css" in shown) == (look == "dark")

    def test_is_a_document_as_it_should_be(self, desk, check_html):
        post = make_draft(title="A & B", body="## Head\n\n[words](/posts/a/)", tags=["a"])
        for look in ("phone", "feed", "markdown", "search", "outline"):
            check_html(typed(desk, post, look, title="A & B", body=post.body))
        for query in ("", "?as=dark", "?as=search"):
            address = reverse("admin:posts_post_preview", args=[post.pk])
            check_html(desk.get(address + query).content)
        link = PreviewLink.objects.make(post, 7)
        check_html(Client().get(link.get_absolute_url()).content)
        check_html(Client().get("/preview/nothing/").content)
        check_html(desk.get(reverse("admin:posts_post_preview_links", args=[post.pk])).content)

    def test_in_dark_has_no_other_colours(self, desk):
        css = {
            name: desk.get(reverse("admin:posts_post_preview_colours", args=[name]))
            for name in ("dark", "light")
        }
        assert css["dark"]["Content-Type"].startswith("text/css")
        dark, light = (answer.content.decode() for answer in css.values())
        assert "prefers-color-scheme" not in dark + light
        assert "@media all" in dark
        assert "@media not all" in light
        other = reverse("admin:posts_post_preview_colours", args=["red"])
        assert desk.get(other).status_code == 404


def test_the_card_of_a_title_that_is_typed_and_of_a_hero(desk):
    address = reverse("admin:posts_post_preview_card")
    drawn = desk.get(address, {"title": "Ein Titel"})
    assert drawn.content.startswith(b"\x89PNG")
    assert drawn.content != desk.get(address, {"title": "Another"}).content
    hero = Image.objects.add(ContentFile(picture_bytes(), name="a.jpg"), alt="A barn")
    response = desk.get(address, {"hero": hero.pk})
    assert response.status_code in {200, 302}
    for nonsense in ("x", "9" * 30, "99"):
        assert desk.get(address, {"hero": nonsense, "title": "\0" * 9}).status_code == 200


def test_the_form_shows_the_saved_values_for_searches(desk):
    post = make_draft(title="A title", search_description="What it says.", slug="a-title")
    html = desk.get(reverse("admin:posts_post_change", args=[post.pk])).content.decode()
    assert 'data-shown="title">A title</p>' in html
    assert 'data-shown="description">What it says.</p>' in html
    assert "Title: 7 of about 60 characters." in html


class TestASecretLink:
    def make(self, desk, post: Post, days: int = 7) -> PreviewLink:
        address = reverse("admin:posts_post_preview_links", args=[post.pk])
        assert desk.post(address, {"days": days}).status_code == 302
        return PreviewLink.objects.latest("pk")

    def test_shows_a_draft_to_somebody_without_a_login(self, desk):
        hero = Image.objects.add(ContentFile(picture_bytes(), name="a.jpg"), alt="A barn")
        post = make_draft(title="Soon", body="Words to *come*.", tags=["a"], hero_image=hero)
        link = self.make(desk, post)
        response = Client().get(link.get_absolute_url())
        html = response.content.decode()
        assert response.status_code == 200
        for shown in ("Soon", "Words to <em>come</em>.", 'alt="A barn"', "see this yet"):
            assert shown in html
        assert Client().get(post.get_absolute_url()).status_code == 404

    def test_is_kept_and_listed_by_nobody(self, desk):
        link = self.make(desk, make_draft())
        for client in (Client(), desk):
            response = client.get(link.get_absolute_url())
            assert response["Cache-Control"] == "no-store, private"
            assert response["X-Robots-Tag"] == "noindex, nofollow"
            assert response["Referrer-Policy"] == "no-referrer"
            assert not response.cookies
            assert "ETag" not in response
            assert "canonical" not in response.content.decode()

    def test_shows_the_working_copy(self, desk):
        post = make_post(title="Live", body="Live words.")
        link = self.make(desk, post)
        assert "see this post already" in Client().get(link.get_absolute_url()).content.decode()
        WorkingCopy.objects.keep(post, post.stored() | {"body": "Saved words."})
        html = Client().get(link.get_absolute_url()).content.decode()
        assert "Saved words." in html
        assert "see this yet" in html

    def test_that_ended_answers_as_one_that_never_was(self, desk, time_machine):
        post, gone, thrown = make_draft(), make_draft(), make_draft()
        links = {name: self.make(desk, post) for name in ("short", "ended", "long")}
        of_gone, of_thrown = self.make(desk, gone), self.make(desk, thrown)
        PreviewLink.objects.filter(pk=links["short"].pk).update(expires_at=timezone.now())
        end = reverse("admin:posts_post_preview_link_end", args=[post.pk, links["ended"].pk])
        assert desk.get(end).status_code == 405
        assert desk.post(end).status_code == 302
        gone.delete()
        thrown.trash()
        dead = [links["short"], links["ended"], of_gone, of_thrown]
        addresses = [link.get_absolute_url() for link in dead]
        addresses += ["/preview/nothing/", "/preview/" + "x" * 400 + "/", "/preview/%ff%00/"]
        answers = [Client().get(address) for address in addresses]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        assert len({json.dumps(sorted(answer.headers.items())) for answer in answers}) == 1
        assert "Ask whoever sent it to you" in answers[0].content.decode()
        assert "no-store" in answers[0]["Cache-Control"]
        thrown.bring_back()
        assert Client().get(of_thrown.get_absolute_url()).status_code == 404
        assert Client().get(links["long"].get_absolute_url()).status_code == 200

    def test_works_until_its_time_is_over(self, desk, time_machine):
        now = timezone.now()
        time_machine.move_to(now, tick=False)
        link = self.make(desk, make_draft(), days=1)
        time_machine.move_to(now + timedelta(hours=23, minutes=59), tick=False)
        assert Client().get(link.get_absolute_url()).status_code == 200
        time_machine.move_to(now + timedelta(days=1), tick=False)
        assert Client().get(link.get_absolute_url()).status_code == 404

    def test_is_long_and_answers_without_its_slash_too(self, desk):
        link = self.make(desk, make_draft())
        assert len(link.token) >= 22
        assert Client().get(link.get_absolute_url().rstrip("/")).status_code == 200
        assert Client().post(link.get_absolute_url()).status_code == 405

    def test_notes_when_it_was_opened(self, desk, time_machine):
        link = self.make(desk, make_draft())
        now = timezone.now()
        Client().head(link.get_absolute_url())
        link.refresh_from_db()
        assert link.opened_at is None
        time_machine.move_to(now, tick=False)
        for minutes, noted in ((0, 0), (0.5, 0), (2, 2)):
            time_machine.move_to(now + timedelta(minutes=minutes), tick=False)
            Client().get(link.get_absolute_url())
            link.refresh_from_db()
            assert link.opened_at == now + timedelta(minutes=noted)

    def test_that_is_opened_changes_nothing_for_readers(self, desk):
        link = self.make(desk, make_draft())
        before = generation.current().key
        Client().get(link.get_absolute_url())
        assert PreviewLink.objects.exclude(opened_at=None).exists()
        assert generation.current().key == before

    def test_never_enters_the_page_memory(self, desk):
        link = self.make(desk, make_draft())
        asked = []

        def django_side(environ, start_response):
            asked.append(environ["PATH_INFO"])
            response = Client().get(environ["PATH_INFO"])
            start_response(f"{response.status_code} OK", list(response.headers.items()))
            return [response.content]

        memory = PageMemory(django_side, most_bytes=1_000_000)
        for _ in range(2):
            environ = {"REQUEST_METHOD": "GET", "PATH_INFO": link.get_absolute_url()}
            memory(environ | {"wsgi.url_scheme": "http"}, lambda *words: None)
        assert len(asked) == 2
        assert not memory.pages

    def test_is_listed_with_who_made_it(self, desk):
        post = make_draft()
        address = reverse("admin:posts_post_preview_links", args=[post.pk])
        assert "No link works now." in desk.get(address).content.decode()
        link = self.make(desk, post)
        html = desk.get(address).content.decode()
        assert link.absolute_url in html
        assert "made by anna" in html
        assert "not opened yet" in html
        Client().get(link.get_absolute_url())
        assert "last opened today" in desk.get(address).content.decode()
        desk.post(reverse("admin:posts_post_preview_link_end", args=[post.pk, link.pk]))
        html = desk.get(address).content.decode()
        assert link.token not in html
        assert "Ended today" in html

    def test_has_one_of_three_lengths(self, desk):
        post = make_draft()
        address = reverse("admin:posts_post_preview_links", args=[post.pk])
        for days in ("", "0", "8", "-1", "x"):
            response = desk.post(address, {"days": days}, follow=True)
            assert "Choose for how long" in response.content.decode()
        assert not PreviewLink.objects.exists()

    def test_is_made_and_ended_by_those_who_may_change_the_post(self, client):
        post, other = make_draft(), make_draft()
        link = PreviewLink.objects.make(post, 7)
        clerk = get_user_model().objects.create_user("clerk", password="x", is_staff=True)
        clerk.user_permissions.add(Permission.objects.get(codename="view_post"))
        client.force_login(clerk)
        address = reverse("admin:posts_post_preview_links", args=[post.pk])
        end = reverse("admin:posts_post_preview_link_end", args=[post.pk, link.pk])
        assert client.get(address).status_code == 403
        assert client.post(address, {"days": 7}).status_code == 403
        assert client.post(end).status_code == 403
        clerk.user_permissions.add(Permission.objects.get(codename="change_post"))
        clerk = get_user_model().objects.get(pk=clerk.pk)
        elsewhere = reverse("admin:posts_post_preview_link_end", args=[other.pk, link.pk])
        assert client.post(elsewhere).status_code == 404
        assert client.post(end).status_code == 302
        assert not PreviewLink.objects.open().exists()


class TestThePartsOfAPage:
    def test_a_head(self):
        html = (
            "<head><title>A &amp;\n b</title><meta name=description content='x &lt; y'>"
            "<link rel=canonical href=/a/><script type=application/ld+json>"
            '{"a": "\\u003Cb>"}</script></head><body><title>no</title>'
        )
        head = page_parts.head(html)
        assert head.title == "A & b"
        assert head.said("description") == "x < y"
        assert head.said("canonical") == "/a/"
        assert head.said("robots") == ""
        assert json.loads(head.json_ld[0]) == {"a": "<b>"}

    def test_an_outline(self):
        html = (
            '<h2>One <em>more</em> <a class="anchor" href="#one">#</a></h2>'
            "<h4>Deep</h4><h1>Top</h1><h2></h2>"
            "<p><a href=/a/>words <img src=a alt=seen></a> <a href=/b/></a><img src=b>"
        )
        outline = page_parts.outline("Title", html)
        assert [(each.level, each.text, bool(each.warning)) for each in outline.headings] == [
            (1, "Title", False),
            (2, "One more", False),
            (4, "Deep", True),
            (1, "Top", True),
            (2, "", True),
        ]
        assert outline.links == [("words seen", "/a/"), ("", "/b/")]
        assert outline.pictures == [("a", "seen"), ("b", None)]
        assert page_parts.outline("", "").headings[0].warning
