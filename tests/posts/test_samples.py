import datetime
import re
from collections import Counter
from itertools import pairwise

import pytest
import yaml
from PIL import Image, ImageChops

from posts.samples import draw

SAMPLES = draw.HERE
STATIC = draw.STATIC
POSTS = sorted(SAMPLES.glob("*.md"))
PAGES = sorted(SAMPLES.glob("pages/*.md"))
KEYS = {"title", "tags", "authors"}
HERO_KEYS = {"image", "image_alt", "image_credit"}
SERIES_KEYS = {"series", "part"}
FIGURE = re.compile(r"^!\[[^\]]+\]\(images/(\S+)", re.MULTILINE)
CAPTIONED = re.compile(r'^!\[([^\]]+)\]\(images/(\S+) "([^"]+)"\)$', re.MULTILINE)


def read(path):
    """Return a sample's front matter and its body."""
    opening, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(front), body


def date_of(path):
    return read(path)[0].get("date")


def published():
    return [path for path in POSTS if (date := date_of(path)) and date.year < 2035]


def word_count(path):
    return len(re.findall(r"\w[\w'’-]*", read(path)[1]))


def with_hero():
    return [path for path in POSTS if "image" in read(path)[0]]


def ids(paths):
    return [path.stem for path in paths]


def test_there_are_twelve_published_one_scheduled_and_one_draft():
    drafts = [path for path in POSTS if read(path)[0].get("draft") is True]
    scheduled = [path for path in POSTS if (date := date_of(path)) and date.year == 2035]
    assert (len(published()), len(scheduled), len(drafts)) == (12, 1, 1)
    assert date_of(drafts[0]) is None


@pytest.mark.parametrize("path", POSTS, ids=ids(POSTS))
def test_front_matter_is_whole(path):
    front, _ = read(path)
    allowed = KEYS | HERO_KEYS | SERIES_KEYS | {"date", "updated", "draft", "standfirst"}
    assert set(front) >= KEYS
    assert set(front) <= allowed
    assert all(isinstance(front.get(key, "-"), str) for key in ("title", "standfirst"))
    assert front["title"]
    assert all(isinstance(front[key], list) and front[key] for key in ("tags", "authors"))
    assert set(front) >= HERO_KEYS
    assert ("series" in front) == ("part" in front)


def test_one_article_has_no_standfirst():
    assert [path.stem for path in POSTS if not read(path)[0].get("standfirst")] == [
        "leave-the-door-on-the-latch"
    ]


def test_a_title_is_as_long_as_titles_get():
    assert 105 <= max(len(read(path)[0]["title"]) for path in published()) <= 115


def test_the_tags_differ_in_how_often_they_are_used():
    used = Counter(tag for path in published() for tag in read(path)[0]["tags"])
    assert 8 <= len(used) <= 10
    assert min(used.values()) == 1
    assert max(used.values()) >= 4
    assert len({tag.casefold() for tag in used}) == len(used)


def test_three_parts_of_a_series_follow_each_other_by_a_week():
    parts = sorted(
        (front["part"], front["date"], front["series"])
        for front in (read(path)[0] for path in POSTS)
        if "series" in front
    )
    assert [part for part, _date, _name in parts] == [1, 2, 3]
    assert {name for _part, _date, name in parts} == {"A form in three sittings"}
    dates = [date for _part, date, _name in parts]
    assert {later - sooner for sooner, later in pairwise(dates)} == {datetime.timedelta(days=7)}


@pytest.mark.parametrize("path", PAGES, ids=ids(PAGES))
def test_a_page_has_a_title_and_its_file_name_as_slug(path):
    front, body = read(path)
    assert front["title"]
    assert front["slug"] == path.stem
    assert body.strip()


@pytest.mark.parametrize("path", published(), ids=ids(published()))
def test_published_samples_are_dated_before_the_first_release(path):
    assert datetime.date(2025, 1, 1) <= date_of(path) <= datetime.date(2026, 11, 15)


def test_published_samples_fill_an_archive_of_many_months():
    assert len({(date_of(path).year, date_of(path).month) for path in published()}) >= 10


@pytest.mark.parametrize("path", with_hero(), ids=ids(with_hero()))
def test_an_article_has_300_to_2500_words(path):
    assert 300 <= word_count(path) <= 2500


def test_the_articles_differ_in_length():
    counts = sorted(word_count(path) for path in published())
    assert counts[0] < 400
    assert counts[-1] > 1800


def test_every_author_is_among_the_people():
    people = yaml.safe_load((SAMPLES / "people.yaml").read_text(encoding="utf-8"))
    assert all(set(person) == {"name", "slug", "bio"} for person in people)
    named = {name for path in POSTS for name in read(path)[0]["authors"]}
    assert named == {person["name"] for person in people}


