"""A guest's phone: joining, waiting, writing, the board, the numbers, and the farewell."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from boards import cards, closing, door, scale, stage, statements
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from meetings import passes
from store.database import Store
from tests.cast import Cast, arrive, come_by_phone
from tests.web.visiting import BY_HTMX, application, desk, open_door, phone, stranger
from web.app import Tavlen

MARK = "<b>Æ&\"'</b>"
HOSTILE = (
    "\x00",
    "\ud800",
    "<script>alert(1)</script>",
    "x" * 30_000,
    "{0.__class__}",
    "‮\u200b",
    "' OR 1=1 --",
    "🙂" * 200,
)


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    return application(the_store, tmp_path)


def board_now(app: Tavlen, cast: Cast) -> BoardSnapshot:
    with app.store.writing() as session:
        return snapshot(session, cast.hold(session))


def put_up(app: Tavlen, cast: Cast, column: str, text: str) -> None:
    with app.store.writing() as session:
        cards.put_up(session, cast.hold(session), cast.mikkel.actor, column=column, text=text)


def end_the_meeting(app: Tavlen, cast: Cast) -> None:
    with app.store.writing() as session:
        board = cast.hold(session)
        closing.name_coordinator(session, board, cast.mikkel.actor, person_id=cast.lene.person, toward="family")
        closing.leave_next_open(session, board, cast.mikkel.actor)
        closing.close(session, board, cast.mikkel.actor)


# ── joining ──


def test_the_typed_code_and_a_name_lead_to_the_door(app: Tavlen, cast: Cast) -> None:
    guest = stranger(app)
    code = open_door(app, cast).code
    answer = guest.post("/join", data={"code": code.lower().replace("-", " "), "name": "Mor"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/phone")
    page = guest.get("/phone")
    assert "Vi lukker dig ind om lidt." in page.text
    assert [seat.called for seat in board_now(app, cast).seats if seat.knocking] == ["Mor"]


def test_a_phone_that_is_in_is_shown_the_way_back_until_the_meeting_is_over(app: Tavlen, cast: Cast) -> None:
    grethe, way = phone(app, cast, cast.grethe), "Telefonen er allerede ved et møde"
    assert (way in grethe.get("/join").text, way in stranger(app).get("/join").text) == (True, False)
    kim = phone(app, cast, cast.kim)
    desk(app, cast.mikkel.actor).post(f"/meetings/{cast.meeting}/seats/{cast.kim.seat}/removal")
    assert way not in kim.get("/join").text
    end_the_meeting(app, cast)
    assert way not in grethe.get("/join").text


def test_with_the_code_alone_no_name_is_shown(app: Tavlen, cast: Cast) -> None:
    guest = stranger(app)
    code = open_door(app, cast).code
    pages = [guest.get("/join").text, guest.post("/join", data={"code": code, "name": " "}).text]
    pages.append(guest.post("/join/names", data={"secret": code}).text)
    assert [
        name for seat in board_now(app, cast).seats for name in (seat.called, seat.name) if name in "".join(pages)
    ] == []


def test_the_qr_code_shows_the_names_that_are_not_let_in_yet(app: Tavlen, cast: Cast) -> None:
    phone(app, cast, cast.jonas)
    guest = stranger(app)
    secret = open_door(app, cast).secret
    names = guest.post("/join/names", data={"secret": secret}, headers=BY_HTMX)
    assert 'value="Mor"' in names.text
    assert 'value="Far"' not in names.text
    answer = guest.post("/join/as", data={"secret": secret, "name": "Mor"}, headers=BY_HTMX)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/phone")
    assert "lukker dig ind" in guest.get("/phone").text


def test_the_secret_stands_on_no_page_that_a_stranger_gets(app: Tavlen, cast: Cast) -> None:
    secret = open_door(app, cast).secret
    assert secret not in stranger(app).get("/join").text


@pytest.mark.parametrize(
    ("code", "name", "sentence"),
    [
        ("K7QM-2XPA", "Mor", "Koden passer ikke. Se på skærmen i rummet."),
        ("", "Mor", "Koden passer ikke. Se på skærmen i rummet."),
        ("right", " \u200b\t ", "Skriv, hvad vi skal kalde dig."),
        ("right", "x" * 61, "Teksten er for lang: 61 tegn. Der er plads til 60. Gør den kortere."),
    ],
)
def test_bad_input_gets_a_sentence_and_what_was_typed_stays(
    app: Tavlen, cast: Cast, code: str, name: str, sentence: str
) -> None:
    typed = open_door(app, cast).code if code == "right" else code
    answer = stranger(app).post("/join", data={"code": typed, "name": name})
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text
    assert 400 <= answer.status_code < 500
    by_htmx = stranger(app).post("/join", data={"code": typed, "name": name}, headers=BY_HTMX)
    assert sentence in by_htmx.text
    assert 'hx-target="#notice"' in by_htmx.text


def test_an_old_code_and_a_code_of_a_meeting_that_is_over_read_like_a_wrong_one(app: Tavlen, cast: Cast) -> None:
    from meetings import passes
    from meetings.reading import meeting

    old = open_door(app, cast).code
    with app.store.writing() as session:
        new = passes.renew(session, meeting(session, cast.meeting), key=app.api.state.code_key).code
    end_the_meeting(app, cast)
    for code in (old, new):
        assert "Koden passer ikke." in stranger(app).post("/join", data={"code": code, "name": "Mor"}).text


def test_wrong_codes_are_counted_and_the_qr_code_still_works(app: Tavlen, cast: Cast) -> None:
    door_now = open_door(app, cast)
    guest = stranger(app)
    statuses = [guest.post("/join", data={"code": "0000-0000", "name": "Mor"}).status_code for _ in range(61)]
    assert statuses == [404] * 60 + [429]
    assert guest.post("/join/as", data={"secret": door_now.secret, "name": "Mor"}).status_code == 303


def test_knocking_twice_with_the_same_phone_makes_one_guest(app: Tavlen, cast: Cast) -> None:
    guest, code = stranger(app), open_door(app, cast).code
    for _ in range(2):
        assert guest.post("/join", data={"code": code, "name": "Mor"}).status_code == 303
    assert [seat.called for seat in board_now(app, cast).seats if seat.knocking] == ["Mor"]


def test_one_may_step_back_and_knock_under_another_name(app: Tavlen, cast: Cast) -> None:
    guest, code = stranger(app), open_door(app, cast).code
    guest.post("/join", data={"code": code, "name": "Mor"})
    gone = guest.post("/phone/leave")
    assert (gone.headers["location"], gone.headers["clear-site-data"]) == ("/join", '"cache"')
    guest.post("/join", data={"code": code, "name": "Far"})
    assert [seat.called for seat in board_now(app, cast).seats if seat.knocking] == ["Far"]


def test_twenty_phones_behind_one_address_all_come_in_and_write(app: Tavlen, cast: Cast) -> None:
    secret = open_door(app, cast).secret
    guests = [stranger(app) for _ in range(20)]
    for place, guest in enumerate(guests):
        assert guest.post("/join/as", data={"secret": secret, "name": f"Gæst {place}"}).status_code == 303
    with app.store.writing() as session:
        board = cast.hold(session)
        for seat in snapshot(session, board).seats:
            if seat.knocking:
                door.admit(session, board, cast.mikkel.actor, seat.id)
    for guest in guests:
        for place in range(3):
            assert guest.post("/phone/cards", data={"column": "works", "text": f"Ord {place}"}).status_code == 303
    assert len(board_now(app, cast).waiting("tray")) == 60


# ── where a guest stands ──


def test_without_a_pass_a_phone_is_asked_for_the_code(app: Tavlen, cast: Cast) -> None:
    guest = stranger(app)
    assert guest.get("/phone").headers["location"] == "/join"
    for address in ("/phone/board", "/phone/numbers"):
        assert guest.get(address).headers["location"] == "/phone"
    assert guest.post("/phone/cards", data={"column": "works", "text": "Hej"}).status_code == 401


def test_a_guest_who_waits_reads_nothing_of_the_board(app: Tavlen, cast: Cast) -> None:
    put_up(app, cast, "works", "Vi spiser sammen")
    guest = stranger(app)
    guest.post("/join", data={"code": open_door(app, cast).code, "name": "Naboen"})
    answers = [guest.get(address, follow_redirects=True) for address in ("/phone", "/phone/board", "/phone/numbers")]
    assert [answer.url.path for answer in answers] == ["/phone"] * 3
    assert "Vi spiser sammen" not in "".join(answer.text for answer in answers)
    assert guest.post("/phone/cards", data={"column": "works", "text": "Hej"}).status_code == 401


def test_somebody_who_is_shown_out_is_told_so(app: Tavlen, cast: Cast) -> None:
    kim = phone(app, cast, cast.kim)
    with app.store.writing() as session:
        door.show_out(session, cast.hold(session), cast.mikkel.actor, cast.kim.seat)
    assert "Du er ikke med i mødet mere. Spørg mødelederen." in kim.get("/phone").text
    assert kim.post("/phone/cards", data={"column": "works", "text": "Hej"}, headers=BY_HTMX).status_code == 401


def test_after_the_meeting_everybody_reads_their_own_words_only(app: Tavlen, cast: Cast) -> None:
    signe, kim = phone(app, cast, cast.signe), phone(app, cast, cast.kim)
    signe.post("/phone/cards", data={"column": "worries", "text": "Jeg sover ikke"})
    kim.post("/phone/cards", data={"column": "works", "text": "Vi fisker"})
    end_the_meeting(app, cast)
    page = signe.get("/phone").text
    assert "Mødet er slut. Tak, fordi du var med." in page
    assert ("Jeg sover ikke" in page, "Vi fisker" in page) == (True, False)
    assert signe.get("/phone/board").headers["location"] == "/phone"
    late = signe.post("/phone/cards", data={"column": "works", "text": "For sent"}, headers=BY_HTMX)
    assert (late.status_code, "Mødet er slut" in late.text) == (409, True)
    assert "For sent</textarea>" in signe.post("/phone/cards", data={"column": "works", "text": "For sent"}).text


# ── writing ──


def test_a_card_from_a_phone_lies_in_the_tray_and_its_sender_sees_what_becomes_of_it(app: Tavlen, cast: Cast) -> None:
    signe = phone(app, cast, cast.signe)
    assert signe.post("/phone/cards", data={"column": "works", "text": "Vi griner"}).headers["location"] == "/phone"
    [card] = board_now(app, cast).waiting("tray")
    assert (card.said_by, card.column, card.text) == ("Mor", "works", "Vi griner")
    states = [_state(signe)]
    for verb in (cards.later, cards.put_from_tray, cards.take_down):
        with app.store.writing() as session:
            verb(session, cast.hold(session), cast.mikkel.actor, card.id)
        states.append(_state(signe))
    assert states == ["Mødelederen ser på din tekst", "Vi tager det senere", "På tavlen", "Taget ned"]


def _state(browser: TestClient) -> str:
    mine = browser.get("/phone").text.split('id="mine"')[1]
    words = ("Mødelederen ser på din tekst", "Vi tager det senere", "På tavlen", "Taget ned")
    return next(word for word in words if f"{word}<" in mine)


def test_the_same_id_sent_twice_makes_one_card(app: Tavlen, cast: Cast) -> None:
    signe = phone(app, cast, cast.signe)
    for _ in range(2):
        sent = {"id": "abcdefgh12345678", "column": "works", "text": "Vi griner"}
        assert signe.post("/phone/cards", data=sent, headers=BY_HTMX).status_code == 204
    assert len(board_now(app, cast).waiting("tray")) == 1


def test_a_sender_may_take_their_own_card_down_but_nobody_elses_and_no_agreement(app: Tavlen, cast: Cast) -> None:
    signe, kim = phone(app, cast, cast.signe), phone(app, cast, cast.kim)
    for column in ("works", "next"):
        signe.post("/phone/cards", data={"column": column, "text": f"Ord i {column}"})
    first, second = board_now(app, cast).waiting("tray")
    with app.store.writing() as session:
        board = cast.hold(session)
        cards.put_from_tray(session, board, cast.mikkel.actor, second.id)
        cards.agree(session, board, cast.mikkel.actor, second.id, who=cast.kim.seat, due=None, how_seen="")
    takes = [(kim, first), (signe, first), (signe, second)]
    statuses = [who.post(f"/phone/cards/{card.id}/removal", headers=BY_HTMX).status_code for who, card in takes]
    assert statuses == [422, 204, 422]
    assert [card.text for card in board_now(app, cast).column("next")] == ["Ord i next"]
    assert board_now(app, cast).waiting("tray") == ()


def test_goals_are_for_everybody_at_the_table_and_worry_statements_are_not(app: Tavlen, cast: Cast) -> None:
    pernille = phone(app, cast, cast.pernille)
    with app.store.writing() as session:
        for kind, text in (("goal", "Børnene møder til tiden"), ("worry", "Viggo er alene"), ("bottom_line", "Ædru")):
            statements.state(session, cast.hold(session), cast.mikkel.actor, kind=kind, text=text)
    page = pernille.get("/phone/board").text
    assert [text in page for text in ("Børnene møder til tiden", "Viggo er alene", "Ædru")] == [True, False, False]


def test_a_card_that_is_refused_keeps_its_words_on_the_page(app: Tavlen, cast: Cast) -> None:
    signe = phone(app, cast, cast.signe)
    answer = signe.post("/phone/cards", data={"column": "loft", "text": MARK})
    assert "Vælg, hvor på tavlen kortet skal stå." in answer.text
    assert "&lt;b&gt;Æ&amp;&#34;&#39;&lt;/b&gt;</textarea>" in answer.text
    assert "Skriv noget på kortet først." in signe.post("/phone/cards", data={"column": "works", "text": " "}).text


def test_forty_cards_a_minute_are_enough_for_one_and_no_hindrance_to_another(app: Tavlen, cast: Cast) -> None:
    signe, kim = phone(app, cast, cast.signe), phone(app, cast, cast.kim)
    statuses = [
        signe.post("/phone/cards", data={"column": "works", "text": "Ord"}, headers=BY_HTMX).status_code
        for _ in range(41)
    ]
    assert statuses == [204] * 40 + [429]
    assert kim.post("/phone/cards", data={"column": "works", "text": "Ord"}, headers=BY_HTMX).status_code == 204


def test_the_column_of_the_present_step_is_chosen_and_the_pause_leaves_the_form_open(app: Tavlen, cast: Cast) -> None:
    signe = phone(app, cast, cast.signe)
    with app.store.writing() as session:
        stage.go_to(session, cast.hold(session), cast.mikkel.actor, step=5)
        stage.show(session, cast.hold(session), cast.mikkel.actor, view="pause")
    page = signe.get("/phone").text
    assert 'value="worries" checked' in page
    assert "Vi holder en pause" in page
    assert "<textarea" in page


# ── what a limited participant may see ──


def test_the_limited_participant_never_gets_a_worry_a_strength_or_a_number(app: Tavlen, cast: Cast) -> None:
    with app.store.writing() as session:
        arrive(session, cast)
    pernille, signe = phone(app, cast, cast.pernille), phone(app, cast, cast.signe)
    put_up(app, cast, "worries", "Almas mor vågner ikke")
    put_up(app, cast, "works", "Mormor henter Viggo")
    put_up(app, cast, "next", "Kim kører om torsdagen")
    with app.store.writing() as session:
        board = cast.hold(session)
        asked = snapshot(session, board).scales[0]
        scale.answer(
            session,
            board,
            cast.jonas.actor,
            scale_id=asked.id,
            seat_id=cast.jonas.seat,
            value=3,
            why="Nætterne er hårde",
        )
        scale.reveal(session, board, cast.mikkel.actor, scale_id=asked.id)
    seen = {
        browser: "".join(browser.get(f"/phone{tab}").text for tab in ("", "/board", "/numbers"))
        for browser in (pernille, signe)
    }
    told = ("Almas mor vågner ikke", "Mormor henter Viggo", "Kim kører om torsdagen", "<span>Far</span>")
    assert [text in seen[signe] for text in told] == [True] * 4
    assert [text in seen[pernille] for text in told] == [False, False, True, False]
    assert "Du ser mål og aftaler." in seen[pernille]


def test_what_a_child_keeps_to_herself_is_on_no_page(app: Tavlen, cast: Cast) -> None:
    from tests.cast import HIDDEN

    alma = phone(app, cast, cast.alma)
    assert HIDDEN not in "".join(alma.get(f"/phone{tab}").text for tab in ("", "/board", "/numbers"))


def test_the_regions_of_a_page_are_what_its_stream_sends(app: Tavlen, cast: Cast) -> None:
    from web.regions import PAGES, Audience, draw

    pernille, signe = phone(app, cast, cast.pernille), phone(app, cast, cast.signe)
    signe.post("/phone/cards", data={"column": "worries", "text": "Jeg er træt"})
    put_up(app, cast, "worries", "Almas mor vågner ikke")
    board = board_now(app, cast)
    for browser, one, full in ((pernille, cast.pernille, False), (signe, cast.signe, True)):
        found = board.seat(one.seat)
        assert found
        for tab in ("write", "board", "numbers"):
            page = browser.get("/phone" if tab == "write" else f"/phone/{tab}").text
            audience = Audience(
                tab,
                "da",
                parts=found.parts,
                without=found.without,
                seat=one.seat if tab == "write" else "",
            )
            for region in PAGES[tab].regions:
                drawn = draw(board, audience, region, now=app.store.clock(), settings=app.settings)
                inside = drawn.split(">", 1)[1].removesuffix("</hx-partial>").strip()
                assert inside in page, (tab, region)
                assert full or "vågner ikke" not in drawn


# ── numbers ──


def test_numbers_show_at_once_when_everybody_has_answered(app: Tavlen, cast: Cast) -> None:
    signe, kim = phone(app, cast, cast.signe), phone(app, cast, cast.kim)
    asked = board_now(app, cast).scales[0].id
    sent = signe.post("/phone/numbers", data={"scale": asked, "value": "6", "why": "Vi spiser sammen"}, headers=BY_HTMX)
    assert (sent.text.strip(), sent.headers["hx-trigger"]) == ("Dit tal er sendt. Du kan ændre det.", "saved")
    waiting = kim.get("/phone/numbers").text
    assert "1 af 2 har svaret." in waiting
    assert "<span>Mor</span>" not in waiting
    assert kim.post("/phone/numbers", data={"scale": asked, "value": "4"}).headers["location"] == "/phone/numbers"
    shown = kim.get("/phone/numbers").text
    assert "<span>Mor</span> <b>6</b>" in shown
    assert "<span>Farbror</span> <b>4</b>" in shown
    assert "5" not in shown.split('id="scale"')[1].split("</section>")[0]


@pytest.mark.parametrize("value", ["", "11", "-1", "6.5", "seks", "9" * 400])
def test_a_number_that_is_none_is_refused_and_the_reason_stays(app: Tavlen, cast: Cast, value: str) -> None:
    signe = phone(app, cast, cast.signe)
    asked = board_now(app, cast).scales[0].id
    answer = signe.post("/phone/numbers", data={"scale": asked, "value": value, "why": "Vi spiser sammen"})
    assert "Vælg et tal fra 0 til 10." in answer.text
    assert "Vi spiser sammen</textarea>" in answer.text


def test_whoever_gives_no_number_is_told_and_cannot(app: Tavlen, cast: Cast) -> None:
    anne_marie = phone(app, cast, cast.anne_marie)
    assert "Du giver ikke et tal i dag." in anne_marie.get("/phone/numbers").text
    asked = board_now(app, cast).scales[0].id
    answer = anne_marie.post("/phone/numbers", data={"scale": asked, "value": "6"}, headers=BY_HTMX)
    assert answer.status_code == 422
    assert board_now(app, cast).scales[0].answers == ()


# ── hostile text ──


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_never_breaks_a_page_and_is_never_markup(app: Tavlen, cast: Cast, text: str) -> None:
    signe, guest, secret = phone(app, cast, cast.signe), stranger(app), open_door(app, cast).secret
    raw = text.encode("utf-8", "surrogatepass")
    asked = board_now(app, cast).scales[0].id.encode()
    answers = [
        _post(guest, "/join", code=raw, name=raw),
        _post(guest, "/join/names", secret=raw),
        _post(guest, "/join/as", secret=secret.encode(), name=raw),
        _post(signe, "/phone/cards", id=raw, column=raw, text=raw),
        _post(signe, "/phone/cards", column=b"works", text=raw),
        _post(signe, "/phone/numbers", scale=raw, value=raw, why=raw, one_up=raw),
        _post(signe, "/phone/numbers", scale=asked, value=b"5", why=raw, one_up=raw),
        *(signe.get(address) for address in ("/phone", "/phone/board", "/phone/numbers")),
        guest.get("/phone"),
    ]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    assert "<script>alert" not in "".join(answer.text for answer in answers)


def _post(browser: TestClient, address: str, **fields: bytes):  # type: ignore[no-untyped-def]
    from urllib.parse import urlencode

    return browser.post(
        address, content=urlencode(fields), headers={"content-type": "application/x-www-form-urlencoded"}
    )


# ── what a phone forgets ──


def test_a_phone_that_goes_forgets_its_pages_and_keeps_unsent_words_until_it_is_told_to_forget(
    app: Tavlen, cast: Cast
) -> None:
    """Nothing of the board is found with the back button; what could not be sent can still be copied."""
    with app.store.writing() as session:
        token = come_by_phone(session, cast, cast.grethe)
        door.show_out(session, cast.hold(session), cast.mikkel.actor, cast.grethe.seat)
    browser = stranger(app)
    browser.cookies.set("guest", token)
    page = browser.get("/phone")
    assert (page.status_code, page.headers["clear-site-data"]) == (200, '"cache"')
    assert 'action="/phone/forgotten"' in page.text
    gone = browser.post("/phone/forgotten")
    assert (gone.status_code, gone.headers["location"]) == (303, "/join")
    assert gone.headers["clear-site-data"] == '"cache", "storage"'
    assert gone.headers["set-cookie"].startswith('guest=""; ')
    assert "Max-Age=0" in gone.headers["set-cookie"]


@pytest.mark.parametrize("over", [False, True])
def test_a_phone_that_forgets_gives_its_pass_back(app: Tavlen, cast: Cast, over: bool) -> None:
    browser = phone(app, cast, cast.grethe)
    token = browser.cookies["guest"]
    if over:
        end_the_meeting(app, cast)
    assert browser.post("/phone/forgotten").status_code == 303
    with app.store.reading() as session:
        assert passes.holder(session, token) is None
    if not over:
        assert [seat.called for seat in board_now(app, cast).seats if seat.admitted] == []


def test_a_guest_who_was_shown_out_or_only_knocks_is_not_on_the_meetings_list(app: Tavlen, cast: Cast) -> None:
    mikkel, page = desk(app, cast.mikkel.actor), f"/meetings/{cast.meeting}"
    code = open_door(app, cast).code
    for name in ("Nabo Bente", "Nabo Bo"):
        stranger(app).post("/join", data={"code": code, "name": name})
    knocking = {seat.called: seat.id for seat in board_now(app, cast).knocking}
    assert [name in mikkel.get(page).text for name in knocking] == [False, False]
    for seat in knocking.values():
        mikkel.post(f"{page}/seats/{seat}/admission")
    assert [name in mikkel.get(page).text for name in knocking] == [True, True]
    mikkel.post(f"{page}/seats/{knocking['Nabo Bente']}/removal")
    assert [name in mikkel.get(page).text for name in knocking] == [False, True]
