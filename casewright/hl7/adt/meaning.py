"""What each event of HL7 table 0003 means here: a stay, a person, two records, or nothing.

Meanings: HL7 v2.5.1 chapter 3, the trigger events A01 to A62.
"""

from casewright.hl7.reading.header import ADT, Header

# Events that say something about a stay, and what.
STAY_EVENTS = {
    "A01": "admit",
    "A02": "transfer",
    "A03": "discharge",
    "A04": "register",
    "A05": "preadmit",
    "A06": "admit",
    "A07": "update",
    "A08": "update",
    "A09": "update",
    "A10": "update",
    "A11": "cancel_admit",
    "A12": "cancel_transfer",
    "A13": "cancel_discharge",
    "A14": "pend_admit",
    "A15": "pend_transfer",
    "A16": "pend_discharge",
    "A23": "cancel_admit",
    "A25": "cancel_pend_discharge",
    "A26": "cancel_pend_transfer",
    "A27": "cancel_pend_admit",
    "A38": "cancel_preadmit",
    "A54": "update",
}
# Leaving and arriving are followed by the transfer itself: where somebody is on the way to is no
# place of theirs yet. Nor is a place that is only announced, or one that was taken back.
NO_PLACE = frozenset({"A09", "A10", "A14", "A15", "A25", "A26", "A27", "A38"})
# Events that speak of the person alone; those that join two records; and of these the ones that
# only change a number, so that two known people are never joined on their word alone.
PERSON_EVENTS = frozenset({"A28", "A31", "A60"})
RENUMBERING_EVENTS = frozenset({"A43", "A46", "A47", "A48"})
MERGE_EVENTS = frozenset({"A18", "A30", "A34", "A36", "A39", "A40"}) | RENUMBERING_EVENTS
# Events that move a visit or an account from one record to another, or give it another number.
MOVES_A_VISIT = frozenset({"A35", "A41", "A42", "A44", "A45", "A49", "A50", "A51"})

_IGNORED = {
    "A17": "A17 swaps two beds: both people stay in, and beds are not followed here.",
    "A20": "A20 tells of a bed and of nobody.",
    "A21": "A21 begins a leave of absence: the stay goes on.",
    "A22": "A22 ends a leave of absence: the stay went on.",
    "A24": "A24 links two records that stay apart: nobody is joined on its word.",
    "A29": "A29 deletes a person elsewhere: nobody is deleted here on a message's word.",
    "A32": "A32 takes back an arrival, which changed nothing here.",
    "A33": "A33 takes back a departure, which changed nothing here.",
    "A37": "A37 unlinks two records, which were never joined here by a link.",
    "A52": "A52 takes back a leave of absence, which changed nothing here.",
    "A53": "A53 takes back the end of a leave of absence, which changed nothing here.",
    "A55": "A55 takes back a change of doctor, who is not followed here.",
    "A61": "A61 changes a consulting doctor, who is not followed here.",
    "A62": "A62 takes back a change of doctor, who is not followed here.",
}
_TRIALS = {"T": "training", "D": "debugging"}


def why_ignored(header: Header) -> str:
    """Why a message that can be read means nothing here; empty where it does."""
    if header.message_type != ADT:
        return f"{header.message_type} messages are not read here."
    if trial := _TRIALS.get(header.processing[:1].upper()):
        return f"MSH-11 says that it is for {trial}: it is not about anybody's real stay."
    known = (STAY_EVENTS, PERSON_EVENTS, MERGE_EVENTS, MOVES_A_VISIT)
    if any(header.event in events for events in known):
        return ""
    return _IGNORED.get(header.event, f"{header.event} changes nothing that is kept here.")
