"""Mail by SMTP: one connection a sender, real reasons when it fails, nothing about when to try again."""

import base64
import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from types import TracebackType

from services import clock
from services.channels.failures import NotSent, ServerUnreachable, masked
from services.settings import Settings, settings
from services.words import LANGS, translate

_TLS_PORT = 465
"""The port that speaks TLS from the first byte; on others DAIBAN_SMTP_STARTTLS asks for it."""
_PERMANENT = 500
_CLOSING = 421
NO_ADDRESS = "this is not a mail address"
_CHARSET = {"charset": "utf-8"}


@dataclass(frozen=True)
class Envelope:
    """One message as it leaves; `message_id` is the same at every attempt."""

    address: str
    subject: str
    text: str
    html: str
    message_id: str
    attachments: tuple[dict[str, str], ...] = ()


class Sender:
    """`with Sender() as sender: sender.send(envelope)`; connects at the first message."""

    def __init__(self) -> None:
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> "Sender":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, envelope: Envelope) -> None:
        """Raises NotSent; ServerUnreachable when there is no connection to be had."""
        mail = _composed(envelope)
        used = self._connection
        try:
            self._send(mail, envelope.address)
        except _HungUp as error:
            if used is None or error.is_slow:
                raise
            self._send(mail, envelope.address)  # it ends connections after a while, or after some messages

    def _send(self, mail: EmailMessage, address: str) -> None:
        self._connection = self._connection or connect(settings())
        try:
            self._connection.send_message(mail, settings().mail_from, [address])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise NotSent(_said(code, said), is_permanent=code >= _PERMANENT) from error
        except smtplib.SMTPDataError as error:
            is_permanent = error.smtp_code >= _PERMANENT
            raise NotSent(_said(error.smtp_code, error.smtp_error), is_permanent=is_permanent) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSent(str(error), is_permanent=True) from error
        except smtplib.SMTPResponseException as error:  # the house's own address or size: not the recipient's
            self._close()
            kind = _HungUp if error.smtp_code == _CLOSING else NotSent
            raise kind(_said(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise _HungUp(_reason(error), is_slow=_is_slow(error)) from error

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()


class _HungUp(NotSent):
    """The connection ended while a message was on it; `is_slow`: after we waited in vain."""

    def __init__(self, reason: str, *, is_slow: bool = False) -> None:
        super().__init__(reason)
        self.is_slow = is_slow


def _is_slow(error: Exception) -> bool:
    """smtplib reports a time-out as a lost connection; what it caught stands behind it."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


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
        connection.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as error:
        connection.close()
        raise ServerUnreachable(_reason(error)) from error
    return connection


def _composed(envelope: Envelope) -> EmailMessage:
    """The message, or NotSent for an address that is none: no server need be asked."""
    try:
        return _mail(envelope)
    except (ValueError, LookupError, MessageError) as error:  # LookupError: the parser's own, of `name@`
        raise NotSent(NO_ADDRESS, is_permanent=True) from error


def _mail(envelope: Envelope) -> EmailMessage:
    """Text, html and attachments, base64 for servers without 8BITMIME. ValueError for a broken address."""
    name = " ".join(translate("Daiban", lang=lang) for lang in LANGS)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = envelope.subject
    message["From"] = formataddr((name, settings().mail_from))
    message["To"] = envelope.address
    if len(message["To"].addresses) != 1 or not message["To"].addresses[0].domain:
        raise ValueError(NO_ADDRESS)
    message["Date"] = format_datetime(clock.real_now())
    message["Message-ID"] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(envelope.text, cte="base64")
    if envelope.html:
        message.add_alternative(envelope.html, subtype="html", cte="base64")
    for attached in envelope.attachments:
        kind, _, subtype = attached["media_type"].partition("/")
        name = attached["name"]
        if "base64" in attached:
            data = base64.b64decode(attached["base64"])
            message.add_attachment(data, kind, subtype, filename=name)
        else:
            message.add_attachment(attached["text"].encode(), kind, subtype, filename=name, params=_CHARSET)
    return message


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    said = (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
    return masked(said, settings().smtp_password)


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return masked(f"{code} {text}", settings().smtp_password)
