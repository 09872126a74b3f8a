from django.db import migrations, models

import cms.languages


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0005_preferences"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sitesettings",
            name="language",
            field=models.CharField(
                choices=cms.languages.language_choices,
                default="en",
                help_text="What your posts are written in; Lodestone's own words are shown in it too.",
                max_length=10,
                verbose_name="language",
            ),
        ),
    ]
