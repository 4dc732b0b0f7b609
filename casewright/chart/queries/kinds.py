"""Conditions, medicines, allergies and observations as rows, for lists of others."""

from typing import TypeVar
from uuid import UUID

from django.db.models import F, QuerySet

from casewright.chart.access import SEE
from casewright.chart.models import Allergy, Condition, Medicine, Observation
from casewright.chart.rules import TAKEN_BACK
from casewright.security.gate import holds
from casewright.security.models import User
from casewright.security.standing import beside

R = TypeVar("R", Condition, Medicine, Allergy, Observation)


def conditions_of(person_key: UUID, *, viewer: User) -> QuerySet[Condition]:
    """A person's problems and diagnoses."""
    return _seen(Condition, person_key, viewer)


def medicines_of(person_key: UUID, *, viewer: User) -> QuerySet[Medicine]:
    """A person's medicines."""
    return _seen(Medicine, person_key, viewer)


def allergies_of(person_key: UUID, *, viewer: User) -> QuerySet[Allergy]:
    """A person's allergies and intolerances."""
    return _seen(Allergy, person_key, viewer)


def observations_of(person_key: UUID, *, viewer: User) -> QuerySet[Observation]:
    """A person's measured and asked values."""
    return _seen(Observation, person_key, viewer)


def _seen(model: type[R], person_key: UUID, viewer: User) -> QuerySet[R]:
    if not holds(viewer, SEE):
        return model.objects.none()
    return (
        model.objects.filter(beside(viewer, "person_id"), person=person_key)
        .exclude(status=TAKEN_BACK)
        .order_by(F("dated_at").desc(nulls_last=True), "pk")
    )
