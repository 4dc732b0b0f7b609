"""Messages about made-up people, for the tests to send and to break."""

from io import BytesIO
from zoneinfo import ZoneInfo

from casewright.hl7.reading import framing, message
from casewright.hl7.reading.fields import Adt, read_adt
from casewright.hl7.reading.framing import Framed

NEW_YORK = ZoneInfo("America/New_York")

MSH = (
    r"MSH|^~\&|ADT|LAKESIDE^1.2.3^ISO|CASEWRIGHT|CW|20261120101600||ADT^A01^ADT_A01|MSG0001|P|2.5.1"
)
EVN = "EVN|A01|20261120101500|||C01^Reyes^Manuel|20261120101200"
PID = (
    "PID|1|X778|1001^^^LAKESIDE&1.2.3&ISO^MR~7788^^^STATE^DL||"
    "Delgado^Rosa^M^Jr^Mrs^^L~Perez^Rosa^^^^^M||19480312|F|||"
    "12 Alder Street^Apt 4^Albany^NY^12203^USA^H||"
    "(555)555-0142^PRN^PH~^NET^Internet^rosa@example.org|(555)555-0143|es^Spanish^ISO639|W|CAT|ACC44^^^LAKESIDE^AN|999-00-1234"
)
NK1 = "NK1|1|Delgado^Luis|SON^Son^HL70063|12 Alder Street|(555)555-0144||EC^Emergency contact"
PV1 = (
    "PV1|1|I|4W^412^B^LAKESIDE|U||ER^02^A^LAKESIDE|A77^Osei^Kwame^^^Dr||||||||||||"
    "V998^^^LAKESIDE^VN" + "|" * 17 + "06|SNF7" + "|" * 7 + "20261120101200|20261124150000"
)
PV2 = "PV2|||I50.9^Heart failure^I10"
AL1 = "AL1|1|DA|7980^Penicillin^RXNORM|MO|Rash~Itching"
DG1 = "DG1|1||I50.9^Heart failure^I10||20261120|A"

ADMISSION = (MSH, EVN, PID, NK1, PV1, PV2, AL1, DG1)


def written(*segments: str, end: str = "\r") -> bytes:
    """The bytes of a message whose segments end in `end`."""
    return "".join(segment + end for segment in segments).encode()


def header(event: str) -> str:
    """The MSH of another event."""
    return MSH.replace("ADT^A01^ADT_A01", f"ADT^{event}")


def understood(*segments: str) -> Adt:
    """The facts of a message from a hospital in New York."""
    return read_adt(message.read(written(*segments)), NEW_YORK)


def framed(stream: bytes, **limits: int) -> list[Framed]:
    """The runs of a stream that is held in memory."""
    return list(framing.split(BytesIO(stream), **limits))
