import django.db.models.deletion
from django.db import migrations, models

# The rows of the old table, which held no dates.
COPY = """
INSERT INTO posts_authorship (post_id, person_id, published_at, unpublish_at)
SELECT old.post_id, old.person_id, post.published_at, post.unpublish_at
FROM posts_post_authors AS old JOIN posts_post AS post ON post.id = old.post_id ORDER BY old.id
"""
DROP = "DROP TABLE posts_post_authors"


class Migration(migrations.Migration):
    dependencies = [("posts", "0008_covering_indexes")]

    operations = [
        migrations.CreateModel(
            name="Authorship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("unpublish_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authorships",
                        to="posts.person",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authorships",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "authorship",
                "verbose_name_plural": "authorships",
                "indexes": [
                    models.Index(
                        fields=["person", "-published_at", "-post", "unpublish_at"],
                        name="authorship_newest_of_a_person",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("post", "person"), name="authorship_once_a_post_and_person"
                    )
                ],
            },
        ),
        migrations.RunSQL([COPY, DROP], elidable=False),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="post",
                    name="authors",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="posts",
                        through="posts.Authorship",
                        to="posts.person",
                        verbose_name="authors",
                    ),
                )
            ]
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                (
                    "description",
                    models.TextField(
                        blank=True,
                        help_text="A sentence or two, shown with the list of parts.",
                        verbose_name="description",
                    ),
                ),
            ],
            options={
                "verbose_name": "series",
                "verbose_name_plural": "series",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(name=""),
                        name="series_has_a_name",
                        violation_error_message="Give the series a name.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="post",
            name="series",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="posts",
                to="posts.series",
                verbose_name="series",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="part",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Its number in the series. Left empty, the parts follow their dates.",
                null=True,
                verbose_name="part",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="language",
            field=models.CharField(
                blank=True,
                help_text="Only if it is not the site's: its code, such as de or pt-br.",
                max_length=35,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="translation_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="translations",
                to="posts.post",
                verbose_name="translation of",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(translation_of=None) | ~models.Q(translation_of=models.F("id")),
                name="post_translates_another",
                violation_error_message="A post can't be its own translation.",
            ),
        ),
    ]
