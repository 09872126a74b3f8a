import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0014_sitemap_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Snippet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="What editors find it by. Readers don't see it.",
                        max_length=120,
                        unique=True,
                        verbose_name="name",
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        blank=True,
                        help_text="What texts call it by. Left empty, it is made from the name. Texts that use an old one go on working.",
                        max_length=100,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[\\w-]+\\Z",
                                "Use letters, digits, hyphens and underscores only, such as what-is-a-lead.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                ("body", models.TextField(blank=True, max_length=20000, verbose_name="text")),
                (
                    "updated_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="updated at",
                    ),
                ),
            ],
            options={
                "verbose_name": "snippet",
                "verbose_name_plural": "snippets",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("slug", ""), _negated=True),
                        ),
                        name="snippet_has_a_name_and_a_slug",
                        violation_error_message="Give the snippet a name.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(max_length=100, unique=True, verbose_name="short name")),
                (
                    "snippet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="posts.snippet",
                    ),
                ),
            ],
            options={
                "verbose_name": "former short name",
                "verbose_name_plural": "former short names",
                "ordering": ["pk"],
            },
        ),
    ]
