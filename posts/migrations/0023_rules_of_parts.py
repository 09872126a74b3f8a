from django.db import migrations, models
from django.db.models import Q


def clean(apps, schema_editor):
    """A part without a series said nothing to readers; a number out of range stood nowhere."""
    Post = apps.get_model("posts", "Post")
    none_to_say = Q(series=None) | Q(part__lt=1) | Q(part__gt=999)
    Post.objects.using(schema_editor.connection.alias).exclude(part=None).filter(
        none_to_say
    ).update(part=None)


class Migration(migrations.Migration):
    dependencies = [("posts", "0022_bylines_in_order")]

    operations = [
        migrations.RunPython(clean, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=Q(part=None) | Q(part__gte=1, part__lte=999),
                name="post_part_from_1_to_999",
                violation_error_message="Write a whole number from 1 to 999.",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=Q(part=None) | ~Q(series=None),
                name="post_part_of_a_series",
                violation_error_message="A part needs a series: name it, or empty the part.",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["renderer_version"], name="post_renderer_version"),
        ),
    ]
