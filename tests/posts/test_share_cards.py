import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image as Picture

from cms import theme
from cms.models import SiteSettings
from posts import share_cards
from posts.share_cards import drawing
from tests.factories import (
    make_draft,
    make_page,
    make_person,
    make_post,
    make_scheduled,
    make_unpublished,
)


def opened(data: bytes) -> Picture.Image:
    return Picture.open(io.BytesIO(data)).convert("RGB")


def is_blank(picture: Picture.Image, box: tuple[int, int, int, int]) -> bool:
    return picture.crop(box).getcolors(1) is not None


TITLE = (0, 0, drawing.WIDTH, drawing.HEIGHT - drawing.STRIP)
STRIP = (0, drawing.HEIGHT - drawing.STRIP, drawing.WIDTH, drawing.HEIGHT)
LONG = "An honest form asks for one thing and says why, "


@pytest.mark.parametrize(
    "title",
    [
        "Leads",
        "Größe, Übung, „Straße“",
        "Почему не покупает фирма",
        (LONG * 5)[:200],
        "W" * 200,
        "i" * 200,
        "https://example.org/" + "a/" * 90,
    ],
)
def test_every_title_fits_with_its_margins(title):
    data = drawing.draw(title, "The Magazine", "#0b5c6b")
    assert data.startswith(b"\x89PNG")
    assert len(data) < 60_000
    picture = opened(data)
    assert picture.size == (1200, 630)
    assert not is_blank(picture, TITLE)
    for margin in ((0, 0, 70, 512), (1130, 0, 1200, 512), (0, 0, 1200, 40), (0, 490, 1200, 512)):
        assert is_blank(picture, margin)
    assert not is_blank(picture, STRIP)


def test_lines_are_of_like_length():
    lines = drawing.balanced("Count the conversations and not the contacts", 2, 10)
    assert lines == ["Count the conversations", "and not the contacts"]


def test_no_word_is_lost():
    title = (LONG * 5)[:200]
    assert " ".join(drawing.broken(title, 12)) == title.strip()
    assert "".join(drawing.broken("W" * 200, 12)) == "W" * 200


@pytest.mark.parametrize("title", ["我们的名单", "قائمة العملاء", "リード", "Lead 我"])
def test_a_title_that_the_font_lacks_gives_way_to_the_name(title):
    assert drawing.printable(title) == ""
    assert drawing.draw(title, "Name", "#0b5c6b") == drawing.draw("", "Name", "#0b5c6b")
    picture = opened(drawing.draw(title, "Name", "#0b5c6b"))
    assert not is_blank(picture, TITLE)
    assert is_blank(picture, STRIP)


def test_a_name_that_the_font_lacks_leaves_the_colours():
    picture = opened(drawing.draw("我们", "杂志", "#0b5c6b"))
    assert is_blank(picture, TITLE)
    assert picture.getpixel((5, 625)) == theme.channels("#0b5c6b")


def test_signs_that_the_font_lacks_are_left_out():
    assert drawing.printable("🚀 Launch 👩‍💻 day\u200b 🎉") == "Launch day"
    assert drawing.printable("Cafe\u0301") == "Café"


@pytest.mark.parametrize("name", ["M" * 80, "i"])
def test_every_name_fits(name):
    picture = opened(drawing.draw("Title", name, "#0b5c6b"))
    assert is_blank(picture, (1120, 520, 1200, 630))


@pytest.mark.parametrize("accent", ["#0b5c6b", "#ffcc00", "#ffffff", "#000000", "#808080"])
def test_the_name_can_be_read_on_any_accent(accent):
    picture = opened(drawing.draw("Title", "Name", accent))
    colours = {colour for _, colour in picture.crop(STRIP).getcolors()}
    assert theme.channels(accent) in colours
    assert theme.channels(theme.text_on(accent)) in colours


@pytest.mark.django_db
class TestAddresses:
    def card_of(self, kind: str = "", slug: str = "", title: str = "") -> str:
        return share_cards.address(SiteSettings.load(), kind, slug, title)

    def test_each_kind_has_its_card(self, client):
        make_post(slug="a", title="A title", tags=["Topic"], authors=[make_person(slug="ada")])
        make_page(slug="about", title="About")
        name = make_person(name="Bo", slug="bo").name
        make_post(authors=[type(make_person()).objects.get(slug="bo")])
        for kind, slug, title in (
            ("", "", ""),
            ("posts", "a", "A title"),
            ("tags", "topic", "Topic"),
            ("authors", "bo", name),
            ("pages", "about", "About"),
        ):
            response = client.get(self.card_of(kind, slug, title))
            assert response.status_code == 200, kind
            assert response["Content-Type"] == "image/png"
            assert "immutable" in response["Cache-Control"]
            assert "public" in response["Cache-Control"]
            assert response["ETag"]
            assert not response.cookies

    def test_the_address_changes_with_what_the_card_shows(self, client):
        make_post(slug="a", title="Now")
        today, before = self.card_of("posts", "a", "Now"), self.card_of("posts", "a", "Before")
        assert today != before
        response = client.get(before)
        assert (response.status_code, response["Location"]) == (302, today)
        SiteSettings.objects.create(pk=1, name="Other", accent="#ff0000")
        assert self.card_of("posts", "a", "Now") not in {today, before}
        assert client.get(today).status_code == 302

    def test_an_earlier_card_of_the_site_leads_to_todays(self, client):
        response = client.get("/share/0123456789abcdef/site.png")
        assert (response.status_code, response["Location"]) == (302, self.card_of())

    @pytest.mark.parametrize("make", [make_draft, make_scheduled, make_unpublished])
    def test_what_readers_cannot_see_has_no_card(self, client, make):
        make(slug="a", title="Secret", tags=["hidden"], authors=[make_person(slug="ghost")])
        assert client.get(self.card_of("posts", "a", "Secret")).status_code == 404
        assert client.get("/share/0123456789abcdef/posts/a.png").status_code == 404
        assert client.get("/share/0123456789abcdef/authors/ghost.png").status_code == 404
        if make is not make_unpublished:
            assert client.get("/share/0123456789abcdef/tags/hidden.png").status_code == 404

    def test_the_card_of_an_old_slug_leads_to_the_new_one(self, client):
        post = make_post(slug="früher", title="T")
        old = self.card_of("posts", "früher", "T")
        assert client.get(old).status_code == 200
        post.slug = "später"
        post.save()
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (
            302,
            self.card_of("posts", "später", "T"),
        )
        post.published_at = timezone.now() + timedelta(days=1)
        post.save()
        assert client.get(old).status_code == 404

    @pytest.mark.parametrize(
        "path", ["x/posts/a.png", "x/people/a.png", "x/posts/.png", "x/posts/a.jpg", "site.png"]
    )
    def test_other_cards_are_unknown(self, client, path):
        assert client.get(f"/share/{path}").status_code == 404
