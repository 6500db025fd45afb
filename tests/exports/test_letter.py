"""Mails: one person, one message, and a calendar part that makes the buttons."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from icalendar import Calendar

from exports.invite import invite
from exports.letter import mail
from tests.exports.scene import CLOSED, ENTRY

WORDS = {
    "sender": ENTRY.organiser_email,
    "to": ENTRY.attendee_email,
    "subject": "Møde",
    "body": "Hej.\n\nDu er inviteret til et møde onsdag den 9. december kl. 15.00.",
    "message_id": "0198f2ab.1@tavlen.example",
    "date": CLOSED,
}
CALLED = {**WORDS, "calendar": invite(ENTRY), "method": "REQUEST"}


def read(made: bytes) -> EmailMessage:
    return message_from_bytes(made, policy=default)  # type: ignore[return-value]


def test_the_calendar_is_the_last_of_two_ways_to_read_the_mail():
    message = read(mail(**CALLED))
    assert message.get_content_type() == "multipart/alternative"
    text, calendar = message.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert text.get_content().splitlines() == WORDS["body"].splitlines()
    assert calendar.get_content_type() == "text/calendar"
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("REQUEST", "utf-8")


def test_the_calendar_part_is_the_calendar_file():
    _, calendar = read(mail(**CALLED)).iter_parts()
    assert calendar.get_payload(decode=True) == invite(ENTRY)
    assert Calendar.from_ical(calendar.get_content())["METHOD"] == calendar.get_param("method")


def test_the_mail_is_from_the_organiser_to_one_person():
    message = read(mail(**CALLED, name="Signe Bro"))
    assert [address.addr_spec for address in message["From"].addresses] == [ENTRY.organiser_email]
    assert [str(address) for address in message["To"].addresses] == ["Signe Bro <signe.bro@familie.example>"]
    assert (message["Cc"], message["Bcc"], message["Reply-To"]) == (None, None, None)


def test_without_a_name_the_headers_tell_no_name():
    head = mail(**CALLED).split(b"\r\n\r\n")[0]
    assert b"Signe" not in head
    assert read(head)["Subject"] == "Møde"


def test_a_mail_without_a_calendar_is_plain_text():
    message = read(mail(**WORDS))
    assert (message.get_content_type(), message["Date"].datetime) == ("text/plain", CLOSED)


@pytest.mark.parametrize("field", ["to", "sender", "name", "subject", "message_id", "method"])
def test_a_line_break_in_a_header_adds_no_receiver(field):
    evil = "x@y.example\r\nBcc: other@evil.example, third@evil.example"
    message = read(mail(**{**CALLED, field: evil}))
    assert (message["Bcc"], len(message["To"].addresses), len(message["From"].addresses)) == (None, 1, 1)


def test_a_comma_in_an_address_adds_no_receiver():
    assert len(read(mail(**{**WORDS, "to": "a@b.example,c@d.example"}))["To"].addresses) == 1


def test_an_address_without_an_at_is_refused():
    with pytest.raises(ValueError, match="an address needs an @"):
        mail(**{**WORDS, "to": "nobody"})


def test_the_same_mail_gives_the_same_bytes_with_line_ends_for_the_wire():
    assert mail(**CALLED) == mail(**CALLED)
    assert mail(**CALLED).count(b"\n") == mail(**CALLED).count(b"\r\n")


def test_two_mails_have_different_boundaries():
    other = read(mail(**{**CALLED, "message_id": "0198f2ab.2@tavlen.example"}))
    assert other.get_boundary() != read(mail(**CALLED)).get_boundary()
