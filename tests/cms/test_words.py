"""Every word that people see is translated into each language that a site can choose."""

import gettext
import re
import shutil
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from cms.languages import offered_languages
from cms.models import SiteSettings
from tests import tools
from tests.factories import make_editor

LOCALE = tools.ROOT / "locale"
TRANSLATED = sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir())
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>|https?://|--\w+")
TEMPLATES = sorted((tools.ROOT / "templates").rglob("*.html"))

TRANSLATABLE = re.compile(
    r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}"
    r"|{%\s*block (?:bodyclass|coltype|extrabodyclass|look)\s*%}.*?{%\s*endblock\b[^%]*%}"
    r'|<pre>.*?</pre>|<(\w+)[^>]* translate="no">.*?</\1>'
    r"|{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
SPOKEN = {"alt", "aria-description", "aria-label", "label", "placeholder", "summary", "title"}
WORD = re.compile(r"[^\W\d_]{2,}")
# Names are the same in every language. The two pages below are sent as files, when all else fails.
SAME_EVERYWHERE = {"Lodestone", "Markdown"}


class Words(HTMLParser):
    """The words of a template that no translator is shown: in texts and spoken attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(TRANSLATABLE.sub("", text))
        self.close()

    def note(self, text: str) -> None:
        if set(WORD.findall(text)) - SAME_EVERYWHERE:
            self.found.append(" ".join(text.split()))

    def handle_data(self, data):
        if self.cdata_elem is None:
            self.note(data)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in SPOKEN:
                self.note(value or "")


@cache
def words_in(catalogue: Path) -> dict:
    """A compiled catalogue: translations by their originals, plurals as (original, number)."""
    with catalogue.open("rb") as opened:
        found = dict(gettext.GNUTranslations(opened)._catalog)
    del found[""]
    return found


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """A copy of the project's words, collected and compiled anew; `locale/` in it."""
    if tools.GETTEXT.missing:
        pytest.skip(f"{tools.GETTEXT.name} is not here. To run this: {tools.GETTEXT.install}")
    copy = tmp_path_factory.mktemp("words")
    for name in ("cms", "posts", "templates", "locale"):
        shutil.copytree(tools.ROOT / name, copy / name, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(tools.ROOT / "manage.py", copy)
    collect = [sys.executable, "-B", "manage.py", "make_words", "--keep-pot"]
    subprocess.run(collect, cwd=copy, check=True, stdout=subprocess.DEVNULL)
    marked = (copy / "locale" / "django.pot").read_text("utf-8")
    marked = marked.replace("nplurals=INTEGER; plural=EXPRESSION", "nplurals=2; plural=n != 1")
    english = subprocess.run(
        ["msgen", "-"], input=marked.encode(), capture_output=True, check=True
    ).stdout
    compiled = ["msgfmt", "-o", copy / "locale" / "marked.mo", "-"]
    subprocess.run(compiled, input=english, check=True)
    return copy / "locale"


def test_a_site_can_choose_the_languages_that_have_a_catalogue():
    assert {code for code, _ in settings.LANGUAGES} == {"en", *TRANSLATED}
    assert [name for _, name in offered_languages()] == ["Deutsch", "English"]


@pytest.mark.django_db
def test_a_language_chosen_before_stays_offered(client):
    client.force_login(make_editor(), "django.contrib.auth.backends.ModelBackend")
    SiteSettings.objects.create(pk=1, language="ar")
    page = client.get("/admin/cms/sitesettings/1/change/").content.decode()
    offered = re.search(r'<select name="language".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'value="([\w-]+)"( selected)?', offered) == [
        ("de", ""),
        ("en", ""),
        ("ar", " selected"),
    ]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_marked_word_is_translated(collected, language):
    marked = words_in(collected / "marked.mo").keys()
    translated = words_in(LOCALE / language / "LC_MESSAGES" / "django.mo").keys()
    missing = sorted(map(str, marked - translated))
    assert not missing, "Run make words, translate these, run it again:\n" + "\n".join(missing)


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_words_are_those_of_the_translator(collected, language):
    catalogue = Path(language, "LC_MESSAGES", "django.mo")
    anew, committed = words_in(collected / catalogue), words_in(LOCALE / catalogue)
    assert anew.items() <= committed.items(), "Run make words."


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_fills_in_what_the_original_does(language):
    """A plural's own places are checked by msgfmt as it compiles them."""
    words = words_in(LOCALE / language / "LC_MESSAGES" / "django.mo")
    differ = [
        f"{original} | {translation}"
        for original, translation in words.items()
        if isinstance(original, str)
        and sorted(PLACES.findall(original)) != sorted(PLACES.findall(translation))
    ]
    assert not differ, "\n".join(differ)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_the_spaces_at_its_ends(language):
    def ends(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    words = words_in(LOCALE / language / "LC_MESSAGES" / "django.mo")
    for original, translation in words.items():
        text = original if isinstance(original, str) else original[0]
        assert ends(text) == ends(translation), text


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda path: str(path.relative_to(tools.ROOT / "templates"))
)
def test_a_template_holds_no_word_outside_a_translation(template):
    assert Words(template.read_text("utf-8")).found == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>{% translate 'Yes' %} {{ no }} 12 – {# no #}</p>", []),
        ("{% blocktranslate %}Yes <b>{{ you }}</b>{% endblocktranslate %}", []),
        ('<a title="{% translate "Yes" %}" class="some class" href="/about/">1</a>', []),
        ("<pre>:::details {% translate 'Title' %}</pre>", []),
        ('<b class="a" translate="no">posts</b> <b>Hello</b>', ["Hello"]),
        ("<p>Hello {{ you }}</p>", ["Hello"]),
        ('<img alt="A cat">', ["A cat"]),
    ],
)
def test_the_scan_of_templates_tells_words_apart(template, found):
    assert Words(template).found == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("en", '<html lang="en" dir="ltr">'),
        ("de", '<html lang="de" dir="ltr">'),
        ("ar", '<html lang="ar" dir="rtl">'),
        ("he", '<html lang="he" dir="rtl">'),
    ],
)
def test_a_page_says_its_language_and_direction(client, language, opening):
    SiteSettings.objects.create(pk=1, language=language)
    for address in ("/", "/tags/", "/nowhere/", "/admin/login/"):
        assert opening in client.get(address).content.decode().replace("\n", "")


@pytest.mark.django_db
def test_a_german_site_speaks_german(client):
    SiteSettings.objects.create(pk=1, language="de")
    assert "Hier gibt es keine Seite" in client.get("/nowhere/").content.decode()
    client.force_login(make_editor(), "django.contrib.auth.backends.ModelBackend")
    assert "Beitrag schreiben" in client.get("/admin/posts/post/").content.decode()
