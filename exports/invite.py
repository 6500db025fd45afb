"""A meeting as a calendar file. It tells when and where, and nothing about whom or why."""

from functools import cache

from icalendar import Calendar, Component, Event, vCalAddress

from exports.cleaning import legible, one_line
from exports.wording import COPENHAGEN
from meetings.snapshot import Invite

MADE_BY = "-//Tavlen//Tavlen//DA"
# Outlook reads a yearly rule, not a list of dates; each change is written in the time that it ends (RFC 5545 3.6.5).
DANISH_TIME = b"""BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def invite(entry: Invite) -> bytes:
    """Give the calendar file for one person: REQUEST and CANCEL name that person alone, PUBLISH names nobody.

    The same entry gives the same bytes. METHOD, SEQUENCE and the rest follow RFC 5546; only CLASS:PRIVATE and a
    neutral title leave the house.
    """
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", entry.method)
    calendar.add_component(_danish_time())
    calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Invite) -> Event:
    event = Event()
    event.add("uid", one_line(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp)
    event.add("dtstart", entry.starts.astimezone(COPENHAGEN))
    event.add("dtend", entry.ends.astimezone(COPENHAGEN))
    event.add("summary", one_line(entry.summary))
    event.add("location", one_line(entry.location))
    event.add("description", legible(entry.description))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _address(entry.organiser_email))
    if entry.method != "PUBLISH":
        event.add("attendee", _guest(entry.attendee_email))
    return event


def _guest(email: str) -> vCalAddress:
    """Give the one who is asked, so that calendars show the buttons yes, no and maybe."""
    address = _address(email)
    address.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
    return address


def _address(email: str) -> vCalAddress:
    return vCalAddress(f"mailto:{''.join(legible(email).split())}")


@cache
def _danish_time() -> Component:
    return Component.from_ical(DANISH_TIME)
