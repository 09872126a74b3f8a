"""What the database holds of parts, and what an update makes of rows from before."""

from importlib import import_module
from io import StringIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from cms import first_run
from posts.models import Post, Series
from tests.factories import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def series():
    return Series.objects.create(name="A walk")


@pytest.mark.parametrize(
    ("part", "name", "sentence"),
    [
        (0, "A walk", "Write a whole number from 1 to 999."),
        (1000, "A walk", "Write a whole number from 1 to 999."),
        (1, None, "A part needs a series: name it, or empty the part."),
    ],
)
def test_a_part_is_a_number_in_a_series(series, part, name, sentence):
    post = make_post(series=series, part=1)
    post.part, post.series = part, series if name else None
    with pytest.raises(ValidationError, match=sentence):
        post.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(part=part, series=post.series)


def test_a_post_that_leaves_its_series_is_no_part(series):
    post = make_post(series=series, part=2)
    post.series = None
    post.save()
    assert Post.objects.get().part is None


def test_files_that_come_together_keep_their_parts(tmp_path):
    for number in (1, 2):
        text = f"---\ntitle: Walk {number}\nseries: Walks\npart: {number}\n---\nText.\n"
        (tmp_path / f"{number}.md").write_text(text)
    call_command("import_posts", str(tmp_path), stdout=StringIO())
    assert list(Post.objects.order_by("part").values_list("title", "part", "series__name")) == [
        ("Walk 1", 1, "Walks"),
        ("Walk 2", 2, "Walks"),
    ]


def editors(*codenames: str) -> Group:
    group = Group.objects.create(name="Editors")
    group.permissions.set(
        Permission.objects.filter(content_type__app_label="posts", codename__in=codenames)
    )
    return group


def rights(*rooms: str) -> list[str]:
    return [f"{deed}_{room}" for deed in ("add", "change", "delete", "view") for room in rooms]


def bring() -> set[str]:
    migration = import_module("posts.migrations.0024_rights_of_editors")
    migration.bring(apps, SimpleNamespace(connection=connection))
    return set(Group.objects.get().permissions.values_list("codename", flat=True))


FIRST = ("image", "page", "person", "post", "redirect", "tag")


@pytest.mark.parametrize("later", [(), ("importedfile",), ("importedfile", "series")])
def test_a_group_as_it_was_given_gets_what_new_sites_give(later):
    editors(*rights(*FIRST, *later))
    had = bring()
    Group.objects.all().delete()
    first_run.make_editors_group()
    assert had == set(Group.objects.get().permissions.values_list("codename", flat=True))


def test_a_group_that_somebody_changed_stays_theirs():
    less = [right for right in rights(*FIRST, "series") if right != "delete_post"]
    editors(*less)
    assert bring() == set(less)


def test_a_group_that_got_accounts_too_stays_theirs():
    group = editors(*rights(*FIRST))
    group.permissions.add(Permission.objects.get(codename="add_user"))
    assert bring() == {*rights(*FIRST), "add_user"}
