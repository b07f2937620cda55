"""Around the life of a server process: migrate, load, print the set-up code, background tasks."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.concurrency import run_in_threadpool

import jobs
from services import accounts, catalogue, memory, schema
from services.settings import settings
from services.words import translate

_COLLECT_SECONDS = 20


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Prepare the database, start the embedded scheduler, keep house; stop both at the end."""
    await run_in_threadpool(prepare)
    stop_scheduler = await run_in_threadpool(_start_scheduler)
    memory.calm()
    collecting = asyncio.create_task(_collect())
    try:
        yield
    finally:
        collecting.cancel()
        await run_in_threadpool(stop_scheduler)


def prepare() -> None:
    """A start migrates itself and loads reference data; without accounts it prints the set-up code."""
    schema.migrate()
    catalogue.load()
    code = accounts.new_setup_code()
    if code:
        address = f"{settings().base_url}/set-up"
        for lang in ("zh_CN", "en"):
            line = translate(
                "First start: open {address} and enter the code {code}", lang=lang, address=address, code=code
            )
            print(line, file=sys.stderr, flush=True)


def _start_scheduler() -> Callable[[], None]:
    """The scheduler of this process, unless a worker of its own does the work; returns what stops it."""
    return jobs.start_embedded() if settings().embedded_scheduler else lambda: None


async def _collect() -> None:
    """runner.postScriptGC is off, since it costs 55 ms after every click: collect here instead."""
    while True:
        await asyncio.sleep(_COLLECT_SECONDS)
        await run_in_threadpool(gc.collect)
