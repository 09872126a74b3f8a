"""Authors: a page for each who has something published, for nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from posts.models import Image
from tests.factories import (
    make_draft,
    make_person,
    make_post,
    make_scheduled,
    make_unpublished,
    picture_bytes,
)
from tests.posts.reading import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    return reading(client)


def test_an_author_has_a_page_with_all_that_readers_may_know(read):
    image = Image.objects.add(SimpleUploadedFile("ada.jpg", picture_bytes()), alt="Ada at a desk")
    ada = make_person(
        name="Ada Moor",
        slug="ada-moor",
        bio="Counts things.",
        links="https://ada.example/about\nhttps://other.example/",
        picture=image,
    )
    posts = [make_post(authors=[ada]), make_post(authors=[make_person(), ada])]
    make_post(authors=[make_person()])
    for make in (make_draft, make_scheduled, make_unpublished):
        make(authors=[ada])
    page = read("/authors/ada-moor/")
    assert "Ada Moor" in page.words
    assert "Counts things." in page.words
    assert "2 posts" in page.words
    assert page.all("a", href="https://other.example/")
    assert page.all("img", alt="Ada at a desk")
    assert set(page.posts) == {post.get_absolute_url() for post in posts}
    assert page.meta("description") == "Counts things."
    assert page.meta("robots") is None
    assert len(page.all("h1")) == 1
    assert page.link("canonical")[0].endswith("/authors/ada-moor/")


@pytest.mark.parametrize("make", [make_draft, make_scheduled, make_unpublished])
def test_who_has_nothing_published_is_unknown(read, make):
    person = make_person(name="Nobody Yet", slug="nobody")
    read("/authors/nobody/", 404)
    make(authors=[person])
    read("/authors/nobody/", 404)
    assert "Nobody Yet" not in read("/authors/").words


def test_an_authors_posts_come_in_pages(read):
    ada = make_person(slug="ada")
    for _ in range(13):
        make_post(authors=[ada])
    assert len(read("/authors/ada/").posts) == 12
    second = read("/authors/ada/?page=2")
    assert len(second.posts) == 1
    assert second.link("prev") == ["./"]
    read("/authors/ada/?page=3", 404)


def test_the_list_of_authors_counts_what_is_published(read):
    ada, ben = make_person(name="Ada", slug="ada"), make_person(name="Ben", slug="ben")
    make_post(authors=[ada, ben])
    make_post(authors=[ada])
    make_draft(authors=[ben])
    page = read("/authors/")
    assert "Ada 2 posts" in page.words
    assert "Ben 1 post" in page.words
    assert page.all("a", href="/authors/ben/")


def test_an_empty_list_of_authors_says_so(read):
    assert "Nobody has published a post here yet" in read("/authors/").words


def test_an_old_address_leads_to_the_new_one(client):
    ada = make_person(slug="ada")
    make_post(authors=[ada])
    for slug in ("ada-moor", "ada-stone"):
        ada.slug = slug
        ada.save()
    for old in ("ada", "ada-moor"):
        response = client.get(f"/authors/{old}/")
        assert (response.status_code, response["Location"]) == (301, "/authors/ada-stone/")


def test_an_old_address_tells_no_name_of_who_has_nothing_published(client):
    person = make_person(slug="old")
    make_draft(authors=[person])
    person.slug = "secret-name"
    person.save()
    response = client.get("/authors/old/")
    assert response.status_code == 404
    assert b"secret" not in response.content


def test_bylines_lead_to_the_author(read):
    ada = make_person(name="Ada Moor", slug="ada-moor")
    make_post(slug="one", authors=[ada])
    assert read("/posts/one/").all("a", href="/authors/ada-moor/", rel="author")


def test_every_page_leads_to_the_authors(read):
    assert read("/").all("a", href="/authors/")


def test_a_name_in_any_script_has_a_page(read, client):
    person = make_person(name="ليلى مراد", slug="ليلى-مراد")
    make_post(authors=[person])
    assert client.get(person.get_absolute_url()).status_code == 200
