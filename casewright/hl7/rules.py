"""What a message says of a person, as records are compared; and which message is cut."""

from casewright.people.facts import PersonFacts
from casewright.people.rules import Traits


def traits_of(facts: PersonFacts) -> Traits:
    """What a message says of a person, as the rules compare it."""
    return Traits(
        families=tuple(name.family for name in facts.names if name.family),
        givens=tuple(name.given for name in facts.names if name.given),
        birth=facts.birth_date if facts.birth_precision == "day" else None,
        gender=facts.gender,
        numbers=tuple((one.system, one.value) for one in facts.identifiers),
        phones=tuple(point.value for point in facts.points if point.channel == "phone"),
    )


def is_cut(reason: str) -> bool:
    """Whether a message was set aside because its bytes are not all there, or none: reading them
    again would not help, and might read half a message as a whole one."""
    return reason.startswith(
        (
            "The MLLP frame has no end mark",
            "No message begins here",
            "The text is written in UTF-16",
            "The message is longer than",
            "The message has more than",
        )
    )
