"""Whether a fault means that a disk is full."""

import errno

DISK_FULL = "53100"  # PostgreSQL, Appendix A: disk_full


def has_no_room(fault: BaseException | None) -> bool:
    """Whether a disk is full: as the system says it, as SQLite does, or as PostgreSQL does."""
    while fault is not None:
        if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if getattr(fault, "sqlite_errorname", "") == "SQLITE_FULL":
            return True
        if getattr(fault, "sqlstate", "") == DISK_FULL:
            return True
        fault = fault.__cause__
    return False
