"""How large and how deep one resource may be, so that no file can use up the machine."""

# Bytes of one resource. The largest real ones hold a scanned document.
LARGEST = 16 * 1024 * 1024
# Levels of elements inside elements; real resources have under twenty.
DEEPEST = 100

TOO_LARGE = f"It is larger than {LARGEST // (1024 * 1024)} MiB."
TOO_DEEP = f"Its elements lie more than {DEEPEST} levels deep."
TWICE = "It says one element twice."
NUL = "One of its texts holds a NUL character, or half of a character."
BREAKS_OFF = "Not JSON from here on: nothing further of this file was read."
NOT_JSON = "Not JSON."
NO_OBJECT = "Not a FHIR resource: no JSON object."
