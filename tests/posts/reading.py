"""A reader for tests: asks for an address and tells what its page holds."""

from collections.abc import Callable

from django.test import Client

from tests.posts.test_pages import Document


class Page(Document):
    """A page's elements, its words with single spaces, and the posts it leads to."""

    @property
    def words(self) -> str:
        return " ".join(self.text.split())

    @property
    def posts(self) -> list[str]:
        """The addresses of the posts that it links to, in their order."""
        return [link["href"] for link in self.all("a") if link["href"].startswith("/posts/")]


def reading(client: Client) -> Callable[..., Page]:
    """`read(address)` gets a page; `read(address, 404)` one with that status."""

    def read(address: str, status: int = 200) -> Page:
        response = client.get(address)
        assert response.status_code == status
        return Page(response)

    return read
