import pytest
from django.template import engines
from django.utils import translation

from cms import generation
from cms.models import MenuItem, SiteSettings

pytestmark = pytest.mark.django_db

PART = "{% load remembered i18n %}{% remembered 'part' %}{{ word }}{% endremembered %}"


@pytest.fixture
def show(rf):
    """`show(path, word)` renders a part that says the word, unless it is remembered."""
    site = SiteSettings.objects.create(pk=1)
    MenuItem.objects.create(settings=site, label="About", address="/about/")

    def shown(path, word):
        request = rf.get(path)
        request.standing = generation.current()
        request.site = SiteSettings.load()
        return engines["django"].from_string(PART).render({"word": word}, request)

    return shown


def test_a_part_is_made_once_a_generation(show):
    assert show("/", "first") == "first"
    assert show("/posts/a/", "second") == "first"
    SiteSettings.objects.update(name="Other")
    assert show("/", "third") == "third"


def test_a_page_that_a_menu_marks_has_its_own(show):
    assert show("/", "first") == "first"
    assert show("/about/", "second") == "second"
    assert show("/", "third") == "first"


def test_a_language_has_its_own(show):
    assert show("/", "first") == "first"
    with translation.override("de"):
        assert show("/", "zweites") == "zweites"


def test_a_page_without_a_site_has_its_part_too(rf):
    assert engines["django"].from_string(PART).render({"word": "alone"}, rf.get("/")) == "alone"
