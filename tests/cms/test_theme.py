import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import theme
from cms.models import SiteSettings

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_any_accent_can_be_read_in_light_and_dark(accent):
    for paper in (theme.TINT, theme.DARK_TINT):
        shade = theme.readable(accent, paper)
        assert theme.contrast(shade, paper) >= 4.5
        assert theme.contrast(theme.text_on(shade), shade) >= 4.5


def test_a_readable_accent_is_left_as_picked():
    assert theme.readable("#0b5c6b", theme.TINT) == "#0b5c6b"


def test_contrast_is_that_of_the_guideline():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.django_db
def test_the_style_sheet_has_an_address_that_changes_with_the_accent(client):
    site = SiteSettings.objects.create(pk=1, accent="#cc0000")
    address = f"/theme-{theme.digest(site.accent)}.css"
    response = client.get(address)
    assert response["Content-Type"].startswith("text/css")
    assert "immutable" in response["Cache-Control"]
    assert "#cc0000" in response.content.decode()
    site.accent = "#0000cc"
    site.save()
    assert "immutable" not in client.get(address)["Cache-Control"]
    assert theme.digest(site.accent) not in address
