from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="image",
            name="rendered",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AlterField(
            model_name="image",
            name="name",
            field=models.CharField(
                blank=True,
                db_index=True,
                help_text="What the file was called when it came; imports find it by this.",
                max_length=200,
                verbose_name="file name",
            ),
        ),
        migrations.DeleteModel(name="Rendition"),
    ]
