"""The order in which a post names its authors: as a file or an editor gave it, everywhere."""

import json
import re
from importlib import import_module
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from posts.exporting.check import differences
from posts.models import Authorship, Post, Revision, WorkingCopy
from posts.three_way import is_same, merge
from tests.factories import make_draft, make_editor, make_person, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Neither their names nor their numbers are in the order of a byline."""
    return [make_person(name=name, slug=name.lower()) for name in ("Mia", "Ada", "Zoe")]


@pytest.fixture
def byline(people):
    mia, ada, zoe = people
    return [zoe, mia, ada]


@pytest.fixture
def desk(client):
    client.force_login(make_editor())
    return client


def slugs(post: Post) -> list[str]:
    return [person.slug for person in Post.objects.get(pk=post.pk).shown_authors]


def test_names_authors_in_the_order_given(byline):
    post = make_post(authors=byline)
    assert slugs(post) == ["zoe", "mia", "ada"]
    assert post.snapshot()["authors"] == ["zoe", "mia", "ada"]
    post.name_authors(byline[::-1])
    assert slugs(post) == ["ada", "mia", "zoe"]
    post.name_authors(byline[:2])
    assert slugs(post) == ["zoe", "mia"]


def test_who_is_added_comes_last(byline):
    zoe, mia, ada = byline
    post = make_post(authors=[zoe, mia])
    post.authors.add(ada)
    assert slugs(post) == ["zoe", "mia", "ada"]


def test_every_place_names_them_in_this_order(client, byline):
    make_post(slug="one", authors=byline)
    page = client.get("/posts/one/").content.decode()
    assert re.findall(r'rel="author" href="/authors/(\w+)/">', page)[:3] == ["zoe", "mia", "ada"]
    assert re.findall(r'property="article:author" content="[^"]*/authors/(\w+)/"', page) == [
        "zoe",
        "mia",
        "ada",
    ]
    graph = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.S)[1])["@graph"]
    article = next(node for node in graph if node["@type"] == "BlogPosting")
    assert [person["name"] for person in article["author"]] == ["Zoe", "Mia", "Ada"]
    atom = client.get("/feed.xml").content.decode()
    assert re.findall(r"<author><name>(\w+)", atom)[:3] == ["Zoe", "Mia", "Ada"]
    item = client.get("/feed.json").json()["items"][0]
    assert [person["name"] for person in item["authors"]] == ["Zoe", "Mia", "Ada"]
    text = client.get("/posts/one.md").content.decode()
    assert text.index("Zoe") < text.index("Mia") < text.index("Ada")


def test_a_file_gives_the_order_and_gets_it_back(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    source = "---\ntitle: A\nauthors: [Zoe, Mia, Ada]\n---\nText.\n"
    (folder / "a.md").write_text(source)
    call_command("import_posts", str(folder), stdout=StringIO())
    post = Post.objects.get()
    assert [person.name for person in post.shown_authors] == ["Zoe", "Mia", "Ada"]
    call_command("export_posts", str(out), stdout=StringIO())
    assert (out / "a.md").read_text() == source
    (folder / "a.md").write_text(source.replace("Zoe, Mia, Ada", "Ada, Zoe, Mia"))
    call_command("import_posts", str(folder), stdout=StringIO())
    assert slugs(post) == ["ada", "zoe", "mia"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("authors: [Zoe, Mia]", "authors: [Mia, Zoe]"),
        ("author: Zoe, Mia", "author: Mia, Zoe"),
        ("authors:\n  - Zoe\n  - Mia", "authors:\n  - Mia\n  - Zoe"),
    ],
)
def test_an_edited_order_is_written_into_the_file(tmp_path, before, after):
    source = f"---\ntitle: A\n{before}\n---\nText.\n"
    (tmp_path / "a.md").write_text(source)
    call_command("import_posts", str(tmp_path), stdout=StringIO())
    post = Post.objects.get()
    post.name_authors(post.shown_authors[::-1])
    post.save()
    out = tmp_path / "out"
    call_command("export_posts", str(out), stdout=StringIO())
    assert (out / "a.md").read_text() == source.replace(before, after)


def test_an_export_makes_a_site_with_the_same_bylines(tmp_path, byline):
    make_post(authors=byline)
    call_command("export_posts", str(tmp_path / "out"), stdout=StringIO())
    assert list(differences(tmp_path / "out")) == []


def test_the_form_shows_who_is_named_first_and_sends_the_order(desk, byline):
    zoe, mia, ada = byline
    other = make_person(name="Abe")
    post = make_draft(authors=[zoe, mia])
    address = reverse("admin:posts_post_change", args=[post.pk])
    html = desk.get(address).content.decode()
    ticks = re.findall(r'name="authors" value="(\d+)"', html)
    assert ticks == [str(person.pk) for person in (zoe, mia, other, ada)]
    form = desk.get(address).context["adminform"].form
    values = {name: form[name].value() or "" for name in form.fields}
    sent = values | {"authors": [mia.pk, zoe.pk], "opened": "", "hero_upload": "", "pictures": ""}
    assert desk.post(address, sent).status_code == 302
    assert slugs(post) == ["mia", "zoe"]
    assert post.revisions.get().state["authors"] == ["mia", "zoe"]


def test_saved_changes_hold_an_order_that_readers_get_with_them(byline):
    zoe, mia, _ada = byline
    post = make_post(authors=[zoe, mia])
    state = post.stored() | {"authors": ["mia", "zoe", "ada"]}
    copy = WorkingCopy.objects.keep(post, state)
    assert slugs(post) == ["zoe", "mia"]
    copy.publish()
    assert slugs(post) == ["mia", "zoe", "ada"]
    assert Revision.objects.filter(post=post).first().state["authors"] == ["mia", "zoe", "ada"]


def test_an_order_that_one_side_changed_is_kept_in_a_merge():
    base, mine, theirs = ["a", "b"], ["b", "a", "c"], ["a", "b", "d"]
    states = [{"authors": names} for names in (base, mine, theirs)]
    assert merge(*states) == ({"authors": ["b", "a", "c", "d"]}, [])
    assert merge(states[0], states[2], states[1]) == ({"authors": ["b", "a", "c", "d"]}, [])
    assert not is_same({"authors": ["a", "b"]}, {"authors": ["b", "a"]})


def test_the_migration_leaves_them_as_readers_saw_them(byline):
    post = make_post(authors=byline)
    Authorship.objects.update(position=0)
    migration = import_module("posts.migrations.0022_bylines_in_order")
    with connection.cursor() as cursor:
        cursor.execute(migration.AS_SHOWN)
    assert slugs(post) == ["ada", "mia", "zoe"]
