"""Invitations: the right moment in every calendar, one guest, and not a word about whom or why."""

import re
import warnings
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import vobject
from dateutil.tz import tzical
from icalendar import Calendar

from exports.invite import DANISH_TIME, invite
from exports.wording import COPENHAGEN
from tests.exports.checking import calendar_faults, utc
from tests.exports.scene import ENTRY, SEATS

NAMES = ("Bro", "Madsen", "Alma", "Freja", "Viggo", "netværksmøde", *(seat.called for seat in SEATS))
CHANGES = [
    max(date(year, month, day) for day in range(25, 32) if date(year, month, day).weekday() == 6)
    for year in range(2024, 2033)
    for month in (3, 10)
]


def event_of(made: bytes):
    return Calendar.from_ical(made).walk("VEVENT")[0]


def at_three(day: date):
    starts = datetime(day.year, day.month, day.day, 15, tzinfo=COPENHAGEN).astimezone(UTC)
    return replace(ENTRY, starts=starts, ends=starts + timedelta(minutes=90))


def seen_by_vobject(made: bytes) -> datetime:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return utc(vobject.readOne(made.decode()).vevent.dtstart.value)


def test_a_request_asks_one_person_to_answer():
    made = invite(ENTRY)
    event = event_of(made)
    guest = event["ATTENDEE"]
    assert guest == "mailto:signe.bro@familie.example"
    assert dict(guest.params) == {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    assert event["ORGANIZER"] == "mailto:moeder@fjordby.example"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("0198f2ab7d1c@tavlen.example", 0, "CONFIRMED")
    assert event["DTSTAMP"].dt == ENTRY.stamp
    assert calendar_faults(made) == []


def test_the_method_stands_at_the_calendar_and_not_at_the_event():
    calendar = Calendar.from_ical(invite(ENTRY))
    assert calendar["METHOD"] == "REQUEST"
    assert "METHOD" not in event_of(invite(ENTRY))


def test_a_cancellation_is_the_same_event_with_a_higher_number():
    made = invite(replace(ENTRY, method="CANCEL", sequence=1))
    event = event_of(made)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (ENTRY.uid, 1, "CANCELLED")
    assert Calendar.from_ical(made)["METHOD"] == "CANCEL"
    assert calendar_faults(made) == []


def test_a_published_meeting_names_no_guest():
    made = invite(replace(ENTRY, method="PUBLISH"))
    assert "ATTENDEE" not in event_of(made)
    assert calendar_faults(made, must_not_hold=("signe",)) == []


def test_the_file_tells_nothing_about_the_family():
    assert calendar_faults(invite(replace(ENTRY, attendee_email="x@familie.example")), must_not_hold=NAMES) == []
    assert event_of(invite(ENTRY))["SUMMARY"] == "Møde"


def test_a_name_in_the_title_or_a_second_guest_is_caught():
    told = invite(replace(ENTRY, summary="Møde om familien Bro Madsen", attendee_email="x@familie.example"))
    assert calendar_faults(told, must_not_hold=NAMES) == ["it tells Bro", "it tells Madsen"]
    two = invite(ENTRY).replace(b"CLASS:PRIVATE", b"ATTENDEE:mailto:other@familie.example")
    assert calendar_faults(two) == ["2 guests", "not private"]
    assert calendar_faults(invite(ENTRY).replace(b"\r\n ", b"")) == ["a line of more than 75 octets"]


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 10, 23), 13), (date(2026, 10, 26), 14)])
def test_three_o_clock_is_three_o_clock_on_both_sides_of_the_clock_change(day, hour):
    made, right = invite(at_three(day)), datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    assert (utc(event_of(made)["DTSTART"].dt), seen_by_vobject(made)) == (right, right)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_both_readers_agree_around_every_clock_change(change):
    for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
        entry = at_three(day)
        made = invite(entry)
        assert (utc(event_of(made)["DTSTART"].dt), seen_by_vobject(made)) == (entry.starts, entry.starts)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_the_files_own_rules_change_the_clock_when_denmark_does(change):
    """Fails on the day on which the EU ends summer time and the time zone data say so."""
    ours = tzical(StringIO(DANISH_TIME.decode())).get()
    noon = datetime(change.year, change.month, change.day, 12)
    probes = [noon + timedelta(hours=hours) for hours in (-24, -13, -11.5, -8, 0, 24)]
    assert [ours.utcoffset(probe) for probe in probes] == [COPENHAGEN.utcoffset(probe) for probe in probes]


def test_there_is_one_small_time_zone_with_a_rule_and_no_list_of_dates():
    text = invite(ENTRY).decode()
    zone = text[text.index("BEGIN:VTIMEZONE") : text.index("END:VTIMEZONE")]
    assert len(zone) <= 400
    assert "RDATE" not in text
    assert len(re.findall("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=(?:3|10)\r\n", zone)) == 2


def test_the_same_entry_gives_the_same_bytes():
    assert invite(ENTRY) == invite(replace(ENTRY))
