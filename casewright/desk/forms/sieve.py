"""What is typed to see less of Today, and to keep that under a name."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from casewright.desk.queries.today import SHOW
from casewright.tasks.actions import Sieve

TIERS = range(1, 8)
MOST_DAYS = 365


def sieve_in(query: QueryDict | dict[str, Any]) -> Sieve:
    """The way of looking that an address or a form asks for; what makes no sense is not asked."""
    show = str(query.get("show", ""))
    tier, within = _number(query.get("tier", "")), _number(query.get("within", ""))
    return Sieve(
        show=show if show in SHOW else "all",
        tier=tier if tier in TIERS else None,
        kind=str(query.get("kind", ""))[:40],
        tag=str(query.get("tag", ""))[:40],
        within=within if within is not None and within <= MOST_DAYS else None,
        words=" ".join(str(query.get("q", "")).replace("\0", "").split())[:80],
    )


def asked_of(sieve: Sieve) -> dict[str, str]:
    """A way of looking as an address asks for it: only what it asks."""
    said = {
        "show": "" if sieve.show == "all" else sieve.show,
        "tier": sieve.tier,
        "kind": sieve.kind,
        "tag": sieve.tag,
        "within": sieve.within,
        "q": sieve.words,
    }
    return {name: str(value) for name, value in said.items() if value not in ("", None)}


def _number(text: object) -> int | None:
    typed = str(text)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else None


class FilterForm(forms.Form):
    """Under which name a way of looking is kept."""

    name = forms.CharField(max_length=40, error_messages={"required": _("Give the filter a name.")})
