"""Rows that tests need, made through the services where one exists."""

from datetime import date

TODAY = date(2026, 9, 1)
"""The fixture day of reference/sample_pool.csv; every database test runs on it unless it moves the clock."""


def load_reference() -> None:
    """The catalogue, calendar, settings and rules of reference/, as a new installation has them."""
    from services import catalogue

    catalogue.load()
