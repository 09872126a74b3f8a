"""An article as a Markdown file, for `/posts/<slug>.md`: what readers see of it, no more."""

from posts import frontmatter, markup
from posts.addresses import SiteAddresses
from posts.exporting import front_matter
from posts.exporting.moments import Moment
from posts.models import Post
from posts.templatetags.dates import iso


def article_markdown(post: Post) -> str:
    """
    Return a published post as Markdown with YAML front matter, ending in a new line.

    The front matter alone holds the title, as in the files that posts come from: what shows
    the file writes it above the text, and a second one in the body would show twice.
    """
    matter = front_matter.anew(_facts(post), "\n").decode()
    resolve = SiteAddresses(post.body, post.pictures_meant())
    body = markup.public_markdown(_without_front_matter(post.body), resolve, post.absolute_url)
    return f"{matter}{body.strip()}\n"


def _without_front_matter(body: str) -> str:
    """A body without the front matter of a file that somebody pasted whole."""
    try:
        return frontmatter.split(body.encode()).body.decode()
    except (frontmatter.FrontMatterError, UnicodeError):
        return body


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
