"""What a page's head tells search engines, social networks and feed readers about it."""

from posts.metadata.graph import as_json_ld
from posts.metadata.shown import Metadata, of

__all__ = ["Metadata", "as_json_ld", "of"]
