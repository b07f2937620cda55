"""Where in its work a worker is met: it stands still there until it is told to go on."""

import itertools
import os
import smtplib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event

_WORD = b"!"


@dataclass(frozen=True)
class Moment:
    """The `number`-th statement that begins so; no statement: just after so many letters were taken.

    `between`: not there, but before the next write transaction, where another process can be quicker.
    """

    name: str
    statement: str
    number: int
    between: bool = False


REMINDERS = Moment("among the reminders", "INSERT INTO reminder (", 3)
LETTERS = Moment("among the letters", "INSERT INTO outbox_message (", 2)
MAILS = Moment("among the mails", "", 12)


class Gate:
    """Two pipes: the worker says that it stands there, and hears when it may go on."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._is_there, self._says = os.pipe()
        self._hears, self._opens = os.pipe()
        self._numbers = itertools.count(1)
        self._waits = False

    def wait(self) -> None:
        """Called outside: until the worker stands there. Raises RuntimeError if it ended before."""
        os.close(self._says)
        if os.read(self._is_there, 1) != _WORD:
            raise RuntimeError(f"the worker ended before it was {self._moment.name}")

    def open(self) -> None:
        os.write(self._opens, _WORD)

    def close(self) -> None:
        for pipe in (self._is_there, self._hears, self._opens):
            os.close(pipe)

    def install(self) -> None:
        """Called in the worker."""
        event.listen(Engine, "before_cursor_execute", self._at_statement)
        event.listen(Engine, "begin", self._at_begin)
        send = smtplib.SMTP.data

        def sending(*given: Any) -> Any:
            answer = send(*given)
            self._count(is_counted=not self._moment.statement)
            return answer

        smtplib.SMTP.data = sending  # type: ignore[method-assign,assignment]

    def _at_statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        wanted = self._moment.statement
        self._count(is_counted=bool(wanted) and statement.startswith(wanted))

    def _at_begin(self, connection: Any) -> None:
        if self._waits and connection.get_execution_options().get("daiban_writes"):
            self._waits = False
            self._stand()

    def _count(self, *, is_counted: bool) -> None:
        if not is_counted or next(self._numbers) != self._moment.number:
            return
        if self._moment.between:
            self._waits = True
        else:
            self._stand()

    def _stand(self) -> None:
        os.write(self._says, _WORD)
        os.read(self._hears, 1)
