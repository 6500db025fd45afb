"""The plan and who holds it together."""

from datetime import date

import pytest

from accounts.visibility import FRIDGE, NOBODY, PAPER, SCREEN
from families import coordination, plan
from families.reading import family, family_view
from families.reading import plan as the_plan
from store.database import Store
from store.refusal import NotFound, Unfit
from tests.cast import Cast


def test_a_second_coordinator_of_the_same_kind_is_refused(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        coordination.assign(session, cast.family, person_id=cast.mikkel.person, toward="family")
        coordination.assign(session, cast.family, person_id=cast.lene.person, toward="professionals")
        with pytest.raises(coordination.OneOfEachKind) as no:
            coordination.assign(session, cast.family, person_id=cast.ditte.person, toward="family")
    assert no.value.sentence == "Der er allerede en koordinator over for familien. Giv opgaven videre i stedet."


def test_the_task_is_handed_over_and_kept_in_the_history(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        first = coordination.assign(
            session, cast.family, person_id=cast.mikkel.person, toward="family", why="Kender dem"
        )
        second = coordination.hand_over(session, cast.family, person_id=cast.ditte.person, toward="family")
        same = coordination.hand_over(
            session, cast.family, person_id=cast.ditte.person, toward="family", why=" \x00Ny "
        )
        assert (first.until is not None, second.until, same.id == second.id, same.why) == (True, None, True, "Ny")


def test_a_coordinator_is_somebody_around_the_family(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        with pytest.raises(NotFound):
            coordination.assign(session, cast.family, person_id="none-such-person", toward="family")
        with pytest.raises(Unfit):
            coordination.assign(session, cast.family, person_id=cast.ditte.person, toward="alle")


def harvest(session: object, cast: Cast, text: str, **values: object) -> plan.Action:
    given: dict[str, object] = {
        "person_id": None,
        "helper_ids": [],
        "due": None,
        "how_seen": "",
        "goal_id": None,
        **values,
    }
    return plan.harvest_action(
        session, family(session, cast.family), text=text, card=text, meeting=cast.meeting, **given
    )  # type: ignore[arg-type]


def test_done_and_dropped_agreements_leave_the_list_and_done_ones_stay_in_the_plan(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        rows = {text: harvest(session, cast, text) for text in ("gjort", "droppet", "i gang", "åben")}
        plan.follow_up(session, rows["gjort"], status="done", remark="Det\x00 gik\r\ngodt")
        plan.follow_up(session, rows["droppet"], status="dropped")
        plan.follow_up(session, rows["i gang"], status="underway")
        assert [row.text for row in plan.standing(session, cast.family)] == ["i gang", "åben"]
        seen = the_plan(session, cast.family).actions
    assert [(action.text, action.status, action.remark) for action in seen] == [
        ("gjort", "done", "Det gik\ngodt"),
        ("i gang", "underway", ""),
        ("åben", "open", ""),
    ]


def test_an_agreement_is_overdue_the_day_after_its_day_unless_it_is_done(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for text, due, status in (
            ("i går", date(2026, 9, 15), "underway"),
            ("i dag", date(2026, 9, 16), "open"),
            ("gjort", date(2026, 9, 1), "done"),
        ):
            plan.follow_up(session, harvest(session, cast, text, due=due), status=status)
        seen = the_plan(session, cast.family).actions
    assert [(action.text, action.overdue) for action in seen] == [("i går", True), ("i dag", False), ("gjort", False)]


def test_how_it_went_is_one_of_five(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session, pytest.raises(Unfit) as no:
        plan.follow_up(session, harvest(session, cast, "x"), status="perfekt")
    assert no.value.sentence == "Vælg, hvordan det gik med aftalen."


def test_the_same_card_gives_the_same_goal_with_its_newest_words(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for text in ("Alma er i skole", "Alma er i skole fire dage"):
            plan.harvest_goal(
                session, family(session, cast.family), text=text, weeks=10, card="k", meeting=cast.meeting
            )
        seen = the_plan(session, cast.family).goals
    assert [(goal.text, goal.weeks) for goal in seen] == [("Alma er i skole fire dage", 10)]


def test_somebody_who_is_not_around_the_family_is_named_in_the_plan(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        harvest(session, cast, "Kører til fodbold", who_name="Træner Bo")
        assert [action.who for action in the_plan(session, cast.family).actions] == ["Træner Bo"]


def test_the_plan_and_the_familys_page_show_nothing_to_who_may_not_read_the_plan(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        house = family(session, cast.family)
        goal = plan.harvest_goal(session, house, text="Alma er i skole", weeks=3, card="goal", meeting=cast.meeting)
        harvest(session, cast, "Mormor henter Alma", goal_id=goal.id)
        harvest(session, cast, "Mor ringer")
        plan.harvest_strength(session, house, text="De spiser sammen", said_by="Mor", card="works", meeting="")
        coordination.assign(session, cast.family, person_id=cast.mikkel.person, toward="family")
        found, page = the_plan(session, cast.family), family_view(session, cast.family)
    assert (found.seen_by(PAPER), found.seen_by(FRIDGE), page.seen_by(PAPER)) == (found, found, page)
    for viewer in (NOBODY, SCREEN):
        bare, blank = found.seen_by(viewer), page.seen_by(viewer)
        assert (bare.goals, bare.loose, bare.strengths, bare.coordinators, bare.helpers) == ((), (), (), (), ())
        assert (blank.people, blank.consents, blank.coordinators) == ((), (), ())
