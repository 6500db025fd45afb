"""Ending a meeting: what is missing is said in a sentence, until nothing is."""

from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from boards import cards
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from families import reading as families
from meetings.reading import coming, meeting
from store.database import Store
from tests.cast import Cast, arrive
from tests.web.test_phones import HOSTILE
from tests.web.visiting import BY_HTMX, application, desk, phone, stranger
from web.app import Tavlen

NEXT = {"date": "2026-12-09", "starts": "15:00", "ends": "16:30", "place": "Havneskolen"}


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    with the_store.writing() as session:
        arrive(session, cast)
    return application(the_store, tmp_path)


@pytest.fixture
def recorder(app: Tavlen, cast: Cast) -> TestClient:
    return desk(app, cast.mikkel.actor)


@pytest.fixture
def page(cast: Cast) -> str:
    return f"/meetings/{cast.meeting}/closing"


def board_now(app: Tavlen, cast: Cast) -> BoardSnapshot:
    with app.store.reading() as session:
        from boards.opening import the_board

        return snapshot(session, the_board(session, cast.meeting))


def agreed(app: Tavlen, cast: Cast, text: str = "Kim kører Viggo om torsdagen") -> str:
    with app.store.writing() as session:
        return cards.put_up(
            session,
            cast.hold(session),
            cast.mikkel.actor,
            column="next",
            text=text,
            agreement=True,
            helpers=[cast.signe.seat],
        ).id


def test_the_meeting_says_what_is_missing_one_by_one_until_it_closes(
    app: Tavlen, cast: Cast, recorder: TestClient, page: str
) -> None:
    first, second = agreed(app, cast), agreed(app, cast, "Vi spiser sammen")
    said = [_refused(recorder, page)]
    recorder.post(
        f"{page}/coordinators", data={"toward": "family", "person": cast.lene.person, "why": "Vi stoler på hende"}
    )
    said.append(_refused(recorder, page))
    recorder.post(f"{page}/next", data=NEXT)
    said.append(_refused(recorder, page))
    recorder.post(
        f"{page}/agreements/{first}", data={"who": cast.kim.seat, "due": "2026-09-22", "how_seen": "Viggo er der"}
    )
    said.append(_refused(recorder, page))
    recorder.post(f"{page}/agreements/{second}/open")
    assert said == [
        "Mødet kan ikke slutte endnu. Der mangler: en koordinator; en dato for næste møde, eller at den ikke er aftalt; "
        "en person eller en dag på 2 aftaler.",
        "Mødet kan ikke slutte endnu. Der mangler: en dato for næste møde, eller at den ikke er aftalt; "
        "en person eller en dag på 2 aftaler.",
        "Mødet kan ikke slutte endnu. Der mangler: en person eller en dag på 2 aftaler.",
        "Mødet kan ikke slutte endnu. Der mangler: en person eller en dag på 1 aftale.",
    ]
    answer = recorder.post(page)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/meetings/{cast.meeting}")
    with app.store.reading() as session:
        following = coming(session, cast.family)
        plan = families.plan(session, cast.family)
        assert following is not None
        assert f"{following.starts:%Y-%m-%d %H.%M}" == "2026-12-09 14.00"
        assert [(action.text, action.who, action.helpers, action.due) for action in plan.actions] == [
            ("Kim kører Viggo om torsdagen", "Farbror", ("Mor",), date(2026, 9, 22)),
            ("Vi spiser sammen", "", ("Mor",), None),
        ]
        assert [(one.name, one.toward) for one in plan.coordinators] == [("Lene Skov", "family")]


def _refused(browser: TestClient, page: str) -> str:
    answer = browser.post(page)
    assert answer.status_code == 409
    return answer.text.split('role="alert"')[1].split("<p>")[1].split("</p>")[0]


