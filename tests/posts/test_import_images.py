"""The images that texts name: found beside them or under --media, taken in once."""

import pytest

from posts.models import Image, Post
from tests.factories import picture_bytes
from tests.posts.test_import import run, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    return folder


def hero(folder, address, **options):
    write(folder, "posts/tea.md", f"---\ntitle: Tea\nimage: {address}\n---\nText.\n")
    report, code = run(folder, **options)
    assert code == 0, report
    return Post.objects.get().hero_image


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("cup.jpg", "posts/cup.jpg"),
        ("./cup.jpg", "posts/cup.jpg"),
        ("images/cup.jpg", "posts/images/cup.jpg"),
        ("../images/cup.jpg", "images/cup.jpg"),
        ("/media/cup.jpg", "posts/cup.jpg"),
        ("/media/cup.jpg", "posts/images/cup.jpg"),
        ("/media/cup.jpg", "media/cup.jpg"),
        ("/assets/2025/cup.jpg", "static/assets/2025/cup.jpg"),
        ("/assets/2025/cup.jpg", "public/2025/cup.jpg"),
        ("my%20cup.jpg", "posts/my cup.jpg"),
        ("cup.jpg?width=600", "posts/cup.jpg"),
        ("{src: cup.jpg, alt: A cup}", "posts/cup.jpg"),
        ("[cup.jpg, pot.jpg]", "posts/cup.jpg"),
    ],
)
def test_a_hero_is_found(folder, address, place):
    write(folder, place, picture_bytes())
    assert hero(folder, address) is not None


def test_a_hero_is_found_under_media_by_its_name(folder, tmp_path):
    write(tmp_path, "pictures/deep/cup.jpg", picture_bytes())
    assert hero(folder, "/wp-content/uploads/cup.jpg", media=[tmp_path / "pictures"]) is not None


def test_a_dry_run_says_of_pictures_what_the_run_says(folder):
    write(folder, "cup.jpg", picture_bytes())
    write(folder, "pot.jpg", b"no picture")
    body = "![](cup.jpg)\n\n![](pot.jpg)\n\n![](lid.jpg)\n"
    write(folder, "tea.md", f"---\ntitle: Tea\nimage: cup.jpg\n---\nText.\n\n{body}")
    for _time in range(2):  # new, and the same with a picture still missing
        planned, _code = run(folder, dry_run=True)
        assert not Image.objects.filter(name="pot.jpg").exists()
        done, _code = run(folder)
        assert planned.splitlines()[:-1] == done.splitlines()[:-1]


def test_a_picture_of_the_same_name_elsewhere_is_not_taken(folder):
    write(folder, "other/cup.jpg", picture_bytes())
    assert hero(folder, "/media/cup.jpg") is None


def test_a_hero_has_the_words_that_the_file_gives(folder):
    write(folder, "cup.jpg", picture_bytes())
    write(
        folder,
        "tea.md",
        "---\ntitle: Tea\nimage: cup.jpg\nimage_alt: A cup\nimage_credit: Bo\n---\nText.\n",
    )
    run(folder)
    image = Image.objects.get()
    assert (image.name, image.alt, image.credit) == ("cup.jpg", "A cup", "Bo")


def test_a_hero_on_another_site_is_reported(folder):
    write(folder, "tea.md", "---\ntitle: Tea\nimage: https://example.com/cup.jpg\n---\nText.\n")
    report, code = run(folder)
    assert "The hero image is on another site, https://example.com/cup.jpg: not shown." in report
    assert code == 0


@pytest.mark.parametrize(
    "address", ["cup.jpg", "images/cup.jpg", "/img/cup.jpg", "/media/cup.jpg"]
)
def test_an_image_in_the_text_is_shown_and_the_text_stays_as_written(folder, address):
    write(folder, "cup.jpg", picture_bytes())
    write(folder, "tea.md", f"# Tea\n\n![A cup]({address})\n")
    run(folder)
    post = Post.objects.get()
    assert post.body == f"![A cup]({address})\n"
    assert Image.objects.get().as_picture().url in post.body_html
    assert Image.objects.get().alt == "A cup"


def test_an_image_in_the_text_that_came_later_is_shown(folder):
    write(folder, "tea.md", "# Tea\n\n![A cup](cup.jpg)\n")
    run(folder)
    write(folder, "cup.jpg", picture_bytes())
    report, _code = run(folder)
    assert report.startswith("changed")
    assert "<img" in Post.objects.get().body_html


@pytest.mark.parametrize("address", ["cup.jpg", "/img/cup.jpg", "/media/cup.jpg"])
def test_a_missing_image_in_the_text_is_reported_and_no_broken_picture_shown(folder, address):
    write(folder, "tea.md", f"# Tea\n\n![A cup]({address})\n")
    report, _code = run(folder)
    assert f"The image {address} is neither beside the text nor under --media" in report
    assert "<img" not in Post.objects.get().body_html


def test_a_broken_image_is_taken_once_it_is_mended(folder):
    write(folder, "cup.jpg", picture_bytes()[:300])
    write(folder, "tea.md", "---\ntitle: Tea\nimage: cup.jpg\n---\nText.\n")
    assert "The image cup.jpg was not taken: " in run(folder)[0]
    assert "The image cup.jpg was not taken: " in run(folder)[0]
    write(folder, "cup.jpg", picture_bytes())
    run(folder)
    assert Post.objects.get().hero_image is not None


def test_images_of_other_sites_become_links_and_are_named(folder):
    """Pages load nothing from elsewhere: an image of another site would stay broken."""
    write(folder, "tea.md", '# Tea\n\n![A cup](https://example.com/cup.jpg "Tea")\n')
    report, _code = run(folder)
    assert "https://example.com/cup.jpg is not shown: it is on another site" in report
    html = Post.objects.get().body_html
    assert '<a href="https://example.com/cup.jpg" rel="noopener">A cup</a> Tea' in html
    assert "<img" not in html


def test_one_image_in_two_texts_is_kept_once(folder):
    write(folder, "cup.jpg", picture_bytes())
    write(folder, "a.md", "---\ntitle: A\nimage: cup.jpg\n---\nText.\n")
    write(folder, "b.md", "---\ntitle: B\nimage: cup.jpg\n---\nText.\n")
    run(folder)
    assert Image.objects.get().hero_posts.count() == 2
