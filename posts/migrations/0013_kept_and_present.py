import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0012_what_changed_in_a_revision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="autosave",
            name="autosave_once_a_user_and_post",
        ),
        migrations.RemoveConstraint(
            model_name="autosave",
            name="autosave_once_a_user_of_a_new_post",
        ),
        migrations.RemoveConstraint(
            model_name="post",
            name="post_has_a_title",
        ),
        migrations.AddField(
            model_name="autosave",
            name="page",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="autosave",
            name="set_aside_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="presence",
            name="opened_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="presence",
            name="typed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="autosave",
            constraint=models.UniqueConstraint(
                condition=models.Q(("set_aside_at", None)),
                fields=("user", "post"),
                name="autosave_once_a_user_and_post",
            ),
        ),
        migrations.AddConstraint(
            model_name="autosave",
            constraint=models.UniqueConstraint(
                condition=models.Q(("post", None), ("set_aside_at", None)),
                fields=("user",),
                name="autosave_once_a_user_of_a_new_post",
            ),
        ),
        migrations.AddConstraint(
            model_name="autosave",
            constraint=models.UniqueConstraint(
                fields=("user", "post", "page"), name="autosave_once_a_page"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at", None), models.Q(("title", ""), _negated=True), _connector="OR"
                ),
                name="post_has_a_title",
                violation_error_message="Give the post a title.",
            ),
        ),
    ]
