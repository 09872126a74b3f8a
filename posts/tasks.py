"""What is done after the answer was sent. Each may run twice, or again after it was cut off."""

from django_tasks import task

from posts import rendering
from posts.models import Image


@task()
def make_renditions(pk: int) -> int:
    """Make what an image lacks and show it in the texts that use it; how many were made."""
    image = Image.objects.filter(pk=pk).first()
    if image is None:
        return 0
    made = image.make_renditions()
    rendering.render_users_of(image)
    return made
