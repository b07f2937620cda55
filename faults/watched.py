"""The worker itself in a child of this process, met at a moment of its work and never helped."""

import logging
import os
import signal
import traceback
from contextlib import suppress
from datetime import datetime

import jobs
from faults import moved_clock
from faults.harness import ended
from faults.moments import Gate, Moment
from services import database

_FAILED, _WRONG = b"!", b"x"


class Watched:
    """`failures`: how often the database failed it so far; `errors`: taken for faults of the program."""

    def __init__(self, at: datetime, moment: Moment, *, haste: float = 1.0) -> None:
        database.dispose(database.current_url())
        self._gate, self._exit = Gate(moment), -1
        self._failures, fails = os.pipe()
        os.set_blocking(self._failures, False)
        self.pid = os.fork()
        if self.pid == 0:
            self._live(at, haste, fails)
        os.close(fails)
        self._seen = b""

    def _live(self, at: datetime, haste: float, fails: int) -> None:
        code = 1
        try:
            _report(fails)
            moved_clock.install()
            moved_clock.show(at)
            self._gate.install()
            jobs.run_forever(haste)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def wait(self) -> None:
        """Until it stands at its moment."""
        self._gate.wait()

    def go_on(self) -> None:
        self._gate.open()

    @property
    def failures(self) -> int:
        return self._said().count(_FAILED)

    @property
    def errors(self) -> int:
        return self._said().count(_WRONG)

    def _said(self) -> bytes:
        with suppress(BlockingIOError):
            self._seen += os.read(self._failures, 65536)
        return self._seen

    @property
    def is_alive(self) -> bool:
        return os.waitpid(self.pid, os.WNOHANG) == (0, 0)

    def stop(self) -> int:
        """Asked to end; its exit code."""
        os.kill(self.pid, signal.SIGTERM)
        self._exit = ended(self.pid, seconds=90)
        return self._exit

    def close(self) -> None:
        """Whatever became of it."""
        if self._exit == -1 and self.is_alive:
            os.kill(self.pid, signal.SIGKILL)
            ended(self.pid, seconds=10)
        self._gate.close()
        os.close(self._failures)


class _Counting(logging.Handler):
    def __init__(self, pipe: int, word: bytes) -> None:
        super().__init__()
        self._pipe, self._word = pipe, word

    def emit(self, record: logging.LogRecord) -> None:
        os.write(self._pipe, self._word)


def _report(pipe: int) -> None:
    """What is said about a database that fails is counted; only faults of the program are printed."""
    logging.disable(logging.NOTSET)
    logging.getLogger("daiban").addHandler(_Counting(pipe, _FAILED))
    logging.getLogger("daiban").propagate = False
    for name in ("apscheduler", "psycopg"):
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("apscheduler").addHandler(_Counting(pipe, _WRONG))
    logging.getLogger("apscheduler").addHandler(logging.StreamHandler())
    logging.getLogger("daiban.jobs").addHandler(logging.NullHandler())
    logging.getLogger("daiban.jobs").propagate = False
