"""What this door does: keep, in batches, the resources that another system exported."""

from casewright.fhir.actions.batch import import_batch

__all__ = ["import_batch"]
