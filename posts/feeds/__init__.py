"""The newest posts, whole, for feed readers: of the site, of a tag, of an author."""

from posts.feeds.atom import atom, whole_text
from posts.feeds.json_feed import json_feed
from posts.feeds.views import by_author, newest, tagged

__all__ = ["atom", "by_author", "json_feed", "newest", "tagged", "whole_text"]
