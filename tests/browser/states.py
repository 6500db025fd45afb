"""Every page in every state that somebody can meet, each with the way there."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import select

from families.break_glass import break_glass
from families.network import number_case, start_family
from families.protection import in_force, protect
from families.reading import family
from families.tables import CaseWorker
from meetings.reading import coming
from store import outbox
from store.audit import AuditCheck
from store.database import now
from store.verifying import LAST
from tests.browser.desk import Desk
from tests.browser.filled import another_meeting, end, fill
from tests.browser.house import House
from tests.browser.people import Person, Phone, Screen

Way = Callable[[House], Person]


def places(house: House) -> dict[str, str]:
    """Give what an address can name: the family, its meeting, and the meeting that comes after it, when there is one."""
    cast = house.scene.cast
    with house.scene.store.reading() as session:
        following = coming(session, cast.family)
        return {"family": cast.family, "meeting": cast.meeting, "next": following.id if following else ""}


def office(path: str, who: str = "lene") -> Way:
    """Give the way to a page of the office."""

    def go(house: House) -> Person:
        someone = getattr(house.scene.cast, who)
        person = house.office(getattr(someone, "actor", someone), **AT_THE_DESK)
        person.opens(path.format(**places(house)))
        return person

    return go


def stranger(path: str) -> Way:
    """Give the way to a page for people who are not signed in."""

    def go(house: House) -> Person:
        person = house.office(None, **AT_THE_DESK)
        person.opens(path)
        return person

    return go


def protected(house: House) -> None:
    """Protect a school for Alma that stands in a card on the board."""
    cast = house.scene.cast
    with house.scene.store.writing() as session:
        if not in_force(session, cast.family):
            given = {"person_id": cast.alma.person, "kind": "school", "text": "Rævebjergskolen"}
            protect(session, family(session, cast.family), cast.lene.actor, against=[cast.kim.person], **given)


def protected_later(path: str) -> Way:
    """Give the way to a page that showed the school before it was protected: a letter waits, and the family's page names it."""

    def go(house: House) -> Person:
        protected(house)
        cast = house.scene.cast
        with house.scene.store.writing() as session:
            to = {"to": "kim@familie.example", "name": "Kim Madsen", "meeting_id": cast.meeting}
            said = {"subject": "Møde", "body": "Hvor: Rævebjergskolen"}
            outbox.post(session, outbox.letter(session, key="invite:held", **to, **said))
            family(session, cast.family).custody = "Fælles. Alma går på Rævebjergskolen"
        return office(path)(house)

    return go


def chain(*, whole: bool) -> Way:
    """Give the way to the page about the chain of looks after it was verified."""

    def go(house: House) -> Person:
        store = house.scene.store
        with store.writing() as session:
            session.merge(AuditCheck(id=LAST, at=now(session), entries=1_204, good=1_204 if whole else 17, whole=whole))
        return office("/chain", "admin")(house)

    return go


def protection_sheet(house: House) -> Person:
    protected(house)
    return office(f"/families/{{family}}/people/{house.scene.cast.alma.person}/protection")(house)


def signing(house: House) -> Person:
    protected(house)
    with house.scene.store.reading() as session:
        row = in_force(session, house.scene.cast.family)[0].id
    return office(f"/families/{{family}}/passes?place=plan&unsigned={'0' * 64}.{row}")(house)


def going(house: House) -> None:
    """Let a family of Lene's, without a case number, be old enough to go before long."""
    with house.scene.store.writing() as session:
        lone = start_family(session, house.scene.cast.lene.actor, title="Familien Gransø")
        lone.created_at = now(session) - timedelta(days=175)


def without_anybody(house: House) -> None:
    """Let there be a family without a case number that nobody works with."""
    with house.scene.store.writing() as session:
        lone = start_family(session, house.scene.cast.per, title="Familien Gransø")
        session.exec(select(CaseWorker).where(CaseWorker.family_id == lone.id)).one().until = now(session)


def refused_meeting(house: House) -> Person:
    person = office("/families/{family}/meetings/new")(house)
    person.page.locator("form [type=submit], form button.primary").last.click()
    person.page.locator("#notice[role=alert]").wait_for()
    return person


def refused_opening(house: House) -> Person:
    person = office("/families/other", "per")(house)
    person.page.locator("#reason").fill("kort")
    person.presses("Åbn familien")
    person.is_refused("Skriv en grund på mindst 10 bogstaver.")
    return person


def opened_family(house: House) -> Person:
    cast = house.scene.cast
    with house.scene.store.writing() as session:
        number_case(session, family(session, cast.family), case_ref="2026-1001")
        break_glass(session, cast.per, case_ref="2026-1001", reason="Vagten i nat skal kende aftalerne")
    return office("/families/{family}", "per")(house)


