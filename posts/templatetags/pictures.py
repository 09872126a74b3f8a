from django import template

from posts import illustrations
from posts.illustrations import Illustration
from posts.models import Image, Post

register = template.Library()

A_FEW = 6


@register.simple_tag
def pictures_of(post: Post | None) -> list[Illustration]:
    """The pictures in a post's text, in their order."""
    return illustrations.of_post(post) if post else []


@register.simple_tag
def newest_pictures() -> list[Illustration]:
    """The newest of the library as a text would show them."""
    images = Image.objects.all()[:A_FEW]
    return [Illustration(image.as_picture().url, image.alt, image) for image in images]
