"""What was tried against Casewright and how much was lost: `make bars`. Never part of the tests."""
