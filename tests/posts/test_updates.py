"""What an update makes of rows that an earlier release wrote."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("posts", "0021_newest_images")]
AFTER = [("posts", "0024_rights_of_editors")]


@pytest.fixture
def migrate(transactional_db):
    """`migrate(targets)` leads the database there and returns its apps; at the end it is whole."""

    def lead(targets):
        executor = MigrationExecutor(connection)
        executor.migrate(targets)
        return executor.loader.project_state(targets).apps

    yield lead
    call_command("migrate", verbosity=0)


def test_parts_and_bylines_of_before_are_taken_along(migrate):
    apps = migrate(BEFORE)
    post_model = apps.get_model("posts", "Post")
    series = apps.get_model("posts", "Series").objects.create(name="A walk")
    parts = {"kept": (series, 7), "none": (series, 0), "far": (series, 1000), "alone": (None, 3)}
    for slug, (of, part) in parts.items():
        post_model.objects.create(title=slug, slug=slug, series=of, part=part)
    post = post_model.objects.get(slug="kept")
    person_model = apps.get_model("posts", "Person")
    for name in ("Zoe", "Ada", "Mia"):
        person = person_model.objects.create(name=name, slug=name.lower())
        apps.get_model("posts", "Authorship").objects.create(post=post, person=person)

    apps = migrate(AFTER)
    found = apps.get_model("posts", "Post").objects.values_list("slug", "part")
    assert dict(found) == {"kept": 7, "none": None, "far": None, "alone": None}
    byline = apps.get_model("posts", "Authorship").objects.order_by("position")
    assert list(byline.values_list("person__name", "position")) == [
        ("Ada", 0),
        ("Mia", 1),
        ("Zoe", 2),
    ]
