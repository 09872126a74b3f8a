import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from posts.models import Page, Redirect
from tests.factories import make_draft, make_editor, make_page, make_post

pytestmark = pytest.mark.django_db


def test_chains_are_flattened_from_either_end():
    Redirect.objects.create(old_path="/b/", new_path="/c/")
    redirect = Redirect(old_path="/a/", new_path="/b/")
    redirect.full_clean()
    redirect.save()
    Redirect.objects.create(old_path="/c/", new_path="/d/")
    assert dict(Redirect.objects.values_list("old_path", "new_path")) == {
        "/a/": "/d/",
        "/b/": "/d/",
        "/c/": "/d/",
    }


def test_a_circle_is_refused_with_a_sentence():
    Redirect.objects.create(old_path="/b/", new_path="/a/")
    with pytest.raises(ValidationError, match="leads back to the old address"):
        Redirect(old_path="/a/", new_path="/b/").full_clean()
    with pytest.raises(ValidationError, match="The new address is the old one"):
        Redirect(old_path="/x/", new_path="/x/").full_clean()


@pytest.mark.parametrize("old_path", ["old", "//evil.example/", "/a b/", "/a?b=c", "/a#b", ""])
def test_an_old_address_is_a_path_of_this_site(old_path):
    with pytest.raises(ValidationError):
        Redirect(old_path=old_path, new_path="/new/").full_clean()


@pytest.mark.parametrize("new_path", ["new", "//evil.example/", "javascript:alert(1)", "/\\evil/"])
def test_a_new_address_is_a_path_or_a_web_address(new_path):
    with pytest.raises(ValidationError):
        Redirect(old_path="/old/", new_path=new_path).full_clean()


def test_percent_signs_in_an_old_address_make_no_difference(client):
    make_post(slug="neu")
    Redirect.objects.create(old_path="/%C3%BCber/", new_path="/posts/neu/")
    assert client.get("/über/")["Location"] == "/posts/neu/"


@pytest.mark.parametrize("address", ["/old-tea", "/2019/05/tea"])
def test_an_old_address_is_found_without_its_slash(client, address):
    make_post(slug="tea")
    Redirect.objects.create(old_path=f"{address}/", new_path="/posts/tea/")
    assert client.get(f"{address}?a=b")["Location"] == "/posts/tea/?a=b"
    assert client.get(f"{address}x").status_code == 404


def test_an_address_with_a_slash_that_leads_to_the_one_without_is_no_circle(client):
    Redirect.objects.create(old_path="/2019/tea/", new_path="/2019/tea")
    assert client.get("/2019/tea").status_code == 404


def test_a_post_hides_a_redirect_of_its_own_address(client):
    make_post(slug="here")
    Redirect.objects.create(old_path="/posts/here/", new_path="/elsewhere/")
    assert client.get("/posts/here/").status_code == 200


def test_a_page_is_shown_at_its_own_address(client):
    make_page(title="About us", body="We *write*.")
    page = client.get("/about-us/").content.decode()
    assert "<em>write</em>" in page
    assert "About us" in page


def test_a_page_cannot_take_an_address_of_the_site():
    for slug in ("tags", "admin", "posts"):
        with pytest.raises(ValidationError, match="The site uses"):
            Page(title="x", slug=slug).full_clean()
    assert make_page(title="Tags").slug == "tags-2"


@pytest.mark.parametrize(
    "hidden", ["/a%00b", "/a%0d%0ab", "/%2Fevil.example/", "/%5Cevil.example/"]
)
def test_percent_signs_hide_no_address_that_is_refused(hidden):
    for paths in ({"old_path": hidden}, {"new_path": hidden}):
        redirect = Redirect(**{"old_path": "/old/", "new_path": "/new/"} | paths)
        with pytest.raises(ValidationError):
            redirect.full_clean()


def test_an_old_address_written_in_two_ways_is_refused_with_a_sentence():
    Redirect.objects.create(old_path="/café/", new_path="/new/")
    with pytest.raises(ValidationError, match="already exists"):
        Redirect(old_path="/caf%C3%A9/", new_path="/other/").full_clean()


@pytest.mark.parametrize(
    "paths", [("no-slash", "/x/"), ("//evil.example/", "/x/"), ("/a/", "javascript:alert(1)")]
)
def test_the_database_holds_addresses_to_their_form(paths):
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(old_path=paths[0], new_path=paths[1])


def test_an_old_address_of_an_upload_can_be_sent_on(client):
    make_post(slug="neu")
    Redirect.objects.create(old_path="/media/paper.pdf", new_path="/posts/neu/")
    assert client.get("/media/paper.pdf")["Location"] == "/posts/neu/"


@pytest.mark.parametrize("wish", ["about us", "feed.xml", "x.html", "a/b"])
def test_a_pages_wished_address_that_can_be_none_is_refused_at_once(client, wish):
    client.force_login(make_editor())
    page = client.post(
        reverse("admin:posts_page_add"),
        {"title": "About", "slug": wish, "body": "", "version": ""},
    )
    assert page.status_code == 200
    assert b"Use letters, digits, hyphens" in page.content


def test_a_redirect_from_an_address_that_shows_something_is_refused():
    make_post(slug="here")
    make_draft(slug="draft")
    make_page(slug="about")
    for path in ("/", "/tags/", "/admin/", "/feed.xml", "/posts/here/", "/about/"):
        with pytest.raises(ValidationError, match="shows something already"):
            Redirect(old_path=path, new_path="/new/").full_clean()
    for path in ("/old/", "/posts/gone/", "/posts/draft/", "/media/a.pdf", "/old.html"):
        Redirect(old_path=path, new_path="/new/").full_clean()
