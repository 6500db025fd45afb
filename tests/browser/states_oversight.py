"""The pages that watch over the others: who looked, what a reader would see, samples, retention and what was signed for."""

from dataclasses import asdict
from datetime import UTC, datetime

from sqlmodel import Session, select

from accounts.reviewing import Sampled
from accounts.tables import SampledLooks
from families import network
from families.protection import in_force, mark_of
from families.tables import Family
from keeping import holding
from tests.browser.filled import end, fill
from tests.browser.house import House
from tests.browser.people import Person
from tests.browser.states import Way, office, protected

KINDS = ("drawn", "opened", "late")
MONTH, MOMENT = datetime(2026, 8, 1).date(), datetime(2026, 8, 19, 10, 0, tzinfo=UTC)
TITLE, CASE = "Familien Lund Prøve", "2026-7007"


def sample(unit: str, *, signed: bool = False) -> Way:
    """Give the way to a month's sample with one look of each kind."""

    def go(house: House) -> Person:
        with house.scene.store.writing() as session:
            row_id = _sampled(session, house, unit, signed)
        return office(f"/leader/samples/{row_id}", "leader")(house)

    return go


def sample_refused(house: House) -> Person:
    person = sample("Familiehuset, afvist")(house)
    person.presses("Skriv under")
    person.page.locator("#notice[role=alert]").wait_for()
    return person


def looked_at(house: House) -> Person:
    lene = house.scene.browser(house.scene.staff(house.scene.cast.lene.actor))
    for way in ("", "/plan"):
        assert lene.get(f"/families/{house.scene.cast.family}{way}").status_code == 200
    person = office(f"/families/{{family}}/people/{house.scene.cast.signe.person}/looks")(house)
    person.sees("en på sagsteamet så familiens side")
    return person


def seen_as(who: str) -> Way:
    """Give the way to what this person, or the big screen, would see."""

    def go(house: House) -> Person:
        fill(house)
        seat = getattr(house.scene.cast, who).seat if who != "screen" else who
        return office(f"/meetings/{{meeting}}/as/{seat}")(house)

    return go


def signed(house: House) -> Person:
    """A text that names something protected, let through with a reason and a name."""
    protected(house)
    with house.scene.store.reading() as session:
        row = in_force(session, house.scene.cast.family)[0].id
        mark = mark_of(session, "Alma går på Rævebjergskolen")
    person = office(f"/families/{{family}}/passes?place=plan&unsigned={mark}.{row}")(house)
    person.page.locator("#reason").fill("Skolen er aftalt med begge forældre")
    person.page.locator("#name").fill("Lene Skov")
    person.presses("Skriv under")
    person.sees("Du har skrevet under.")
    return person


def signing_refused(house: House) -> Person:
    protected(house)
    with house.scene.store.reading() as session:
        row = in_force(session, house.scene.cast.family)[0].id
    person = office(f"/families/{{family}}/passes?place=plan&unsigned={'0' * 64}.{row}")(house)
    person.presses("Skriv under")
    person.page.locator("#notice[role=alert]").wait_for()
    return person


def protection_shown(house: House) -> Person:
    protected(house)
    person = office(f"/families/{{family}}/people/{house.scene.cast.alma.person}/protection")(house)
    person.presses("Vis")
    person.sees("Teksten står herunder.")
    return person


def every_pass(house: House) -> Person:
    signed(house)
    person = office("/protections/passes", "leader")(house)
    person.sees("Skolen er aftalt med begge forældre")
    return person


def deletion(house: House) -> Person:
    """What would go, of a family without meetings that wait to be filed."""
    with house.scene.store.writing() as session:
        row = _another_family(session, house)
        if held := holding.hold_of(session, row.id):
            holding.lift(session, house.scene.cast.leader, row)
        assert held is None or holding.hold_of(session, row.id) is None
    person = office(f"/families/{row.id}/deletion")(house)
    person.sees("Dette slettes for altid:")
    return person


def deletion_refused(house: House) -> Person:
    person = deletion(house)
    person.page.locator("#typed").fill("Familien Lun")
    person.presses("Slet alt om familien")
    person.page.locator("[role=alert]").wait_for()
    return person


def deletion_held(house: House) -> Person:
    row = _hold(house)
    person = office(f"/families/{row.id}/deletion")(house)
    person.sees("Intet må slettes")
    return person


