"""`casewright stays`: one person's stays as they now stand."""

import click

from casewright.foundation.commands import answer, json_flag
from casewright.people.models import Identifier
from casewright.transitions.models import Stay


@click.command()
@click.option("--identifier", required=True, help="A number the hospital knows the person by.")
@click.option(
    "--system", default="", help="The system that gave it, where the number is not enough."
)
@json_flag
def stays(identifier: str, system: str, *, as_json: bool) -> None:
    """One person's stays as they now stand, oldest first."""
    held = Identifier.objects.filter(value=identifier, retired_at=None)
    if system:
        held = held.filter(system=system)
    people = set(held.values_list("person", flat=True))
    if len(people) != 1:
        why = "Nobody has" if not people else "More than one person has"
        answer(
            {"stays": [], "reasons": [f"{why} this identifier."]},
            words=[f"{why} the identifier {identifier}. Name its --system."],
            as_json=as_json,
            refused=True,
        )
    rows = [
        _plain(stay)
        for stay in Stay.objects.filter(person__in=people).order_by("admitted_at", "pk")
    ]
    words = [
        f"{row['visit']} {row['class']} {row['admitted_at']} to {row['discharged_at']}"
        + (" cancelled" if row["cancelled"] else "")
        for row in rows
    ]
    answer({"stays": rows}, words=words or ["No stays."], as_json=as_json)


def _plain(stay: Stay) -> dict[str, object]:
    return {
        "visit": stay.visit,
        "class": stay.stay_class,
        "admitted_at": stay.admitted_at.isoformat() if stay.admitted_at else None,
        "discharged_at": stay.discharged_at.isoformat() if stay.discharged_at else None,
        "cancelled": stay.cancelled,
        "places": [{key: place[key] for key in ("where", "from", "to")} for place in stay.places],
    }
