"""Rendering texts again when what they show has changed, while what an editor wrote has not."""

from urllib.parse import quote

from django.db import transaction
from django.db.models import Q

from posts.models import Image, Page, Post


def render_users_of(image: Image) -> int:
    """Render the posts and pages whose text shows the image; how many look different now."""
    return sum(
        render_again(model, pk)
        for model in (Post, Page)
        for pk in model.objects.filter(shows(image)).values_list("pk", flat=True)
    )


@transaction.atomic
def render_again(model: type[Post] | type[Page], pk: int) -> bool:
    """Make what is kept with a text anew, leaving version and dates; whether it changed."""
    text = model.objects.select_for_update().filter(pk=pk).first()
    if text is None:
        return False
    before = _rendered(text)
    text.render()
    after = _rendered(text)
    if after == before:
        return False
    model.objects.filter(pk=pk).update(**after)
    return True


def _rendered(text: Post | Page) -> dict[str, object]:
    return {name: getattr(text, name) for name in text.RENDERED_FIELDS}


def shows(image: Image) -> Q:
    """Bodies with the image's file name or an address of a rendition in them."""
    renditions = Q(pk=None)
    for rendition in image.rendered:
        renditions |= Q(body__contains=rendition["name"])
    shows = Q(body__contains="/media/images/") & renditions
    for name in {image.name, quote(image.name)} - {""}:
        shows |= Q(body__contains=f"/{name}")
    return shows
