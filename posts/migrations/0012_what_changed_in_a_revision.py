import hashlib
import json

from django.db import migrations, models


def name_states(apps, schema_editor):
    """Give the revisions that are there the digests that new ones get."""
    revisions = apps.get_model("posts", "Revision").objects.filter(digest="")
    for revision in revisions.only("state").iterator(chunk_size=200):
        text = json.dumps(revision.state, sort_keys=True)
        digest = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
        revisions.filter(pk=revision.pk).update(digest=digest)


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0011_former_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="added",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="revision",
            name="changed",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="revision",
            name="digest",
            field=models.CharField(blank=True, editable=False, max_length=24),
        ),
        migrations.AddField(
            model_name="revision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("saved", "Saved"),
                    ("published", "Published"),
                    ("unpublished", "Unpublished"),
                    ("imported", "Imported"),
                    ("discarded", "Changes discarded"),
                    ("restored", "Restored"),
                ],
                default="saved",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="name",
            field=models.CharField(
                blank=True,
                help_text="What you will know it by, such as: before the legal review.",
                max_length=120,
                verbose_name="name",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="removed",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(name_states, migrations.RunPython.noop, elidable=True),
    ]