def left_open(house: House) -> Person:
    """The family's page of somebody who was signed out meanwhile."""
    lene = office("/families/{family}")(house)
    house.signs_in(lene.page.context, house.scene.cast.mikkel.actor)
    lene.page.evaluate("dispatchEvent(new Event('focus'))")
    lene.page.locator("#away").wait_for()
    return lene


def desk(house: House) -> Desk:
    return house.recorder(**READABLE)


def full_desk(house: House) -> Desk:
    fill(house)
    return desk(house)


def desk_with_sheet(house: House) -> Desk:
    recorder = full_desk(house)
    recorder.opens_card("Ditte ringer")
    return recorder


def desk_with_refusal(house: House) -> Desk:
    recorder = desk_with_sheet(house)
    recorder.sheet.locator("#card-text").fill("")
    recorder.presses("Gem", within=recorder.sheet)
    recorder.is_refused("Skriv noget på kortet først.")
    return recorder


def desk_with_numbers(house: House) -> Desk:
    recorder = full_desk(house)
    recorder.opens_numbers()
    return recorder


def desk_with_shortcuts(house: House) -> Desk:
    recorder = full_desk(house)
    recorder.page.keyboard.press("Alt+0")
    recorder.page.locator("dialog#keys[open]").wait_for()
    return recorder


def desk_that_shows_out(house: House) -> Desk:
    house.phone(house.scene.cast.signe, **READABLE)
    recorder = full_desk(house)
    recorder.presses("Vis ud")
    recorder.sheet.get_by_text("Vil du vise Mor ud?").wait_for()
    return recorder


def desk_with_places(house: House) -> Desk:
    for number in range(10):
        house.another.post("/join", data={"code": f"ZZZZ-{number:04}", "name": "Bo"})
    recorder = full_desk(house)
    recorder.sees("Nogen har prøvet mange forkerte koder.")
    recorder.page.locator("#door [hx-get$='/door/sheet']").click()
    recorder.sheet.locator("#seats").fill("10")
    return recorder


def desk_offline(house: House) -> Desk:
    recorder = full_desk(house)
    recorder.loses_the_network()
    recorder.writes("Venter på nettet")
    recorder.is_told("waiting")
    return recorder


def wall(view: str = "", **stage: str) -> Way:
    """Give the way to the big screen with this view."""

    def go(house: House) -> Screen:
        if view != "empty":
            fill(house)
        change = {"view": view if view not in ("", "empty") else "board", "locked": "no", **stage}
        house.another.post(house.scene.address("stage"), data=change)
        return house.screen(**READABLE)

    return go


def wall_offline(house: House) -> Screen:
    screen = wall("board")(house)
    screen.loses_the_network()
    screen.page.evaluate("document.documentElement.dataset.connected = 'false'")
    return screen


def lobby(house: House) -> Screen:
    with house.scene.store.writing() as session:
        row = another_meeting(session, house)
    screen = Screen(
        house.page(
            house.scene.staff(house.scene.cast.lene.actor), viewport={"width": 1920, "height": 1080}, **READABLE
        ),
        house,
    )
    screen.opens(f"/meetings/{row}/screen")
    return screen


def phone(page: str = "", who: str = "signe") -> Way:
    """Give the way to a page of a guest's phone."""

    def go(house: House) -> Phone:
        fill(house)
        return house.phone(getattr(house.scene.cast, who), page, **READABLE)

    return go


def phone_offline(house: House) -> Phone:
    guest = phone()(house)
    guest.loses_the_network()
    guest.sends("Venter på nettet")
    guest.is_told("waiting")
    guest.page.evaluate("document.documentElement.dataset.connected = 'false'")
    return guest


def phone_joins(house: House) -> Phone:
    guest = house.phone(**READABLE)
    guest.opens("/join")
    return guest


def phone_in_already(house: House) -> Phone:
    guest = house.phone(house.scene.cast.signe, **READABLE)
    guest.opens("/join")
    guest.sees("Telefonen er allerede ved et møde")
    return guest


def phone_chooses_name(house: House) -> Phone:
    guest = house.phone(**READABLE)
    guest.opens(f"/join#{house.secret}")
    guest.sees("Hvem er du?")
    return guest


def phone_wrong_code(house: House) -> Phone:
    guest = phone_joins(house)
    guest.page.locator("#code").fill("AAAA-AAAA")
    guest.presses("Bank på")
    guest.is_refused("Koden passer ikke.")
    return guest


def phone_waits(house: House) -> Phone:
    guest = house.phone(**READABLE)
    guest.joins(house.code, as_="Nabo Karen")
    guest.is_connected()
    return guest


def ended(way: Way) -> Way:
    """Give the way to a page after the meeting."""

    def go(house: House) -> Person:
        fill(house)
        end(house)
        return way(house)

    return go