def test_closing_twice_is_refused_and_the_page_leads_on(
    app: Tavlen, cast: Cast, recorder: TestClient, page: str
) -> None:
    recorder.post(f"{page}/coordinators", data={"toward": "professionals", "person": cast.lene.person})
    recorder.post(f"{page}/next/open")
    assert recorder.post(page, headers=BY_HTMX).headers["hx-redirect"] == f"/meetings/{cast.meeting}"
    again = recorder.post(page, headers=BY_HTMX)
    assert (again.status_code, "Mødet er slut, og tavlen er gemt." in again.text) == (409, True)
    assert recorder.get(page).headers["location"] == f"/meetings/{cast.meeting}"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"date": "2026-09-15"}, "Datoen er gået. Vælg en ny dato."),
        ({"date": ""}, "Vælg en dag for næste møde."),
        ({"date": "snart"}, "Vælg en dag for næste møde."),
        ({"starts": "25:00"}, "Skriv et klokkeslæt, for eksempel 14.00."),
        ({"ends": "14:00"}, "Mødet skal slutte, efter at det er begyndt. Ret klokkeslættet."),
        ({"ends": "15:00"}, "Mødet skal slutte, efter at det er begyndt. Ret klokkeslættet."),
        ({"place": "  "}, "Skriv, hvor I mødes."),
        ({"date": "2026-09-15", "place": "x" * 201}, ""),
    ],
)
def test_a_next_meeting_that_cannot_be_gets_a_sentence_and_keeps_what_was_typed(
    app: Tavlen, cast: Cast, recorder: TestClient, page: str, wrong: dict[str, str], sentence: str
) -> None:
    typed = NEXT | wrong
    answer = recorder.post(f"{page}/next", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert [value for value in typed.values() if f'value="{value}"' not in answer.text] == []
    assert board_now(app, cast).closing.next_starts is None


def test_a_second_coordinator_of_the_same_kind_is_refused_until_another_is_chosen(
    app: Tavlen, cast: Cast, recorder: TestClient, page: str
) -> None:
    named = {"toward": "family", "person": cast.lene.person}
    assert "Lene Skov" in recorder.post(f"{page}/coordinators", data=named, headers=BY_HTMX).text
    second = recorder.post(f"{page}/coordinators", data=named | {"person": cast.ditte.person}, headers=BY_HTMX)
    assert "Der er allerede en koordinator over for familien." in second.text
    in_english = f"{page}/coordinators?lang=en"
    second = recorder.post(in_english, data=named | {"person": cast.ditte.person}, headers=BY_HTMX)
    assert "There is already a coordinator with the family." in second.text
    freed = recorder.post(f"{page}/coordinators/release", data={"toward": "family"}, headers=BY_HTMX)
    assert 'id="person-family"' in freed.text
    recorder.post(f"{page}/coordinators", data=named | {"person": cast.ditte.person})
    assert board_now(app, cast).closing.toward_family == "Ditte Krogh"


@pytest.mark.parametrize(
    "form",
    [
        {"toward": "family"},
        {"toward": "naboen", "person": "x"},
        {"toward": "next_meeting", "person": "x"},
        {"toward": "family", "person": "x" * 20},
        {},
    ],
)
def test_a_coordinator_must_be_somebody_around_the_family(
    recorder: TestClient, page: str, form: dict[str, str]
) -> None:
    for headers in ({}, BY_HTMX):
        assert recorder.post(f"{page}/coordinators", data=form, headers=headers).status_code in (404, 422)


def test_only_the_part_that_changed_is_drawn_anew(app: Tavlen, cast: Cast, recorder: TestClient, page: str) -> None:
    first, second = agreed(app, cast), agreed(app, cast, "Vi spiser sammen")
    answer = recorder.post(
        f"{page}/agreements/{first}", data={"who": cast.kim.seat, "due": "2026-09-22"}, headers=BY_HTMX
    )
    assert [part.split('"')[0] for part in answer.text.split('hx-target="#')[1:]] == ["state", f"agreement-{first}"]
    assert "1 aftale mangler" in answer.text
    assert f"agreement-{second}" not in answer.text


def test_the_closing_round_and_who_heard_the_words_are_written_down(
    app: Tavlen, cast: Cast, recorder: TestClient, page: str
) -> None:
    sent = {"id": "abcdefgh12345678", "seat": cast.alma.seat, "text": "Det var godt, at I lyttede"}
    for _ in range(2):
        recorder.post(f"{page}/words", data=sent)
    recorder.post(f"{page}/accepted", data={"by": "Mor, Far og Alma"})
    board = board_now(app, cast)
    assert [(word.called, word.text) for word in board.words] == [("Alma", "Det var godt, at I lyttede")]
    assert board.closing.accepted_by == "Mor, Far og Alma"
    empty = recorder.post(f"{page}/words", data={"seat": cast.alma.seat, "text": " "})
    assert "Skriv, hvad der bliver sagt." in empty.text


def test_a_card_of_another_meeting_is_not_there(recorder: TestClient, page: str) -> None:
    for address in (f"{page}/agreements/{'a' * 20}", f"{page}/agreements/{'a' * 20}/open"):
        assert recorder.post(address, data={}, headers=BY_HTMX).status_code == 404


def test_nobody_but_those_who_run_the_meeting_may_close_it(app: Tavlen, cast: Cast, page: str) -> None:
    signe = phone(app, cast, cast.signe)
    others = [signe, stranger(app), *(desk(app, who) for who in (cast.per, cast.admin, cast.pernille.actor))]
    assert [browser.post(page, headers=BY_HTMX).status_code for browser in others] == [401, 401, 404, 404, 404]
    assert board_now(app, cast).facts.closed_at is None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_never_breaks_the_page_and_is_never_markup(
    app: Tavlen, cast: Cast, recorder: TestClient, page: str, text: str
) -> None:
    raw, card = text.encode("utf-8", "surrogatepass"), agreed(app, cast, "Vi spiser sammen")
    forms: tuple[tuple[str, dict[str, bytes]], ...] = (
        (f"/agreements/{card}", {"who": raw, "due": raw, "how_seen": raw}),
        (f"/agreements/{card}", {"how_seen": raw}),
        ("/coordinators", {"toward": raw, "person": raw, "why": raw}),
        ("/coordinators", {"toward": b"family", "person": cast.lene.person.encode(), "why": raw}),
        ("/coordinators/release", {"toward": raw}),
        ("/next", {"date": raw, "starts": raw, "ends": raw, "place": raw}),
        ("/next", {"date": b"2026-12-09", "starts": b"15:00", "ends": b"16:00", "place": raw}),
        ("/words", {"id": raw, "seat": raw, "text": raw}),
        ("/words", {"text": raw}),
        ("/accepted", {"by": raw}),
    )
    kinds = {"content-type": "application/x-www-form-urlencoded"}
    answers = [recorder.post(page + path, content=urlencode(form), headers=kinds) for path, form in forms]
    answers += [recorder.post(page + path, content=urlencode(form), headers=kinds | BY_HTMX) for path, form in forms]
    answers.append(recorder.get(page))
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    assert "<script>alert" not in "".join(answer.text for answer in answers)


def test_the_facts_of_the_meeting_stay_as_they_were(app: Tavlen, cast: Cast, recorder: TestClient, page: str) -> None:
    assert recorder.get(page).status_code == 200
    with app.store.reading() as session:
        assert meeting(session, cast.meeting).closed_at is None
