import re
from urllib.parse import unquote

from django.db import migrations

ADDRESS = re.compile(r"/media/([^\s()<>\"']+)")


def note_earlier_uses(apps, schema_editor):
    """Note which images the revisions of each post show, for sites that have some already."""
    alias = schema_editor.connection.alias
    images, revisions, earlier_uses = (
        apps.get_model("posts", name).objects.using(alias)
        for name in ("Image", "Revision", "EarlierUse")
    )
    named = {}
    for pk, name, rendered in images.order_by("created_at", "pk").values_list(
        "pk", "name", "rendered"
    ):
        named |= dict.fromkeys([name, *(one["name"] for one in rendered)], pk)
    keys = set(named.values())
    if not keys:
        return
    shown = set()
    for post, state in revisions.order_by().values_list("post", "state").iterator(chunk_size=200):
        found = {state.get("hero_image_id")}
        for path in ADDRESS.findall(state.get("body") or ""):
            path = unquote(path)
            found.add(named.get(path) or named.get(path.rpartition("/")[2]))
        shown |= {(post, image) for image in found & keys}
    earlier_uses.bulk_create(
        [earlier_uses.model(post_id=post, image_id=image) for post, image in sorted(shown)],
        ignore_conflicts=True,
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("posts", "0018_images_at_the_desk")]

    operations = [migrations.RunPython(note_earlier_uses, migrations.RunPython.noop)]
