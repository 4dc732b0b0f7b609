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
            "errors",
            "fates",
            "logs",
            "moments",
            "patience",
            "prepared",
            "room",
            "tables",
            "texts",
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
                "errors",
                "health",
                "keys",
                "metrics",
                "navigation",
                "nightly",
                "pages",
                "said",
                "screen",
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
                "door",
                "open_doors",
                "running",
                "secrets",
                "selfcheck",
                "serving",
                "settings",
                "timed",
            ),
            *("together", "when", "wsgi"),
        }
    ),
}
