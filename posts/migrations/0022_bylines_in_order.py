from django.db import migrations, models

# Authors stood by their names: so they stay until somebody says otherwise.
AS_SHOWN = """
UPDATE posts_authorship SET position = (
    SELECT COUNT(*) FROM posts_authorship AS other
    JOIN posts_person AS before ON before.id = other.person_id
    JOIN posts_person AS itself ON itself.id = posts_authorship.person_id
    WHERE other.post_id = posts_authorship.post_id
        AND (before.name < itself.name OR (before.name = itself.name AND before.id < itself.id))
)
"""


class Migration(migrations.Migration):
    dependencies = [("posts", "0021_newest_images")]

    operations = [
        migrations.AddField(
            model_name="authorship",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
            preserve_default=False,
        ),
        migrations.RunSQL(AS_SHOWN, migrations.RunSQL.noop),
    ]
