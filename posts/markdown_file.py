"""An article as a Markdown file, for `/posts/<slug>.md`: what readers see of it, no more."""

import re

from django.conf import settings

from posts.exporting import front_matter
from posts.exporting.moments import Moment
from posts.models import Post
from posts.templatetags.dates import iso

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def article_markdown(post: Post) -> str:
    """
    Return a published post as Markdown with YAML front matter, ending in a new line.

    The front matter alone holds the title, as in the files that posts come from: what shows
    the file writes it above the text, and a second one in the body would show twice.
    """
    matter = front_matter.anew(_facts(post), "\n").decode()
    return f"{matter}{_with_public_pictures(post, COMMENT.sub('', post.body)).strip()}\n"


def _with_public_pictures(post: Post, body: str) -> str:
    """The body with the whole addresses of pictures as readers get them."""
    public = {
        address: settings.SITE_URL + image.largest.url
        for address, image in post.pictures_meant().items()
        if image.largest.url
    }
    if not public:
        return body
    written = "|".join(map(re.escape, sorted(public, key=len, reverse=True)))
    return re.sub(
        rf"(?<=[(<\"'\s])(?:{written})(?=[)>\"'\s])", lambda found: public[found[0]], body
    )


def _facts(post: Post) -> dict[str, object]:
    """What readers see round the text; of imported front matter, nothing."""
    facts = {
        "title": post.title,
        "standfirst": post.standfirst,
        "authors": [person.name for person in post.shown_authors],
        "date": post.published_at and Moment(iso(post.published_at)),
        "updated": Moment(iso(post.modified_at)) if post.was_updated else None,
        "canonical": post.canonical_url or post.absolute_url,
        "tags": [tag.name for tag in post.shown_tags],
        "language": post.language,
    }
    return {key: value for key, value in facts.items() if value}
