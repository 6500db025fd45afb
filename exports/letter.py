"""A mail as a file: one person, one message, with the calendar file as the part that makes the buttons (RFC 6047)."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from exports.cleaning import legible, one_line


def mail(
    *,
    sender: str,
    to: str,
    subject: str,
    body: str,
    message_id: str,
    date: datetime,
    name: str = "",
    calendar: bytes = b"",
    method: str = "",
) -> bytes:
    """Give a mail to one person, `name` being how the receiver is called; the same mail gives the same bytes.

    `sender` is the organiser of the calendar file. A line break in a header is taken out, so that nothing that
    somebody typed can add a receiver. Raises ValueError for an address without an @.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(sender)
    message["To"] = _address(to, name)
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = f"<{''.join(one_line(message_id).split()).strip('<>')}>"
    message.set_content(legible(body), cte="quoted-printable")
    if calendar:
        _with_calendar(message, calendar, method)
    return message.as_bytes()


def _with_calendar(message: EmailMessage, calendar: bytes, method: str) -> None:
    text = calendar.decode()
    message.add_alternative(text, subtype="calendar", cte="base64", params={"method": one_line(method)})
    for part in message.iter_parts():
        del part["MIME-Version"]
    message.set_boundary(f"=_{sha256(message['Message-ID'].encode()).hexdigest()[:40]}")


def _address(email: str, name: str = "") -> Address:
    user, at, host = "".join(legible(email).split()).rpartition("@")
    if not (user and at and host):
        raise ValueError("an address needs an @")
    return Address(one_line(name), user, host)
