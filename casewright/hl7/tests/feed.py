"""Messages of the made-up hospital St Brigid, written as its feed would send them."""

from io import BytesIO

from casewright.hl7.reading.framing import Framed, split

PID = "PID|1||{mrn}^^^ST-BRIGID^MR||{name}||{born}|F|||14 Quay St^^Harbor Valley^NY^12345||555-0142"


def message(
    event: str,
    at: str,
    *,
    control: str,
    mrn: str = "MRN-1001",
    name: str = "Delgado^Rosa",
    born: str = "19480502",
    visit: str = "V1",
    where: str = "6B^612^1",
    extra: str = "",
    disposition: str = "",
    klass: str = "I",
    pid: str = "",
) -> bytes:
    """One message; moments are YYYYMMDDHHMM on the organization's clock."""
    pv1 = [""] * 46
    pv1[0], pv1[1], pv1[2], pv1[3], pv1[19] = "PV1", "1", klass, where, visit
    pv1[36] = disposition
    lines = [
        f"MSH|^~\\&|ADT|ST-BRIGID|CW|HV|{at}||ADT^{event}|{control}|P|2.5.1",
        f"EVN|{event}|{at}",
        pid or PID.format(mrn=mrn, name=name, born=born),
        "|".join(pv1).rstrip("|"),
        *([extra] if extra else []),
    ]
    return "\r".join(lines).encode() + b"\r"


def merge(at: str, *, control: str, kept: str, gone: str) -> bytes:
    """An A40: the record of `gone` is the person of `kept`."""
    lines = [
        f"MSH|^~\\&|ADT|ST-BRIGID|CW|HV|{at}||ADT^A40^ADT_A39|{control}|P|2.5.1",
        f"EVN|A40|{at}",
        PID.format(mrn=kept, name="Delgado^Rosa", born="19480502"),
        f"MRG|{gone}^^^ST-BRIGID^MR",
    ]
    return "\r".join(lines).encode() + b"\r"


def framed(raw: bytes) -> Framed:
    """The message as the reader of a file would hand it on."""
    return next(split(BytesIO(raw)))
