"""The words by which a person is found follow what is known of them."""

from collections.abc import Iterable

from casewright.people import rules
from casewright.people.models import ContactPoint, Identifier, Person, PersonName, SearchKey


def keep_search_words(
    person: Person, extra: Iterable[str], *, before: frozenset[str] = frozenset()
) -> None:
    """Add what a person is now found by; of the words `before`, those no longer true go.

    Everything else stays: what one source gave as a word to be found by, another does not unsay.
    """
    wanted = _words(person, extra)
    held = set(SearchKey.objects.filter(person=person).values_list("key", flat=True))
    SearchKey.objects.filter(person=person, key__in=before - wanted).delete()
    SearchKey.objects.bulk_create(
        [SearchKey(person=person, key=key) for key in sorted(wanted - held)]
    )


def move_search_words(kept: Person, gone: Person) -> None:
    """Let the one kept be found by every word of the one gone, and the one gone by none."""
    held = SearchKey.objects.filter(person=kept).values("key")
    SearchKey.objects.filter(person=gone).exclude(key__in=held).update(person=kept)
    SearchKey.objects.filter(person=gone).delete()


def _words(person: Person, extra: Iterable[str]) -> set[str]:
    names = PersonName.objects.filter(person=person).values_list("family", "given")
    phones = ContactPoint.objects.filter(
        person=person, channel__in=["phone", "sms"], ended_at=None
    ).values_list("value", flat=True)
    numbers = Identifier.objects.filter(person=person, retired_at=None).values_list(
        "value", flat=True
    )
    return rules.search_keys(
        [person.called, *(f"{family} {given}" for family, given in names)],
        person.birth_date,
        phones,
        [*numbers, *extra],
    )
