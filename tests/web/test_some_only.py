"""A card for some only, the call taken back with a consent, open questions, and *Se som …*."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from boards import cards, log, only_some
from boards.reading import snapshot
from families import questions
from families.reading import family
from families.tables import Consent, Member, Strength
from meetings.tables import Meeting
from store.database import Store
from store.outbox import OutboxMail
from store.refusal import Unfit
from tests.cast import NEXT_ENDS, NEXT_STARTS, Cast, come_by_phone
from tests.web.office import close_with_an_agreement
from tests.web.visiting import application, desk
from web.app import Tavlen
from web.inviting_mail import send_invitations, send_withdrawals

pytestmark = pytest.mark.sqlcipher
SECRET = "Kun for Jonas og Lene"


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    return application(the_store, tmp_path)


@pytest.fixture
def recorder(app: Tavlen, cast: Cast) -> TestClient:
    return desk(app, cast.mikkel.actor)


@pytest.fixture
def lene(app: Tavlen, cast: Cast) -> TestClient:
    return desk(app, cast.lene.actor)


def put_up(app: Tavlen, cast: Cast, column: str = "works", text: str = SECRET) -> str:
    with app.store.writing() as session:
        return cards.put_up(session, cast.hold(session), cast.mikkel.actor, column=column, text=text).id


def hide(recorder: TestClient, cast: Cast, card: str, *people: str) -> int:
    data = {"whom": "some", "seats": list(people)}
    return recorder.post(f"/meetings/{cast.meeting}/cards/{card}/readers", data=data).status_code


def test_a_card_for_some_only_is_on_the_desk_and_in_their_minutes_and_nowhere_else(
    app: Tavlen, cast: Cast, recorder: TestClient
) -> None:
    card, here = put_up(app, cast), f"/meetings/{cast.meeting}"
    assert SECRET in recorder.get(f"{here}/screen").text
    assert hide(recorder, cast, card, cast.jonas.seat, cast.lene.seat) == 303
    desk = recorder.get(f"{here}/recorder").text
    assert (SECRET in desk, "Kun for Far og Lene" in re.sub(r"\s+", " ", desk)) == (True, True)
    assert SECRET not in recorder.get(f"{here}/screen").text
    with app.store.writing() as session:
        whole = snapshot(session, cast.hold(session))
        come_by_phone(session, cast, cast.jonas)
    shown = {}
    for key, one in cast.everybody().items():
        page = recorder.get(f"{here}/as/{one.seat}")
        shown[key] = SECRET in page.text
    assert {key for key, seen in shown.items() if seen} == {"jonas", "lene"}
    assert [one.newest for one in whole.cards] == [False]
    close_with_an_agreement(app, cast)
    with app.store.reading() as session:
        assert SECRET not in {one.text for one in session.exec(select(Strength))}


def test_hiding_a_card_is_undone_like_any_other_change(app: Tavlen, cast: Cast, recorder: TestClient) -> None:
    card = put_up(app, cast)
    hide(recorder, cast, card, cast.jonas.seat)
    recorder.post(f"/meetings/{cast.meeting}/undo")
    assert SECRET in recorder.get(f"/meetings/{cast.meeting}/screen").text


def test_nobody_is_chosen_to_whom_consent_does_not_open_the_card(app: Tavlen, cast: Cast) -> None:
    card = put_up(app, cast, "worries")
    with app.store.writing() as session, pytest.raises(Unfit) as no:
        only_some.show_only(session, cast.hold(session), cast.mikkel.actor, card, seats=[cast.pernille.seat])
    assert "Samtykket giver ikke Pernille lov" in no.value.sentence


def test_a_consent_that_is_taken_back_takes_the_chosen_card_back_too(
    app: Tavlen, cast: Cast, recorder: TestClient, lene: TestClient
) -> None:
    card = put_up(app, cast)
    hide(recorder, cast, card, cast.ditte.seat)
    page = f"/meetings/{cast.meeting}/as/{cast.ditte.seat}"
    assert SECRET in recorder.get(page).text
    with app.store.reading() as session:
        given = session.exec(select(Consent.id).where(Consent.given_by == cast.jonas.person)).one()
    lene.post(f"/families/{cast.family}/consents/{given}/withdrawal")
    assert SECRET not in recorder.get(page).text


def test_whom_consent_does_not_cover_any_more_is_told_that_the_meeting_is_not_theirs(
    app: Tavlen, cast: Cast, lene: TestClient
) -> None:
    with app.store.writing() as session:
        row = session.get_one(Meeting, cast.meeting)
        row.starts, row.ends = NEXT_STARTS, NEXT_ENDS
        session.add(row)
        send_invitations(session, row, host="test")
        signe = session.exec(select(Consent.id).where(Consent.given_by == cast.signe.person)).one()
    lene.post(f"/families/{cast.family}/consents/{signe}/withdrawal", data={"noted_by": "Lene Skov"})
    with app.store.reading() as session:
        told = {mail.to: mail for mail in session.exec(select(OutboxMail)) if mail.method == "CANCEL"}
        assert list(told) == ["pernille@fjordby.example"]  # Jonas has said yes to the others
        mail = told["pernille@fjordby.example"]
        assert "Du skal ikke med til mødet alligevel." in mail.body
        assert "samtykke" not in (mail.body + mail.subject + mail.calendar).lower()
        assert "STATUS:CANCELLED" in mail.calendar
    with app.store.writing() as session:
        assert send_withdrawals(session, cast.family, host="test") == 0


def test_who_is_covered_again_is_called_again(app: Tavlen, cast: Cast, lene: TestClient) -> None:
    with app.store.writing() as session:
        row = session.get_one(Meeting, cast.meeting)
        row.starts, row.ends = NEXT_STARTS, NEXT_ENDS
        session.add(row)
        send_invitations(session, row, host="test")
        given = session.exec(select(Consent.id).where(Consent.given_by == cast.signe.person)).one()
    lene.post(f"/families/{cast.family}/consents/{given}/withdrawal")
    yes = {"given_by": cast.signe.person, "given_on": "2026-09-16", "covers": cast.pernille.person, "sees": "goals"}
    lene.post(f"/families/{cast.family}/consents", data=yes)
    with app.store.writing() as session:
        assert send_invitations(session, session.get_one(Meeting, cast.meeting), host="test") == 1


def test_the_questions_that_age_and_custody_raise_are_open_until_somebody_answers(
    app: Tavlen, cast: Cast, lene: TestClient
) -> None:
    with app.store.reading() as session:
        asked = [(one.called, one.question, one.answer) for one in questions.questions(session, cast.family)]
    assert asked == [(("Alma",), "party", ""), (("Alma",), "companion", ""), (("Mor", "Far"), "both_yes", "")]
    family_page = f"/families/{cast.family}"
    assert "Spørgsmål, der ikke er besvaret: 3." in lene.get(f"{family_page}/meetings/new").text
    said = {"person": cast.alma.person, "question": "party", "answer": "yes", "note": "Talt med Alma"}
    assert lene.post(f"{family_page}/questions", data=said).status_code == 303
    page = lene.get(family_page).text
    assert ("Talt med Alma" in page, "Lene Skov" in page, page.count("Ikke besvaret")) == (True, True, 2)


def test_a_young_person_of_fifteen_is_asked_about_a_consent_of_their_own(app: Tavlen, cast: Cast) -> None:
    with app.store.writing() as session:
        alma = session.exec(select(Member).where(Member.person_id == cast.alma.person)).one()
        found = {}
        for age in (9, 10, 14, 15):
            alma.age = age
            session.add(alma)
            session.flush()
            mine = [one for one in questions.questions(session, cast.family) if one.called == ("Alma",)]
            found[age] = [one.question for one in mine]
        with pytest.raises(Unfit):
            house = family(session, cast.family)
            questions.answer(
                session, house, cast.lene.actor, person_id=alma.person_id, question="party", answer="måske"
            )
    young = ["party", "companion"]
    assert found == {9: ["companion"], 10: young, 14: young, 15: ["party", "own_consent", "companion"]}


def test_seen_as_pernille_the_board_says_in_words_what_is_held_back(
    app: Tavlen, cast: Cast, recorder: TestClient
) -> None:
    put_up(app, cast, "works", "Det går godt i skolen")
    put_up(app, cast, "worries", "Der er ikke mad")
    put_up(app, cast, "next", "Jonas ringer om fredagen")
    put_up(app, cast, "next", "Pernille skriver et brev")
    page = re.sub(r"\s+", " ", recorder.get(f"/meetings/{cast.meeting}/as/{cast.pernille.seat}").text)
    shown = [text in page for text in ("i skolen", "ikke mad", "Jonas ringer", "skriver et brev")]
    assert shown == [False, False, False, True]
    assert "1 kort under Hvad bekymrer: samtykket gælder kun mål og aftaler." in page
    assert "1 kort under Hvad skal der ske: Far har ikke sagt ja til Pernille." in page
    hussein = recorder.get(f"/meetings/{cast.meeting}/as/{cast.hussein.seat}").text
    assert ("Samtykke mangler." in hussein, "skriver et brev" in hussein) == (True, False)
    for other in ("screen", "guest"):
        assert recorder.get(f"/meetings/{cast.meeting}/as/{other}").status_code == 200
    assert recorder.get(f"/meetings/{cast.meeting}/as/none-such-seat").status_code == 404


def test_a_change_of_who_sees_a_card_is_in_the_log(app: Tavlen, cast: Cast, recorder: TestClient) -> None:
    card = put_up(app, cast)
    hide(recorder, cast, card, cast.jonas.seat)
    hide(recorder, cast, card, cast.jonas.seat)
    with app.store.reading() as session:
        said = [event.verb for event in log.events_after(session, cast.board, 0) if event.subject_id == card]
    assert said == ["put up", "shown to some"]
