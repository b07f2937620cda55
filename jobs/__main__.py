"""`python -m jobs`: the worker as a process of its own; it prepares the database as a server does."""

import logging

import jobs
from services import catalogue, memory, schema

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
logging.getLogger("apscheduler").setLevel(logging.WARNING)
schema.migrate()
catalogue.load()
memory.calm()
jobs.run_forever()
