"""Mail by SMTP: one connection a pass, real reasons when it fails, nothing about when to try again."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from types import TracebackType

from services import clock
from services.settings import Settings, settings
from services.words import LANGS, translate

_TLS_PORT = 465
"""The port that speaks TLS from the first byte; on others DAIBAN_SMTP_STARTTLS asks for it."""
_PERMANENT = 500


class MailFailed(Exception):
    """`reason` as the server said it. `is_permanent`: this address will never take this message."""

    def __init__(self, reason: str, *, is_permanent: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_permanent = is_permanent


class ServerUnreachable(MailFailed):
    """No message of this pass can be sent."""


@dataclass(frozen=True)
class Envelope:
    """One message as it leaves; `message_id` is the same at every attempt."""

    address: str
    subject: str
    text: str
    html: str
    message_id: str


class Sender:
    """`with Sender() as sender: sender.send(envelope)`; connects at the first message."""

    def __init__(self) -> None:
        self._connection: smtplib.SMTP | None = None
        self._unreachable: ServerUnreachable | None = None

    def __enter__(self) -> "Sender":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, envelope: Envelope) -> None:
        """Raises MailFailed. Once the server is unreachable it stays so for this pass: no waiting twice."""
        if self._unreachable:
            raise self._unreachable
        connection = self._connection or self._connect()
        try:
            connection.send_message(_mail(envelope), settings().mail_from, [envelope.address])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise MailFailed(_said(code, said), is_permanent=code >= _PERMANENT) from error
        except smtplib.SMTPResponseException as error:
            self._close()
            raise MailFailed(_said(error.smtp_code, error.smtp_error)) from error
        except (ValueError, smtplib.SMTPNotSupportedError) as error:
            raise MailFailed(str(error), is_permanent=True) from error
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise MailFailed(_reason(error)) from error

    def _connect(self) -> smtplib.SMTP:
        try:
            self._connection = connect(settings())
        except ServerUnreachable as error:
            self._unreachable = error
            raise
        return self._connection

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()


def connect(chosen: Settings, *, timeout: float | None = None) -> smtplib.SMTP:
    """A greeted, encrypted and signed-in connection as the settings want it. Raises ServerUnreachable."""
    kind = smtplib.SMTP_SSL if chosen.smtp_port == _TLS_PORT else smtplib.SMTP
    try:
        connection = kind(chosen.smtp_host, chosen.smtp_port, timeout=timeout or chosen.smtp_timeout_seconds)
    except (OSError, smtplib.SMTPException) as error:
        raise ServerUnreachable(_reason(error)) from error
    try:
        if chosen.smtp_starttls:
            connection.starttls(context=ssl.create_default_context())
        if chosen.smtp_username:
            connection.login(chosen.smtp_username, chosen.smtp_password)
    except (OSError, smtplib.SMTPException) as error:
        connection.close()
        raise ServerUnreachable(_reason(error)) from error
    return connection


def _mail(envelope: Envelope) -> EmailMessage:
    """Text and html, base64 for servers without 8BITMIME. ValueError for a broken address."""
    name = " ".join(translate("Daiban", lang=lang) for lang in LANGS)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = envelope.subject
    message["From"] = formataddr((name, settings().mail_from))
    message["To"] = envelope.address
    message["Date"] = format_datetime(clock.real_now())
    message["Message-ID"] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(envelope.text, cte="base64")
    message.add_alternative(envelope.html, subtype="html", cte="base64")
    return message


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {text}"
