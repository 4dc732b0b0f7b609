"""Every address is guarded by a permit, or is open for a reason that is written down."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from casewright.config.open_doors import OPEN_DOORS
from casewright.config.running import addresses
from casewright.security.gate import PERMITS, always, open_to_all, opens_page
from casewright.security.models import User


def is_guarded(entry: URLPattern, listed: Mapping[str, str]) -> bool:
    """Say whether an address names a known permit, or why it needs none."""
    view = entry.callback
    permit = getattr(view, "permit", "")
    why = getattr(view, "open_because", "") or listed.get(entry.name or "", "")
    return permit in PERMITS if permit else bool(why.strip())


def test_every_address_names_a_known_permit_or_why_it_is_open() -> None:
    faults = [where for where, entry in addresses() if not is_guarded(entry, OPEN_DOORS)]
    assert faults == []


def test_the_list_of_open_doors_is_not_stale() -> None:
    assert set(OPEN_DOORS) <= {entry.name for _, entry in addresses()}


def test_no_address_is_both_guarded_and_open() -> None:
    both = [
        where
        for where, entry in addresses()
        if getattr(entry.callback, "permit", "")
        and (entry.name in OPEN_DOORS or getattr(entry.callback, "open_because", ""))
    ]
    assert both == []


def test_every_address_has_a_name_for_the_trail() -> None:
    assert [where for where, entry in addresses() if not entry.name] == []


def test_an_unguarded_address_is_noticed() -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    unknown = opens_page("people.no_such_permit")(bare)
    assert not is_guarded(path("bare/", bare), {})
    assert not is_guarded(path("unknown/", unknown), {})
    assert not is_guarded(path("bare/", bare, name="bare"), {"bare": " "})
    assert is_guarded(path("bare/", bare, name="bare"), {"bare": "a reason"})
    assert is_guarded(path("open/", open_to_all("a reason")(bare)), {})


def test_a_permit_is_registered_once_and_says_what_it_allows() -> None:
    assert all(one.title and one.title != one.name for one in PERMITS.values())
    assert all(one.holders for one in PERMITS.values())
    assert callable(always)
    assert User._meta.label == "security.User"
