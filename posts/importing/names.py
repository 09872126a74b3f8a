"""Tags, people and series by the names that files give them, asked for once a run."""

from posts import slugs
from posts.models import Person, Series, Tag


class Names:
    """The tags, people and series of a run, those made for it as well."""

    def __init__(self) -> None:
        self._tags: dict[str, Tag] = {}
        self._people: dict[str, Person] = {}
        self._series: dict[str, Series] | None = None  # all of them: there are few
        self.made: dict[str, list[int]] = {}  # since this was last emptied

    def forget(self) -> None:
        """Ask again: what was made is gone with its transaction, or what was there may be."""
        self._tags, self._people, self._series, self.made = {}, {}, None, {}

    def take_made(self) -> dict[str, list[int]]:
        """The numbers of `tags`, `people` and `series` made since this was last asked."""
        made, self.made = self.made, {}
        return made

    def tags(self, names: list[str]) -> list[Tag]:
        return [self._tag(name) for name in names]

    def people(self, names: list[str]) -> list[Person]:
        return [self._person(name) for name in names]

    def series(self, name: str) -> Series | None:
        """The series of this name, whatever its case; None for no name."""
        if not name:
            return None
        if self._series is None:
            self._series = {series.name.casefold(): series for series in Series.objects.all()}
        key = name.casefold()
        if key not in self._series:
            self._series[key] = series = Series.objects.create(name=name)
            self.made.setdefault("series", []).append(series.pk)
        return self._series[key]

    def _tag(self, name: str) -> Tag:
        key = name.casefold()
        if key not in self._tags:
            tag = Tag.objects.known_as(name)
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
