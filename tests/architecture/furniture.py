"""Which pieces a room may hold. A new kind of piece is a decision: write it down, add it here."""

ROOM = frozenset(
    {
        *("__init__", "access", "actions", "apps", "commands", "facts", "forms", "jobs", "models"),
        *("queries", "rules", "states", "urls", "views"),
    }
)
MAY_BE_FOLDERS = frozenset({"actions", "forms", "models", "queries", "rules", "views"})
# Folders without modules of their own.
STORES = frozenset({"locale", "migrations", "rows", "static", "templates", "tests"})

# The ground and the doors hold pieces that no room has.
ALSO: dict[str, frozenset[str]] = {
    "foundation": frozenset(
        {
            "among",
            "errors",
            "fates",
            "logs",
            "measuring",
            "moments",
            "patience",
            "prepared",
            "room",
            "tables",
            "texts",
            "turn",
            "working",
        }
    ),
    "audit": frozenset({"context", "middleware"}),
    "security": frozenset(
        {"adapter", "context", "gate", "middleware", "passwords", "sessions", "standing"}
    ),
    # What pages are made of: words, chips, the bar, answers to forms, and the server's health.
    "desk": frozenset(
        {
            *(
                "answers",
                "chips",
                "device",
                "digests",
                "errors",
                "health",
                "keys",
                "metrics",
                "navigation",
                "nightly",
                "pages",
                "said",
                "screen",
                "selfcheck",
            ),
            *("words", "worklist"),
        }
    ),
    "hl7": frozenset({"adt", "listening", "reading", "replay"}),
    "fhir": frozenset({"importing", "preparing", "reading", "report", "resources"}),
    "demo": frozenset({"doors", "house", "loading", "seeding"}),
    "config": frozenset(
        {
            *(
                "counted",
                "door",
                "mail",
                "open_doors",
                "parts",
                "running",
                "secrets",
                "serving",
                "settings",
                "starting",
                "timed",
            ),
            *("together", "web", "when", "wsgi"),
        }
    ),
}
