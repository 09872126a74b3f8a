"""The sample publication: loaded once, never over what an editor made."""

import io
import time

import pytest
from django.core.management import call_command

from cms.models import MenuItem, SiteSettings
from posts.models import Image, Page, Person, Post, Revision
from tests.factories import make_post

pytestmark = pytest.mark.django_db


def load(**options):
    out = io.StringIO()
    call_command("load_samples", stdout=out, **options)
    return out.getvalue()


class TestANewSite:
    @pytest.fixture(autouse=True)
    def loaded(self):
        started = time.process_time()
        self.said = load()
        self.seconds = time.process_time() - started

    def test_has_articles_a_draft_and_a_scheduled_one(self):
        assert Post.objects.published().count() == 12
        assert Post.objects.drafts().count() == 1
        assert Post.objects.scheduled().count() == 1
        assert not Post.objects.published().filter(hero_image=None).exists()
        assert not Post.objects.published().filter(authors=None).exists()
        assert not Post.objects.published().filter(tags=None).exists()

    def test_shows_its_pictures_with_alt_and_credit(self):
        for post in Post.objects.published():
            assert post.hero_image.alt
            assert post.hero_image.credit
            assert post.hero_image.as_picture().url

    def test_has_pages_authors_name_logo_and_menus(self, client):
        assert set(Page.objects.values_list("slug", flat=True)) == {"about", "privacy"}
        assert all(Person.objects.values_list("bio", flat=True))
        site = SiteSettings.load()
        assert site.name == "The Lodestone Review"
        assert site.logo.name == "logo.png"
        for item in [*site.header_menu, *site.footer_menu]:
            assert client.get(item.address).status_code == 200, item.address

    def test_says_one_calm_line(self):
        posts = Post.objects.count()
        assert self.said == f"Loaded the samples: {posts} articles and 2 pages.\n"

    def test_is_there_quickly(self):
        assert self.seconds < 5 * Post.objects.count() / 6

    def test_is_the_same_after_a_second_load(self):
        models = (Post, Page, Person, Revision, Image, SiteSettings, MenuItem)
        before = [list(model.objects.values()) for model in models]
        assert load() == "The samples are here already.\n"
        assert [list(model.objects.values()) for model in models] == before

    def test_keeps_what_an_editor_changed(self):
        SiteSettings.objects.update(name="Mine", description="", logo=None)
        MenuItem.objects.filter(place="footer").delete()
        post = Post.objects.published().first()
        post.title = "Changed"
        post.save()
        Page.objects.filter(slug="about").update(body="Changed")
        load()
        site = SiteSettings.load()
        assert (site.name, site.footer_menu) == ("Mine", [])
        assert Post.objects.get(pk=post.pk).title == "Changed"
        assert Page.objects.get(slug="about").body == "Changed"


def test_an_address_in_use_is_left_alone():
    mine = make_post(slug="the-slow-lead", body="Mine.")
    load()
    mine.refresh_from_db()
    assert mine.body == "Mine."


def test_is_silent_when_asked():
    assert load(verbosity=0) == ""