@pytest.mark.parametrize("path", [*POSTS, *PAGES], ids=ids([*POSTS, *PAGES]))
def test_links_lead_to_published_samples(path):
    targets = re.findall(r"\]\(([^)\s]+)\)", read(path)[1])
    assert {*targets} <= {f"/posts/{post.stem}/" for post in published()} - {
        f"/posts/{path.stem}/"
    }


@pytest.mark.parametrize("path", POSTS, ids=ids(POSTS))
def test_every_footnote_is_named_and_written_once(path):
    body = read(path)[1]
    written = re.findall(r"^\[\^(\w+)\]:", body, re.MULTILINE)
    named = re.findall(r"\[\^(\w+)\](?!:)", body)
    assert len(written) == len(set(written))
    assert sorted(named) == sorted(written)


@pytest.mark.parametrize(
    "form",
    [
        r"^\|[-: |]+\|$",  # a table
        r"^ {2,3}- ",  # a list in a list
        r"^1\. ",
        r"^> ",
        r"^\[\^\w+\]: ",
        r"^```text$",
        r"^:::callout$[^:]+^:::$",
        r"^:::callout \w",
        r"^:::details \w",
        r"^:::faq$",
        r"^- \[ \] ",
        r"^- \[x\] ",
        r'^!\[[^\]]+\]\(\S+ "[^"]+"\)$',  # a figure with a caption
        r"^```html$",
        r"^## ",
        r"^### ",
        r"  $",  # a hard break
    ],
)
def test_published_samples_show_each_form_of_text(form):
    bodies = [read(path)[1] for path in published()]
    assert any(re.search(form, body, re.MULTILINE) for body in bodies)


def test_the_privacy_page_marks_what_the_owner_must_fill_in():
    _, body = read(SAMPLES / "pages" / "privacy.md")
    assert body.count("**[FILL IN: ") == body.count("[FILL IN") >= 5


@pytest.mark.parametrize("path", with_hero(), ids=ids(with_hero()))
def test_a_hero_is_light_wide_and_described(path):
    front, _ = read(path)
    assert front["image"] == f"images/{path.stem}.webp"
    assert len(front["image_alt"]) > 40
    file = SAMPLES / front["image"]
    assert file.stat().st_size <= 90 * 1024
    with Image.open(file) as image:
        assert (image.format, image.size) == ("WEBP", (1600, 900))


def test_each_picture_belongs_to_a_sample():
    pictures = {path.name for path in (SAMPLES / "images").glob("*.webp")}
    figures = [name for path in POSTS for name in FIGURE.findall(read(path)[1])]
    assert len(figures) == len(set(figures))
    assert pictures == {f"{path.stem}.webp" for path in with_hero()} | set(figures)


def test_figures_belong_to_their_article_and_say_what_they_show():
    for path in POSTS:
        for alt, name, caption in CAPTIONED.findall(read(path)[1]):
            assert name.startswith(path.stem)
            assert name.removesuffix(".webp") in draw.FIGURES
            assert len(alt) > 40 < len(caption)


@pytest.mark.parametrize("name", draw.HEROES | draw.FIGURES)
def test_drawing_again_gives_the_kept_picture(name, tmp_path):
    again = draw.draw_picture(name, tmp_path)
    with Image.open(SAMPLES / "images" / again.name) as kept, Image.open(again) as drawn:
        apart = ImageChops.difference(kept.convert("RGB"), drawn.convert("RGB")).reduce(50)
    worst = max(brightest for _, brightest in apart.getextrema())
    assert worst < 8  # of 255, in any square of 50 pixels: another WebP version may differ so far


def test_the_same_code_draws_the_same_pixels():
    slug = "the-slow-lead"
    first, again = (draw.HEROES[slug]().finished().tobytes() for _ in range(2))
    assert first == again


def test_the_marks_are_those_that_are_drawn(tmp_path):
    draw.draw_marks(tmp_path, tmp_path)
    for kept in (SAMPLES / "images" / "logo.png", STATIC / "apple-touch-icon.png"):
        with Image.open(kept) as one, Image.open(tmp_path / kept.name) as other:
            assert ImageChops.difference(one, other).getbbox() is None
    svg = (STATIC / "favicon.svg").read_text(encoding="utf-8")
    assert svg == draw.mark_svg()


def test_the_icons_have_the_sizes_that_browsers_ask_for():
    with Image.open(STATIC / "favicon.ico") as icon:
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    with Image.open(STATIC / "apple-touch-icon.png") as icon:
        assert (icon.size, icon.mode) == ((180, 180), "RGB")
    with Image.open(SAMPLES / "images" / "logo.png") as logo:
        assert (logo.size, logo.mode) == ((512, 512), "RGBA")
