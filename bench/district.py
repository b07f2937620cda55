"""The district every figure is measured on."""

import time

from services import catalogue, database, demo, schema


def fill(url: str, *, projects: int) -> float:
    """Make a demo district of that size; returns the seconds it took."""
    database.use(url)
    started = time.perf_counter()
    schema.migrate()
    catalogue.load()
    demo.fill(projects=projects, seed=1)
    return time.perf_counter() - started