def screen_over(house: House) -> Screen:
    screen = Screen(
        house.page(
            house.scene.staff(house.scene.cast.mikkel.actor), viewport={"width": 1920, "height": 1080}, **READABLE
        ),
        house,
    )
    screen.opens(house.scene.address("screen"))
    return screen


def farewell(house: House) -> Phone:
    guest = Phone(
        house.page(house.scene.passes[house.scene.cast.signe.seat], viewport={"width": 390, "height": 844}, **READABLE),
        house,
    )
    guest.opens("/phone")
    return guest


READABLE = {"bypass_csp": True}
AT_THE_DESK = {**READABLE, "viewport": {"width": 1366, "height": 768}}
OFFICE: dict[str, Way] = {
    "sign-in": stranger("/sign-in"),
    "welcome": stranger("/welcome"),
    "recovery": stranger("/sign-in/recovery"),
    "account": office("/account"),
    "proof": office("/proof"),
    "refusal": office("/meetings/findes-ikke"),
    "start": office("/"),
    "start, empty": office("/", "per"),
    "families": office("/families"),
    "family": office("/families/{family}"),
    "protection": protection_sheet,
    "signing": signing,
    "family, protected": lambda house: (protected(house), office("/families/{family}")(house))[1],
    "new meeting": office("/families/{family}/meetings/new"),
    "new meeting, refused": refused_meeting,
    "meeting, before": office("/meetings/{meeting}"),
    "outbox": office("/outbox"),
    "outbox, held": protected_later("/outbox"),
    "family, hidden words": protected_later("/families/{family}"),
    "another family": office("/families/other", "per"),
    "another family, refused": refused_opening,
    "family, opened": opened_family,
    "start, family opened": lambda house: (opened_family(house), office("/")(house))[1],
    "start, open to me": lambda house: (opened_family(house), office("/", "per")(house))[1],
    "families, open to me": lambda house: (opened_family(house), office("/families", "per")(house))[1],
    "family, left open": left_open,
    "start, family goes": lambda house: (going(house), office("/")(house))[1],
    "openings, empty": office("/leader/openings", "leader"),
    "openings": lambda house: (opened_family(house), office("/leader/openings", "leader")(house))[1],
    "employees": office("/employees", "admin"),
    "employees, none found": office("/employees?find=findes-ikke", "admin"),
    "retention": office("/retention", "admin"),
    "chain, never verified": office("/chain", "admin"),
    "chain, whole": chain(whole=True),
    "chain, broken": chain(whole=False),
    "samples": office("/leader/samples", "leader"),
    "start, leader, family goes": lambda house: (going(house), office("/", "leader")(house))[1],
    "retention, family goes": lambda house: (going(house), office("/retention", "leader")(house))[1],
    "families without a team": office("/leader/teams", "leader"),
    "families without a number": lambda house: (without_anybody(house), office("/leader/teams", "leader")(house))[1],
    "access review": office("/leader/access", "leader"),
    "closing": lambda house: (fill(house), office("/meetings/{meeting}/closing", "mikkel")(house))[1],
}
DESK: dict[str, Way] = {
    "empty": desk,
    "full": full_desk,
    "sheet": desk_with_sheet,
    "sheet, refused": desk_with_refusal,
    "number sheet": desk_with_numbers,
    "shows out": desk_that_shows_out,
    "shortcuts": desk_with_shortcuts,
    "breather": lambda house: (house.another.post(house.scene.address("stage"), data={"view": "pause"}), desk(house))[
        1
    ],
    "places": desk_with_places,
    "offline": desk_offline,
}
WALL: dict[str, Way] = {
    "empty": wall("empty"),
    "full": wall(),
    "one column": wall("worries"),
    "numbers": wall("numbers"),
    "agreements": wall("agreements"),
    "join": wall("join"),
    "hidden": wall("hidden"),
    "pause": wall("pause"),
    "locked": wall(locked="yes"),
    "offline": wall_offline,
    "lobby": lobby,
}
PHONE: dict[str, Way] = {
    "join": phone_joins,
    "join, in already": phone_in_already,
    "names": phone_chooses_name,
    "wrong code": phone_wrong_code,
    "wait": phone_waits,
    "write": phone(),
    "board": phone("/board"),
    "numbers": phone("/numbers"),
    "offline": phone_offline,
}
AFTER: dict[str, Way] = {
    "meeting": ended(office("/meetings/{meeting}")),
    "filing": ended(office("/meetings/{meeting}/filing")),
    "filing, never opened": ended(office("/meetings/{next}/filing")),
    "deletion": ended(office("/families/{family}/deletion")),
    "plan": ended(office("/families/{family}/plan")),
    "fridge": ended(office("/families/{family}/fridge")),
    "start": ended(office("/")),
    "screen": ended(screen_over),
    "phone": ended(farewell),
}
