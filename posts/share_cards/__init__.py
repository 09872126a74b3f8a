"""Share cards: the picture that a link shows elsewhere where there is no photograph."""

from posts.share_cards.addresses import address
from posts.share_cards.drawing import HEIGHT, WIDTH
from posts.share_cards.views import card, drawn, site

__all__ = ["HEIGHT", "WIDTH", "address", "card", "drawn", "site"]
