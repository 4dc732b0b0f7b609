"""Log lines: JSON, UTC, keys and counts; never a name, a body or a query string."""

import json
import logging
from datetime import UTC, datetime


class Line(logging.Formatter):
    """One log record as one line of JSON; line ends inside a text are escaped by JSON itself.

    What a record says with `extra={"facts": {...}}` stands in the line under its own names.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0]:
            # The kind and the place are enough to find a fault; its text may hold a person's words.
            trace = record.exc_info[2]
            while trace and trace.tb_next:
                trace = trace.tb_next
            line["fault"] = record.exc_info[0].__name__
            if trace:
                line["where"] = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        return json.dumps(line, default=str)
