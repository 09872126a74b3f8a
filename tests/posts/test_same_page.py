"""A page made of the same things is written once; any other thing makes it another page."""

import pytest
from django.core.files.base import ContentFile
from django.test.signals import template_rendered

from cms.models import MenuItem, SiteSettings
from posts.models import Image, Person, Post, Series, Tag
from tests.factories import make_page, make_person, make_post, picture_bytes

pytestmark = pytest.mark.django_db

ARTICLE, FRONT, TAG, AUTHOR = "/posts/tea/", "/", "/tags/cups/", "/authors/ada/"


@pytest.fixture
def tea():
    SiteSettings.objects.create(pk=1, name="The Kettle", description="On tea.")
    hero = Image.objects.add(ContentFile(picture_bytes(), name="cup.jpg"), alt="A cup")
    ada = make_person(name="Ada", slug="ada", bio="Pours.", picture=hero)
    series = Series.objects.create(name="Letters")
    make_post(title="Second", series=series, part=2)
    return make_post(
        title="Tea",
        slug="tea",
        body="Hot.",
        tags=["cups"],
        authors=[ada],
        hero_image=hero,
        series=series,
        part=1,
    )


def rendered(client, address: str) -> list[str]:
    """The templates that were rendered for a page."""
    names: list[str] = []

    def note(template, **_):
        names.append(template.name)

    template_rendered.connect(note)
    try:
        assert client.get(address).status_code == 200
    finally:
        template_rendered.disconnect(note)
    return names


@pytest.mark.parametrize("address", [ARTICLE, FRONT, TAG, AUTHOR])
def test_a_change_elsewhere_writes_a_page_no_second_time(client, tea, address):
    before = client.get(address)
    make_page()
    assert rendered(client, address) == []
    assert client.get(address).content == before.content


def rows(model, **values):
    return lambda: model.objects.all().update(**values)


CHANGES = {
    "a title": rows(Post, title="Other"),
    "a text": rows(Post, body_html="<p>Cold.</p>"),
    "a standfirst": rows(Post, standfirst="Other"),
    "a contents list": rows(Post, toc=[[2, "a", "A"], [2, "b", "B"], [2, "c", "C"]]),
    "a tag": rows(Tag, name="Mugs"),
    "an author": rows(Person, name="Bea"),
    "what an author does": rows(Person, bio="Drinks."),
    "an alternative text": rows(Image, alt="A mug"),
    "a picture": rows(Image, rendered=[]),
    "a series": rows(Series, name="Notes"),
    "a part": lambda: Post.objects.exclude(slug="tea").update(title="Third"),
    "a translation": lambda: make_post(translation_of=Post.objects.get(slug="tea"), language="de"),
    "the site's name": rows(SiteSettings, name="The Pot"),
    "the site's language": rows(SiteSettings, language="de"),
    "the site's colour": rows(SiteSettings, accent="#aa0000"),
    "a menu": lambda: MenuItem.objects.create(
        settings_id=1, place=MenuItem.Place.HEADER, label="Tea", address="/tags/tea/"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_an_article_shows_makes_another_page(client, tea, change):
    before = client.get(ARTICLE).content
    change()
    assert client.get(ARTICLE).content != before


@pytest.mark.parametrize("name", ["a title", "a tag", "a picture", "the site's name", "a menu"])
@pytest.mark.parametrize("address", [FRONT, TAG, AUTHOR])
def test_what_a_list_shows_makes_another_page(client, tea, address, name):
    before = client.get(address).content
    CHANGES[name]()
    assert client.get(address).content != before
