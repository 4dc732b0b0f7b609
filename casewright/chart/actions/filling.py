"""What a source named and sent only later: the name of who did something, the bytes of a file."""

from typing import Any

from casewright.audit.actions import action, record
from casewright.chart.access import RECEIVE
from casewright.chart.models import Attachment
from casewright.foundation.errors import Refused
from casewright.foundation.texts import clip
from casewright.security.gate import demand
from casewright.security.models import User

# The columns that hold the words for somebody or something named by a reference.
FILLED = ("performer", "author", "keeper", "organization", "care_manager", "reason", "addresses")


@action
def fill_in(*, by: User, row: Any, column: str, words: str) -> bool:
    """Write the words for what a row's source named, where nothing stood; says if it did."""
    demand(by, RECEIVE, row)
    if column not in FILLED:
        raise Refused(f"{column} is not a column that is filled in later.")
    if getattr(row, column) or not words:
        return False
    setattr(row, column, clip(type(row), column, words))
    row.save(update_fields=[column])
    record(by, f"chart.{row._meta.model_name}_filled_in", row, column=column)
    return True


@action
def put_content(*, by: User, file: Attachment, media_type: str, content: bytes) -> bool:
    """Keep the bytes of a file of which only the address was known; says if they are new."""
    demand(by, RECEIVE, file)
    if file.content is not None and bytes(file.content) == content:
        return False
    file.content, file.size = content, len(content)
    file.media_type = file.media_type or clip(Attachment, "media_type", media_type)
    file.save(update_fields=["content", "size", "media_type"])
    record(by, "chart.file_received", file, size=len(content))
    return True