def deleted(house: House) -> Person:
    person = deletion(house)
    person.page.locator("#typed").fill(TITLE)
    person.presses("Slet alt om familien")
    person.sees("Familien er slettet.")
    return person


def retention_held(house: House) -> Person:
    _hold(house)
    person = office("/retention", "leader")(house)
    person.sees(CASE)
    return person


def retention_refused(house: House) -> Person:
    person = office("/retention", "leader")(house)
    person.page.locator("#case").fill("findes-ikke")
    person.page.locator("#reason").fill("Klagesag")
    person.page.locator("#holds ~ form .primary").click()
    person.page.locator("[role=alert]").wait_for()
    return person


def days_refused(house: House) -> Person:
    person = office("/retention", "admin")(house)
    person.page.locator("[name=days]").first.fill("0")
    person.page.locator("main form.line .button").first.click()
    person.page.locator("[role=alert]").wait_for()
    return person


def filed(house: House) -> Person:
    person = _filing(house)
    person.page.locator("#reference").fill("2026-1001-7")
    person.presses("Gem nummeret")
    person.sees("Journaliseret:")
    return person


def filing_refused(house: House) -> Person:
    person = _filing(house)
    person.page.locator("#reference").fill("")
    person.presses("Gem nummeret")
    person.page.locator("#notice[role=alert]").wait_for()
    return person


def _filing(house: House) -> Person:
    fill(house)
    end(house)
    return office("/meetings/{meeting}/filing")(house)


def _another_family(session: Session, house: House) -> Family:
    found = session.exec(select(Family).where(Family.title == TITLE)).first()
    if found is None:
        found = network.start_family(session, house.scene.cast.lene.actor, title=TITLE, case_ref=CASE)
        network.add_person(session, found, name="Mona Lund", kind="parent", relation="Mor", custody=True)
    return found


def _hold(house: House) -> Family:
    with house.scene.store.writing() as session:
        row = _another_family(session, house)
        if holding.hold_of(session, row.id) is None:
            holding.hold(session, house.scene.cast.leader, row, reason="Der er klaget, og sagen skal kunne læses")
    return row


def _sampled(session: Session, house: House, unit: str, signed: bool) -> str:
    cast = house.scene.cast
    found = session.exec(select(SampledLooks.id).where(SampledLooks.unit == unit)).first()
    if found:
        return found
    verbs = ("GET see the family: plan", "open another family", "GET see the family")
    looks = [
        asdict(Sampled(f"look{at}", kind, MOMENT.isoformat(), cast.lene.actor.id, verb, cast.family, why, times=at + 1))
        for at, (kind, verb, why) in enumerate(zip(KINDS, verbs, ("team", "opened", "team"), strict=True))
    ]
    if signed:
        looks = [one | {"found": "ask", "remark": "Hvorfor så sent?"} for one in looks]
    by = {"signed_by": cast.leader.id, "signed_at": MOMENT} if signed else {}
    row = SampledLooks(month=MONTH, unit=unit, looks=looks, drawn_at=MOMENT, **by)
    session.add(row)
    session.flush()
    return row.id


OVERSIGHT: dict[str, Way] = {
    "sample": sample("Familiehuset"),
    "sample, refused": sample_refused,
    "sample, signed": sample("Familiehuset, skrevet under", signed=True),
    "samples, filled": lambda house: (sample("Familiehuset")(house), office("/leader/samples", "leader")(house))[1],
    "looks": looked_at,
    "see as a reader of a part": seen_as("pernille"),
    "see as nobody who said yes": seen_as("hussein"),
    "see as the mother": seen_as("signe"),
    "see as the screen": seen_as("screen"),
    "signed": signed,
    "signing, refused": signing_refused,
    "protection, shown": protection_shown,
    "everything signed": every_pass,
    "deletion, dry": deletion,
    "deletion, refused": deletion_refused,
    "deletion, held": deletion_held,
    "family, held": lambda house: office(f"/families/{_hold(house).id}")(house),
    "retention, held": retention_held,
    "retention, refused": retention_refused,
    "retention, days refused": days_refused,
    "deleted": deleted,
}
FILING: dict[str, Way] = {"filing, refused": filing_refused, "filed": filed}
