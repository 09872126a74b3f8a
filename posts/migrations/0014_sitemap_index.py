from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0013_kept_and_present"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=[
                    "canonical_url",
                    "id",
                    "published_at",
                    "unpublish_at",
                    "updated_at",
                    "noindex",
                ],
                name="post_for_sitemaps",
            ),
        ),
    ]
