"""The mail part of `make faults` in small, and a connection that is encrypted with a real certificate."""

import ssl
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from domain.access import SYSTEM
from faults import mail
from faults.harness import Figure
from faults.mail_server import free_port, serving
from services import clock, outbox
from services.outbox import DeliveryCounts
from tests.mailbox import mail_settings
from tests.tiers import needs_openssl

SMALL = mail.Size(letters=24, bad=3, time_out=1)
STUCK = mail.Size(letters=24, bad=8, hang=4, time_out=3)
"""Twice as many as the senders at first: those alone would keep the others waiting for two time-outs."""


@pytest.mark.parametrize(
    ("part", "size"),
    [(mail.outage, SMALL), (mail.hanging, STUCK), (mail.refusals, SMALL), (mail.dropped, SMALL)],
)
def test_mail_faults(sqlite_db: str, part: Callable[[mail.Size], Iterator[Figure]], size: mail.Size) -> None:
    over = [figure.line() for figure in part(size) if not figure.is_kept]
    assert not over, "\n".join(over)


def test_starttls_with_a_certificate_that_is_checked(
    sqlite_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    made = [needs_openssl(), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    port = free_port()
    with (
        serving(port, tls_context=context, require_starttls=True) as server,
        mail_settings(monkeypatch, port, smtp_starttls="true"),
        clock.frozen(datetime(2026, 9, 1, 9, tzinfo=clock.ZONE)),
    ):
        mail._queue(1)
        assert outbox.deliver(actor=SYSTEM) == DeliveryCounts(waiting=1)  # nobody vouches for it
        assert outbox.list_dead(actor=SYSTEM) == () and server.taken == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with clock.frozen(datetime(2026, 9, 1, 9, 2, tzinfo=clock.ZONE)):
            assert outbox.deliver(actor=SYSTEM) == DeliveryCounts(sent=1)
    assert len(server.taken) == 1
