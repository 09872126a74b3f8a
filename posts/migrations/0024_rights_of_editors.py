from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

# The group that a new site gets, and the rooms it has had rights in since the first such site.
NAME = "Editors"
FIRST = {"image", "page", "person", "post", "redirect", "tag"}
NOW = FIRST | {"importedfile", "series", "snippet"}
DEEDS = {"add", "change", "delete", "view"}


def bring(apps, schema_editor):
    """
    Let a group that still has just what it was once given have what new sites give.

    One that somebody gave more or less is left alone: it is theirs.
    """
    alias = schema_editor.connection.alias
    Group = apps.get_model("auth", "Group")
    group = Group.objects.using(alias).filter(name=NAME).first()
    if group is None:
        return
    has = set(group.permissions.values_list("content_type__app_label", "codename"))
    rooms = {codename.partition("_")[2] for _label, codename in has}
    whole = {("posts", f"{deed}_{room}") for deed in DEEDS for room in rooms}
    if has != whole or not FIRST <= rooms <= NOW:
        return
    # Those of this update are made after all migrations else.
    create_permissions(installed.get_app_config("posts"), verbosity=0, using=alias)
    Permission = apps.get_model("auth", "Permission")
    theirs = Permission.objects.using(alias).filter(
        content_type__app_label="posts",
        codename__in=[f"{deed}_{room}" for deed in DEEDS for room in NOW],
    )
    group.permissions.set(theirs)


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0023_rules_of_parts"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
