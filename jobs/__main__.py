"""`python -m jobs`: the worker as a process of its own; it prepares the database as a server does."""

import logging

import jobs
from jobs import preparing
from services import memory

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
logging.getLogger("apscheduler").setLevel(logging.WARNING)
preparing.prepare()
memory.calm()
jobs.run_forever()
