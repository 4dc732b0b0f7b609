"""Reading HL7 version 2: from bytes to the plain facts of one ADT message, and no further.

No Django, no database and no wall clock in here; `casewright/hl7/README.md` tells the way.
"""
