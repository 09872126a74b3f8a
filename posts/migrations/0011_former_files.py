import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0010_working_copies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(max_length=200, upload_to="originals", verbose_name="file"),
                ),
                ("content_hash", models.CharField(max_length=64, verbose_name="content hash")),
                ("width", models.PositiveIntegerField(verbose_name="width")),
                ("height", models.PositiveIntegerField(verbose_name="height")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="file name")),
                ("alt", models.CharField(blank=True, max_length=500, verbose_name="alt text")),
                ("credit", models.CharField(blank=True, max_length=200, verbose_name="credit")),
                ("focal_x", models.PositiveSmallIntegerField(default=50)),
                ("focal_y", models.PositiveSmallIntegerField(default=50)),
                (
                    "replaced_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="replaced at"
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_files",
                        to="posts.image",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "former file",
                "verbose_name_plural": "former files",
                "ordering": ["-replaced_at", "-pk"],
                "indexes": [
                    models.Index(fields=["content_hash"], name="former_file_content_hash")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("image", "content_hash"), name="former_file_once_an_image"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to="posts.image",
                    ),
                ),
            ],
            options={
                "verbose_name": "former name",
                "verbose_name_plural": "former names",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "image"), name="former_name_once_an_image"
                    )
                ],
            },
        ),
    ]
