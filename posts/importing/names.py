"""Tags and people by the names that files give them, asked for once a run."""

from posts import slugs
from posts.models import Person, Tag


class Names:
    """The tags and people of a run, those made for it as well."""

    def __init__(self) -> None:
        self._tags: dict[str, Tag] = {}
        self._people: dict[str, Person] = {}
        self.made: dict[str, list[int]] = {}  # since this was last emptied

    def forget(self) -> None:
        """Ask again: what was made is gone with its transaction, or what was there may be."""
        self._tags, self._people, self.made = {}, {}, {}

    def take_made(self) -> dict[str, list[int]]:
        """The numbers of the `tags` and `people` that were made since this was last asked."""
        made, self.made = self.made, {}
        return made

    def tags(self, names: list[str]) -> list[Tag]:
        return [self._tag(name) for name in names]

    def people(self, names: list[str]) -> list[Person]:
        return [self._person(name) for name in names]

    def _tag(self, name: str) -> Tag:
        key = name.casefold()
        if key not in self._tags:
            tag = Tag.objects.filter(name__iexact=name).first()
            if tag is None:
                tag = Tag.objects.create(name=name)
                self.made.setdefault("tags", []).append(tag.pk)
            self._tags[key] = tag
        return self._tags[key]

    def _person(self, name: str) -> Person:
        if name not in self._people:
            person = Person.objects.filter(name=name).first()
            if person is None:
                person = self._new_person(name)
                self.made.setdefault("people", []).append(person.pk)
            self._people[name] = person
        return self._people[name]

    def _new_person(self, name: str) -> Person:
        slug = slugs.free_slug(
            slugs.slugify(name, fallback="person", max_length=110),
            lambda slug: Person.objects.filter(slug=slug).exists(),
            max_length=120,
        )
        return Person.objects.create(name=name, slug=slug)
