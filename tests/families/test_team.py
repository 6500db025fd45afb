"""The case team, and the families that are opened from outside it."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from accounts.tables import Account, LoginSession
from families import break_glass, coordination, leaving, network
from families.break_glass import NoSuchCase, every_opening, opening_of, openings
from families.reading import family
from families.tables import Family
from families.team import LastOnTheTeam, StillCoordinator, families_of, is_on_team, join_team, leave_team, team
from store.audit import AuditEntry
from store.database import Store, now
from store.outbox import OutboxMail
from store.refusal import NotFound, Unfit
from tests.cast import Cast

NUMBER, REASON = "2026-1001", "Vagten i nat skal kende aftalerne"


def numbered(session: Session, cast: Cast) -> Family:
    """Give the family with its case number written down."""
    house = family(session, cast.family)
    network.number_case(session, house, case_ref=NUMBER)
    return house


def test_whoever_starts_a_family_is_the_first_on_its_team(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        house = network.start_family(session, cast.per, title="Familien Dahl")
        assert [one.name for one in team(session, house.id)] == ["Per Vang"]
        assert [row.title for row in families_of(session, cast.per.id)] == ["Familien Dahl"]


def test_a_colleague_joins_and_leaves_and_the_last_one_stays(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        house = family(session, cast.family)
        join_team(session, house, cast.lene.actor, account_id=cast.per.id)
        join_team(session, house, cast.lene.actor, account_id=cast.per.id)
        assert [one.name for one in team(session, house.id)] == [
            "Anne-Marie Lund",
            "Lene Skov",
            "Mikkel Holm",
            "Per Vang",
        ]
        for one in (cast.lene.actor, cast.mikkel.actor, cast.anne_marie.actor):
            leave_team(session, house, account_id=one.id)
        with pytest.raises(LastOnTheTeam):
            leave_team(session, house, account_id=cast.per.id)
        with pytest.raises(NotFound):
            leave_team(session, house, account_id=cast.lene.actor.id)
        assert (is_on_team(session, house.id, cast.per.id), is_on_team(session, house.id, cast.lene.actor.id)) == (
            True,
            False,
        )


def test_an_administrator_and_a_closed_account_are_on_no_team(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        house = family(session, cast.family)
        leaving.close_account(session, session.get_one(Account, cast.per.id), by=cast.admin)
        for nobody in (cast.admin.id, cast.per.id, "", "findes-ikke"):
            with pytest.raises(Unfit):
                join_team(session, house, cast.lene.actor, account_id=nobody)


def test_a_coordinator_with_an_account_sees_the_family_until_the_task_ends(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        coordination.assign(session, cast.family, person_id=cast.ditte.person, toward="family")
        assert is_on_team(session, cast.family, cast.ditte.actor.id)
        coordination.end(session, cast.family, toward="family")
        assert not is_on_team(session, cast.family, cast.ditte.actor.id)


def test_no_two_families_have_the_same_case_number(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        numbered(session, cast)
        other = network.start_family(session, cast.per, title="Familien Dahl")
        with pytest.raises(network.NumberTaken):
            network.number_case(session, other, case_ref=f" {NUMBER} ")


@pytest.mark.parametrize("reason", ["", "   ", "kort", "\u200b" * 20])
def test_a_family_is_not_opened_without_a_reason(the_store: Store, cast: Cast, reason: str) -> None:
    with the_store.writing() as session:
        numbered(session, cast)
        with pytest.raises(Unfit):
            break_glass.break_glass(session, cast.per, case_ref=NUMBER, reason=reason)
        assert opening_of(session, cast.family, cast.per.id) is None


def test_a_wrong_case_number_and_none_read_the_same(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        numbered(session, cast)
        for number in ("", "2026-9999", NUMBER[:-1], "%", NUMBER + "'"):
            with pytest.raises(NoSuchCase):
                break_glass.break_glass(session, cast.per, case_ref=number, reason=REASON)


def test_an_opening_tells_the_team_and_the_coordinator_at_once_without_a_name(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        numbered(session, cast)
        coordination.assign(session, cast.family, person_id=cast.ditte.person, toward="family")
        break_glass.break_glass(session, cast.per, case_ref=NUMBER, reason=REASON)
        mails = session.exec(select(OutboxMail)).all()
        assert sorted(mail.to.split("@")[0] for mail in mails) == ["anne_marie", "ditte", "lene", "mikkel"]
        assert {mail.body for mail in mails} == {
            "En sag i dit team er åbnet af en, der ikke er på teamet. Log ind for at se hvem og hvorfor."
        }
        for secret in ("Bro", "Madsen", "Per", NUMBER, REASON):
            assert secret not in repr([(mail.subject, mail.body) for mail in mails])


def test_an_opening_holds_for_12_hours_or_until_it_is_closed(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        numbered(session, cast)
        break_glass.break_glass(session, cast.per, case_ref=NUMBER, reason=REASON)
        found = opening_of(session, cast.family, cast.per.id)
        assert found is not None
        assert (found.reason, found.ends - found.at) == (REASON, timedelta(hours=12))
        break_glass.close_again(session, account_id=cast.per.id, family_id=cast.family)
        assert opening_of(session, cast.family, cast.per.id) is None
        assert [one.reason for one in every_opening(session, most=9)] == [REASON]


def test_who_is_on_the_team_needs_no_opening(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        numbered(session, cast)
        assert break_glass.break_glass(session, cast.lene.actor, case_ref=NUMBER, reason=REASON).id == cast.family
        assert (every_opening(session, most=9), session.exec(select(OutboxMail)).all()) == ([], [])


def test_the_first_on_the_team_who_read_it_stands_there(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        house = numbered(session, cast)
        break_glass.break_glass(session, cast.per, case_ref=NUMBER, reason=REASON)
        (one,) = openings(session, [house.id], since=now(session))
        assert (one.name, one.reason, one.read_by) == ("Per Vang", REASON, "")
        break_glass.read(session, house, cast.mikkel.actor, opening_id=one.id)
        break_glass.read(session, house, cast.lene.actor, opening_id=one.id)
        (one,) = openings(session, [house.id], since=now(session) - timedelta(hours=1))
        assert one.read_by == "Mikkel Holm"
        assert openings(session, [house.id], since=now(session) + timedelta(hours=1)) == []
        other = network.start_family(session, cast.per, title="Familien Dahl")
        with pytest.raises(NotFound):
            break_glass.read(session, other, cast.per, opening_id=one.id)


def test_a_closed_account_is_signed_out_off_every_team_and_out_of_what_it_opened(the_store: Store, cast: Cast) -> None:
    from accounts.signing_in import sign_in

    with the_store.writing() as session:
        numbered(session, cast)
        account = session.get_one(Account, cast.per.id)
        mine = network.start_family(session, cast.per, title="Familien Dahl")
        sign_in(session, account)
        break_glass.break_glass(session, cast.per, case_ref=NUMBER, reason=REASON)
        leaving.close_account(session, account, by=cast.admin)
        open_sessions = select(LoginSession).where(
            LoginSession.account_id == account.id,
            LoginSession.ended_at == None,  # noqa: E711
        )
        assert session.exec(open_sessions).all() == []
        assert (team(session, mine.id), opening_of(session, cast.family, account.id)) == ([], None)
        leaving.open_account(session, account, by=cast.admin)
        assert families_of(session, account.id) == []


def test_there_is_always_an_administrator_and_nobody_demotes_themself(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        ada, lars = session.get_one(Account, cast.admin.id), session.get_one(Account, cast.leader.id)
        for act in (
            lambda by: leaving.close_account(session, ada, by=by),
            lambda by: leaving.change_standing(session, ada, by=by, role="worker", unit=""),
        ):
            with pytest.raises(leaving.NotYourself):
                act(cast.admin)
            with pytest.raises(leaving.LastAdministrator):
                act(cast.leader)
        leaving.change_standing(session, lars, by=cast.admin, role="admin", unit="Drift")
        leaving.close_account(session, ada, by=cast.leader)
        assert (lars.role, lars.unit, ada.disabled_at is not None) == ("admin", "Drift", True)


def test_whoever_becomes_an_administrator_leaves_every_team(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        mikkel = session.get_one(Account, cast.mikkel.actor.id)
        leaving.change_standing(session, mikkel, by=cast.admin, role="admin", unit="")
        assert [one.name for one in team(session, cast.family)] == ["Anne-Marie Lund", "Lene Skov"]
        with pytest.raises(Unfit):
            leaving.change_standing(session, mikkel, by=cast.leader, role="owner", unit="")


def test_the_coordinator_leaves_the_team_when_the_task_is_handed_over(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        house = family(session, cast.family)
        join_team(session, house, cast.lene.actor, account_id=cast.ditte.actor.id)
        coordination.assign(session, cast.family, person_id=cast.ditte.person, toward="family")
        with pytest.raises(StillCoordinator, match="Giv først koordinatorens opgave videre"):
            leave_team(session, house, account_id=cast.ditte.actor.id)
        coordination.hand_over(session, cast.family, person_id=cast.kim.person, toward="family")
        leave_team(session, house, account_id=cast.ditte.actor.id)
        assert not is_on_team(session, cast.family, cast.ditte.actor.id)


@pytest.mark.parametrize("closed", [True, False])
def test_whoever_is_closed_or_becomes_an_administrator_coordinates_no_family(
    the_store: Store, cast: Cast, closed: bool
) -> None:
    with the_store.writing() as session:
        ditte = session.get_one(Account, cast.ditte.actor.id)
        coordination.assign(session, cast.family, person_id=cast.ditte.person, toward="family")
        if closed:
            leaving.close_account(session, ditte, by=cast.admin)
            leaving.open_account(session, ditte, by=cast.admin)
        else:
            leaving.change_standing(session, ditte, by=cast.admin, role="admin", unit="")
            leaving.change_standing(session, ditte, by=cast.admin, role="worker", unit="")
        assert not is_on_team(session, cast.family, ditte.id)
        assert coordination.holder(session, cast.family, "family") is None


def test_closing_opening_and_a_new_role_are_noted_with_who_did_it_to_whom(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        per = session.get_one(Account, cast.per.id)
        leaving.change_standing(session, per, by=cast.admin, role="leader", unit="")
        leaving.change_standing(session, per, by=cast.admin, role="leader", unit="Skole")
        leaving.close_account(session, per, by=cast.leader)
        leaving.open_account(session, per, by=cast.admin)
    with the_store.reading() as session:
        rows = session.exec(select(AuditEntry).where(AuditEntry.thing == cast.per.id).order_by(AuditEntry.seq)).all()
        assert [(row.actor, row.verb) for row in rows] == [
            (cast.admin.id, "made leader"),
            (cast.leader.id, "closed account"),
            (cast.admin.id, "opened account"),
        ]
