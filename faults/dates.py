"""`python -m faults.dates INSTANT`: one pass at that instant in its own process; prints what it dated."""

import json
import sys
from datetime import datetime

from sqlmodel import col, select

from domain.access import SYSTEM
from faults import workers
from models import Reminder
from services import clock
from services.database import reading

with clock.frozen(datetime.fromisoformat(sys.argv[1])):
    workers.one_pass()
columns = (Reminder.dedupe_key, Reminder.anchor_on, Reminder.due_on, Reminder.created_at)
with reading(SYSTEM) as session:
    rows = session.exec(select(*columns).order_by(col(Reminder.dedupe_key))).all()
json.dump([[str(part) for part in row] for row in rows], sys.stdout)
