"""Errors that a person can be told about, in plain words."""


class Refused(Exception):  # noqa: N818 - the field's word: a rule refuses
    """A rule of the field says no. The message is shown to the person as it is."""


class NotPermitted(Exception):  # noqa: N818 - a state of affairs, not a fault of the program
    """The person may not do or see this. Holds the permit's name, never the record.

    `person_key` says whom it was about, for the trail alone; empty where it was about nobody.
    """

    def __init__(self, permit: str, person_key: str = "") -> None:
        super().__init__(permit)
        self.person_key = person_key


class Conflict(Refused):
    """Somebody else saved this record first. Nothing is lost: both texts are kept here.

    `theirs` and `yours` map a field's name to the text each person wrote.
    """

    def __init__(self, theirs: dict[str, str], yours: dict[str, str]) -> None:
        super().__init__(
            "Somebody saved this while you were writing. Both texts are below: choose what stays."
        )
        self.theirs = theirs
        self.yours = yours
