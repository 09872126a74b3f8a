"""`export_posts --check` and `import_site`: an export is the whole site."""

import io
import re
import shutil
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from cms.models import MenuItem, SiteSettings
from posts.exporting import check
from posts.exporting.site import Export
from posts.exporting.zipped import zipped
from posts.models import (
    FormerFile,
    Image,
    ImportedFile,
    Page,
    Person,
    Post,
    Redirect,
    Tag,
    WorkingCopy,
)
from tests.factories import (
    make_draft,
    make_page,
    make_person,
    make_post,
    make_scheduled,
    make_unpublished,
    picture_bytes,
)
from tests.posts.test_export import KETTLE, export, import_posts, write

pytestmark = pytest.mark.django_db
SAME = "Imported into an empty site, this is the same site.\n"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def add_image(name, colour="teal", **facts):
    data = picture_bytes(320, 200, colour=colour)
    return Image.objects.add(ContentFile(data), name=name, **facts)


def make_a_site(folder):
    """One of everything, imported, edited and written here."""
    logo, face, hero = (add_image(f"{one}.jpg", one) for one in ("red", "blue", "green"))
    site = SiteSettings.objects.create(
        pk=1, name="Kettles", logo=logo, accent="#123456", time_zone="Europe/Berlin"
    )
    MenuItem.objects.create(settings=site, label="About", address="/about/", position=7)
    Tag.objects.create(name="Steam", slug="steam", description="What rises.")
    ada = make_person(name="Ada Kettle", slug="ada", bio="Pours.", picture=face)
    write(folder, "deep/kettle.md", KETTLE)
    write(folder, "toml.md", '+++\ntitle = "T"\ndate = 2025-01-02\ntags = ["steam"]\n+++\nText.\n')
    write(folder, "json.md", '{"title": "J", "draft": true, "date": "2025-01-02"}\n\nText.\n')
    write(folder, "page.txt", "A page\n\nOne.\n\nLeave a comment\n")
    write(folder, "pic.md", "---\ntitle: P\nimage: p.png\nimage_alt: Words\n---\n![x](q.png)\n")
    for name, colour in (("p", "black"), ("q", "white")):
        write(folder, f"{name}.png", picture_bytes(colour=colour, kind="PNG"))
    import_posts(folder)
    post = Post.objects.get(slug="toml")
    post.slug, post.title, post.hero_image = "new-address", "Now: “this” & 'that'", hero
    post.save()
    Post.objects.get(slug="json").publish()
    make_post(slug="written", tags=["Steam", "tea"], authors=[ada], hero_image=hero, noindex=True)
    make_post(slug="in-text", body="See ![it](/media/green.jpg).\n", front_matter={"a": [1, {}]})
    make_draft(slug="draft", body="")
    make_scheduled(slug="later")
    make_unpublished(slug="over")
    make_page(slug="about", title="About us", body="# About us\n\nText.")
    make_post(slug="topics", tags=["tea", "Steam", "cups"], authors=[make_person(name="Zoe"), ada])
    Redirect.objects.point("/old/", "/posts/written/")
    tag = Tag.objects.get(name="cups")
    tag.name, tag.slug = "Mugs", "mugs"
    tag.save()
    picture = add_image("before.jpg", "pink", alt="Before", focal_x=10, credit="Ada")
    picture.make_renditions()
    picture.replace(ContentFile(picture_bytes(colour="purple"), name="after.jpg"))
    Image.objects.filter(pk=picture.pk).update(alt="", decorative=True)


def test_a_whole_site_is_the_same_after_it_went_out_and_in(tmp_path):
    make_a_site(tmp_path / "texts")
    report, code = export_check()
    assert report.endswith(SAME), report
    assert code == 0


def export_check(**options):
    report, code = io.StringIO(), 0
    try:
        call_command("export_posts", check=True, stdout=report, **options)
    except SystemExit as ended:
        code = ended.code
    return report.getvalue(), code


