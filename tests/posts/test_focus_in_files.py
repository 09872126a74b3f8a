"""The focal point of a hero image in a post's own file."""

import pytest
from django.core.files.base import ContentFile

from posts.models import Image, Post
from tests.factories import make_post, picture_bytes
from tests.posts.test_export import export, import_posts, write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "focus"),
    [
        ("30 60", (30, 60)),
        ("0% 100%", (0, 100)),
        ("[30, 60]", (30, 60)),
        ("101 5", (50, 50)),
        ("left", (50, 50)),
    ],
)
def test_a_file_says_where_its_hero_is_cut(tmp_path, written, focus):
    write(tmp_path, "hero.jpg", picture_bytes())
    source = f"---\ntitle: A\nimage: hero.jpg\nimage_focus: {written}\n---\nText.\n"
    write(tmp_path, "a.md", source)
    import_posts(tmp_path)
    assert Image.objects.get().focus == focus
    out = tmp_path / "out"
    export(out)
    assert (out / "a.md").read_text() == source


def test_a_post_of_the_site_writes_it_and_another_site_reads_it(tmp_path):
    image = Image.objects.add(
        ContentFile(picture_bytes(), name="a.jpg"), focal_x=10, focal_y=90, alt="A field"
    )
    make_post(slug="a", hero_image=image)
    export(tmp_path / "out")
    assert "image_focus: 10 90\n" in (tmp_path / "out" / "a.md").read_text()
    Post.objects.all().delete()
    Image.objects.all().delete()
    import_posts(tmp_path / "out")
    assert Post.objects.get().hero_image.focus == (10, 90)


def test_what_an_editor_chose_stays(tmp_path):
    write(tmp_path, "hero.jpg", picture_bytes())
    write(tmp_path, "a.md", "---\ntitle: A\nimage: hero.jpg\nimage_focus: 30 60\n---\nText.\n")
    import_posts(tmp_path)
    Image.objects.update(focal_x=70, focal_y=20)
    write(tmp_path, "a.md", "---\ntitle: B\nimage: hero.jpg\nimage_focus: 30 60\n---\nText.\n")
    import_posts(tmp_path)
    assert Image.objects.get().focus == (70, 20)
