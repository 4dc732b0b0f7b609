"""Pouring many made-up lives into the house at once."""

from casewright.demo.actions.pouring.lives import pour_lives

__all__ = ["pour_lives"]