def test_what_differs_is_named(out, monkeypatch):
    """Here the site goes on changing between the export and the comparison."""
    post, gone = make_post(slug="a", title="A"), make_post(slug="b")
    make_page(slug="about")
    Redirect.objects.point("/old/", "/posts/a/")
    taken_in = check._import

    def change_then_import(*arguments):
        yield from taken_in(*arguments)
        post.title, post.published_at = "Other", datetime(2020, 1, 1, tzinfo=UTC)
        post.save()
        post.tags.add("new")
        gone.delete()
        make_post(slug="c")
        Page.objects.update(body="Other.")
        Redirect.objects.all().delete()
        Redirect.objects.point("/older/", "/posts/a/")

    monkeypatch.setattr(check, "_import", change_then_import)
    report, code = export_check()
    assert report.splitlines()[-6:] == [
        "/posts/a/ differs: published at, tags, title.",
        "/posts/c/ is missing.",
        "The page /about/ differs.",
        "The redirect /old/ is one too many.",
        "The redirect /older/ is missing.",
        "The tag new is missing.",
    ]
    assert code == 1


def test_needs_a_folder_or_a_check():
    with pytest.raises(CommandError, match="Name a folder to export into, or use --check"):
        call_command("export_posts")


class TestImportSite:
    def run(self, folder):
        report, code = io.StringIO(), 0
        try:
            call_command("import_site", str(folder), stdout=report)
        except SystemExit as ended:
            code = ended.code
        return report.getvalue(), code

    def test_brings_a_deleted_site_back(self, out, tmp_path):
        make_a_site(tmp_path / "texts")
        export(out)
        before = {post.slug: post.snapshot() for post in Post.objects.all()}
        for model in (Post, Page, Redirect, Tag, Person, MenuItem, SiteSettings, Image):
            model.objects.all().delete()
        report, code = self.run(out)
        assert code == 0, report
        after = {post.slug: post.snapshot() for post in Post.objects.all()}
        assert after.keys() == before.keys()
        assert after["written"]["tags"] == ["Steam", "tea"]
        assert Page.objects.get().body == "# About us\n\nText."
        assert Person.objects.get(slug="ada").picture.name == "blue.jpg"
        assert SiteSettings.load().logo.name == "red.jpg"
        assert SiteSettings.load().header_menu[0].address == "/about/"
        assert Redirect.objects.target("/posts/toml/") == "/posts/new-address/"
        assert set(ImportedFile.objects.values_list("path", flat=True)) >= {"deep/kettle.md"}

    def test_keeps_old_addresses_of_pictures_and_tags(self, out, tmp_path, client, settings):
        make_a_site(tmp_path / "texts")
        former = FormerFile.objects.get()
        name = former.image.former_names.filter(name__contains="/").first().name
        page = Page.objects.get()
        Page.objects.update(updated_at=datetime(2025, 1, 2, tzinfo=UTC))
        order = [tag.name for tag in Post.objects.get(slug="topics").shown_tags]
        export(out)
        for model in (Post, Page, Redirect, Tag, Person, MenuItem, SiteSettings, Image):
            model.objects.all().delete()
        shutil.rmtree(settings.MEDIA_ROOT)
        assert client.get(f"/media/{name}").status_code == 404
        report, code = self.run(out)
        assert code == 0, report
        moved = client.get(f"/media/{name}")
        assert (moved.status_code, moved["Location"][:14]) == (302, "/media/images/")
        again = FormerFile.objects.get()
        assert again.content_hash == former.content_hash
        assert {word: getattr(again, word) for word in FormerFile.WORDS} == {
            word: getattr(former, word) for word in FormerFile.WORDS
        }
        again.image.put_back(again)
        assert again.image.alt == "Before"
        assert client.get("/tags/cups/")["Location"] == "/tags/mugs/"
        assert Tag.objects.known_as("cups").name == "Mugs"
        assert [tag.name for tag in Post.objects.get(slug="topics").shown_tags] == order
        assert Page.objects.get(slug=page.slug).updated_at == datetime(2025, 1, 2, tzinfo=UTC)

    def test_takes_the_zip_that_editors_get(self, tmp_path):
        make_a_site(tmp_path / "texts")
        posts = Post.objects.count()
        packed = tmp_path / "site.zip"
        packed.write_bytes(b"".join(zipped(Export().files(), datetime(2026, 1, 2, tzinfo=UTC))))
        for model in (Post, Page, Redirect, Tag, Person, MenuItem, SiteSettings, Image):
            model.objects.all().delete()
        report, code = self.run(packed)
        assert code == 0, report
        assert (Post.objects.count(), Page.objects.get().slug) == (posts, "about")
        whole = packed.read_bytes()
        text = next(one for one in ZipFile(packed).infolist() if one.compress_type == ZIP_DEFLATED)
        begins = text.header_offset + 30 + len(text.filename)
        for damaged in (whole[:-40], whole[:begins] + b"\xff" * 9 + whole[begins + 9 :]):
            packed.write_bytes(damaged)
            with pytest.raises(CommandError, match="The zip can't be read"):
                self.run(packed)

    def test_brings_what_no_file_says(self, out):
        sams = [make_person(name="Sam", slug=slug) for slug in ("sam", "sam-2")]
        make_post(slug="by-the-other", authors=[make_person(name="Ada"), sams[1], sams[0]])
        end = datetime(2031, 2, 3, tzinfo=UTC)
        make_draft(title="", body="One line", unpublish_at=end)
        older, newer = (add_image("one.jpg", colour) for colour in ("red", "blue"))
        pictured = make_post(body="![Which](/media/one.jpg)")
        assert pictured.uses.get().image == newer
        SiteSettings.objects.create(pk=1, logo=older)
        working_copy = pictured.stored() | {"title": "Other"}
        WorkingCopy.objects.keep(pictured, working_copy)
        report, _code = export_check()
        assert report.endswith(SAME), report
        assert "It has saved changes that readers don't see yet" in report
        export(out)
        for model in (Post, Person, SiteSettings, Image):
            model.objects.all().delete()
        assert self.run(out)[1] == 0
        slugs = [person.slug for person in Post.objects.get(slug="by-the-other").shown_authors]
        assert slugs[1:] == ["sam-2", "sam"]
        draft = Post.objects.drafts().get()
        assert (draft.title, draft.body, draft.unpublish_at) == ("", "One line", end)
        again = Post.objects.get(slug=pictured.slug).uses.get().image
        assert again.content_hash == newer.content_hash

    def test_takes_tags_that_are_there_under_another_address(self, out):
        make_post(tags=["Tea"])
        export(out)
        Post.objects.all().delete()
        Tag.objects.update(name="tea", slug="drink")
        report, code = self.run(out)
        assert code == 0, report
        assert list(Tag.objects.values_list("name", "slug")) == [("tea", "drink")]

    def test_leaves_what_is_there(self, out):
        make_page(slug="about", title="About", body="Old.")
        make_post(slug="a", body="Old.")
        export(out)
        Page.objects.update(body="New.")
        Post.objects.update(body="New.")
        report, code = self.run(out)
        assert Page.objects.get().body == Post.objects.get().body == "New."
        assert "is that of a post written on the site" in report
        assert code == 1

    def test_goes_on_after_a_page_whose_date_is_none(self, out):
        make_page(slug="about")
        make_page(slug="legal")
        export(out)
        Page.objects.all().delete()
        (file,) = out.rglob("about.md")
        text = re.sub("updated: .*", "updated: soon", file.read_text())
        file.write_text(text)
        report, code = self.run(out)
        assert (code, Page.objects.get().slug) == (1, "legal")
        assert "refused" in report

    def test_wants_an_export(self, tmp_path):
        with pytest.raises(CommandError, match=r"holds no site\.yaml"):
            self.run(tmp_path)

    @pytest.mark.parametrize(
        ("name", "text", "sentence"),
        [
            ("site.yaml", "a: [", "site.yaml can't be read"),
            ("site.yaml", "a: " + "[" * 5000, "site.yaml can't be read"),
            ("site.yaml", "- a", "site.yaml does not hold what"),
            ("people.yaml", "- {name: A, slug: a, picture: ../../secret.png}", "lies outside"),
        ],
    )
    def test_says_what_it_can_t_read(self, tmp_path, name, text, sentence):
        write(tmp_path, "site.yaml", "settings: {}")
        write(tmp_path, name, text)
        with pytest.raises(CommandError, match=sentence):
            self.run(tmp_path)


def test_pages_of_an_export_are_no_posts(out):
    make_page(slug="about")
    make_post(slug="a")
    export(out)
    Post.objects.all().delete()
    import_posts(out)
    assert Post.objects.get().slug == "a"
