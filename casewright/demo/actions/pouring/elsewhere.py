"""What others did, planned and wrote about somebody, and a message a colleague matched by hand."""

from typing import Any

from django.db.models import Model

from casewright.chart.models import (
    Attachment,
    Document,
    EpisodeElsewhere,
    GoalElsewhere,
    PlanElsewhere,
    Procedure,
)
from casewright.demo.actions.pouring.rows import Rows
from casewright.demo.actions.pouring.stays import EXCHANGE
from casewright.demo.rules.lives import Elsewhere, Life
from casewright.hl7.models import Deed, Fate, Message, PriorNumber, Settlement, Wait
from casewright.people.models import Person

MODELS: dict[str, type[Model]] = {
    "procedure": Procedure,
    "plan": PlanElsewhere,
    "goal": GoalElsewhere,
    "episode": EpisodeElsewhere,
}
STATUS = {"procedure": "completed", "plan": "completed", "goal": "completed", "episode": "finished"}


def pour_elsewhere(rows: Rows, life: Life, person: Person) -> None:
    """Procedures, plans, goals, care elsewhere and documents, as one exchange sent them."""
    for number, one in enumerate(life.elsewhere, start=1):
        common = {
            "person": person,
            "display": one.display,
            "source": EXCHANGE,
            "source_key": f"{life.key}-elsewhere-{number}",
            "dated_at": life.known_at,
            "received_at": rows.at,
        }
        if one.kind == "document":
            _document(rows, one, common)
        else:
            texts: dict[str, Any] = dict(one.texts)
            if "stations" in texts:
                texts["stations"] = [[texts["stations"], "", ""]]
            rows.add(MODELS[one.kind](status=STATUS[one.kind], **common, **texts))


def _document(rows: Rows, one: Elsewhere, common: dict[str, Any]) -> None:
    texts = dict(one.texts)
    content = texts.pop("content").encode()
    title, url = texts.pop("title"), texts.pop("url")
    document = rows.add(Document(status="current", **common, **texts))
    rows.add(
        Attachment(
            document=document,
            media_type="text/plain",
            title=title,
            url=url,
            size=len(content),
            content=content,
        )
    )


def pour_matched(rows: Rows, life: Life, person: Person) -> None:
    """The message that a colleague matched by hand, and the numbers that were in doubt."""
    matched = life.matched
    if matched is None:
        return
    # The stays of this life were poured just before, so its last message is the last that waits.
    message = rows.waiting[Message][-1]
    if not isinstance(message, Message):
        return
    rows.add(
        Settlement(
            message=message,
            deed=Deed.MATCHED,
            by=rows.house.user("intake"),
            at=rows.at,
            person=person,
            reason=matched.reason,
            said={"fate": Fate.UNMATCHED, "reason": matched.stood},
        )
    )
    rows.add(Wait(message=message, system=life.known_from, value=matched.number))
    rows.add(PriorNumber(system=life.known_from, value=matched.former_number))
