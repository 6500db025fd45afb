"""An invented meeting of the invented family Bro Madsen, built by hand: everything that a document may have to show."""

from dataclasses import replace
from datetime import UTC, date, datetime

from accounts.visibility import PLAN, RUNNERS, TABLE, WALL, seat
from boards.snapshot import (
    AnswerView,
    BoardSnapshot,
    CardView,
    ClosingView,
    FollowUpView,
    ScaleView,
    StageView,
    StatementView,
    WordView,
)
from families.snapshot import (
    ActionView,
    CoordinatorView,
    GoalView,
    NumberView,
    PersonView,
    PlanSnapshot,
    ScaleHistory,
    StrengthView,
)
from meetings.snapshot import HouseWords, Invite, MeetingFacts, Seat

STARTS, ENDS = datetime(2026, 9, 16, 13, tzinfo=UTC), datetime(2026, 9, 16, 14, 30, tzinfo=UTC)
CLOSED, NEXT = datetime(2026, 9, 16, 14, 25, tzinfo=UTC), datetime(2026, 12, 9, 14, tzinfo=UTC)
NEXT_ENDS = datetime(2026, 12, 9, 15, 30, tzinfo=UTC)
EVERYBODY, SOME, PLANNED = frozenset({TABLE}), WALL, frozenset({PLAN})
WORRY = "Lørdag den 14. marts kørte jeg Viggo hjem, efter jeg havde drukket fem øl"
TRAY = "Min veninde sover hos os, når hendes far er fuld"
GOAL = (
    "Alma er i skole mindst fire ud af fem dage i ti uger i træk, og på de morgener Signe er dårlig, "
    "er det en voksen, der får Viggo afsted."
)
OTHER_GOAL = "Når børnene er hos Jonas, er der altid en ædru voksen, og børnene ved, hvem de ringer til."


def sits(number: int, called: str, role: str, kind: str = "professional", **changes: object) -> Seat:
    """Give a seat of somebody who was there, with what is different about it."""
    usual = Seat(
        id=f"s{number}",
        person_id=f"p{number}",
        called=called,
        name=called,
        kind=kind,
        role=role,
        from_step=0,
        note="",
        gives_number=True,
        attended=True,
        knocking=False,
        admitted=False,
        left=False,
        audience=EVERYBODY,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def card(number: int, column: str, text: str, said_by: str = "", **changes: object) -> CardView:
    """Give a card that is up, in somebody's own words, with what is different about it."""
    usual = CardView(
        id=f"k{number}",
        column=column,
        text=text,
        said_by=said_by,
        said_by_id="",
        said_by_kind="",
        sent_by_id="",
        own_words=True,
        agreement=False,
        who="",
        who_id="",
        helpers=(),
        helper_ids=(),
        due=None,
        how_seen="",
        said_open=False,
        goal_id="",
        place="up",
        version=1,
        audience=EVERYBODY if column == "next" else SOME,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def agreement(number: int, text: str, who: str, due: date | None, goal_id: str, how: str, *helpers: str) -> CardView:
    """Give an agreement; without a person or a day it was said to be open."""
    return card(
        number,
        "next",
        text,
        agreement=True,
        who=who,
        due=due,
        goal_id=goal_id,
        how_seen=how,
        helpers=helpers,
        said_open=not (who and due),
    )


SEATS = (
    sits(1, "Signe", "Mor", "parent"),
    sits(2, "Jonas", "Far", "parent"),
    sits(3, "Alma", "Barn, 13 år", "child", note="Med til og med punkt 6. Mormor er bisidder."),
    sits(4, "Mormor", "Mormor", "network", note="Bisidder for Alma"),
    sits(5, "Kim", "Farbror", "network"),
    sits(6, "Lene", "Børne- og ungerådgiver, Familieafdelingen"),
    sits(7, "Ditte", "Klasselærer for Alma, Havneskolen"),
    sits(8, "Mikkel", "Familiebehandler, Familiehuset", note="Referent"),
    sits(9, "Pernille", "Sygedagpengerådgiver, Jobcenter Fjordby", from_step=6, note="Med fra punkt 6"),
    sits(10, "Anne-Marie", "Netværksfacilitator", note="Mødeleder, giver ikke tal på skalaen"),
    sits(11, "Birgit", "Pædagog for Viggo, Børnehuset Skibet", attended=False, note="Afbud på grund af sygdom"),
    sits(12, "En fremmed", "", "network", person_id=None, attended=None, knocking=True),
)
CARDS = (
    card(1, "works", "Jeg er stået op fire ud af fem morgener siden august", "Signe"),
    card(2, "works", "Den fredag jeg havde drukket, ringede jeg selv til Kim, og han hentede børnene", "Jonas"),
    card(3, "works", "Onsdag hos mormor er ugens bedste dag", "Alma"),
    card(4, "works", "Hvis Alma skriver et rødt hjerte til mig, kommer jeg. Også om natten", "Mormor"),
    card(5, "works", "Når Alma er her, er hun god til matematik og hjælper de andre", "Ditte"),
    card(6, "works", "Jonas møder op. Det har han gjort hele vejen", "Mikkel", own_words=False),
    card(8, "worries", WORRY, "Jonas"),
    card(9, "worries", "Alma har været væk 31 dage siden januar. De 19 var dage, hvor hun passede Viggo", "Ditte"),
    card(10, "worries", "Jeg kan ikke love, hvordan jeg har det i november. Det er altid der, det vender", "Signe"),
    card(12, "worries", "Jeg bliver bange for, at det er mig, der skal bestemme, om Viggo må blive hos far", "Alma"),
    card(13, "worries", "Om fredagen er Birgit der ikke, og så venter Viggo på Alma"),
    card(15, "next", "En voksen, der har morgenen, når mor er dårlig. Ikke mig", "Alma"),
    card(16, "next", "At mine børn kan ringe til Kim og ikke skal forklare hvorfor", "Jonas"),
    card(17, "next", "At I taler sammen, så jeg kun skal sige det én gang", "Signe"),
    card(99, "worries", TRAY, "Alma", place="tray", audience=frozenset({RUNNERS, seat("s3")})),
    agreement(
        *(21, "Alma begynder hver dag i depotet ved siden af klassen, ind ad bagdøren, med Ditte kl. 7.50", "Ditte"),
        *(date(2026, 9, 21), "g2", "Alma har prøvet det fem dage, og hun siger, om det duer", "Alma"),
    ),
    agreement(
        *(22, "Mormor får en nøgle og har morgenen, når Signe skriver 'dårlig' inden kl. 6.30", "Mormor"),
        *(date(2026, 9, 18), "g2", "Viggo er i børnehave kl. 8, og Alma er i skole samme dag", "Signe"),
    ),
    agreement(
        *(23, "Kim og Jonas skriver fredagsaftalen på ét ark: hvem er ædru voksen, og hvem ringer børnene til"),
        *("Jonas", date(2026, 9, 25), "g1", "Arket hænger på køleskabet begge steder", "Kim", "Mormor"),
    ),
    agreement(
        *(24, "Kim lægger sit nummer ind i Almas og Frejas telefon", "Kim", date(2026, 9, 18), "g1"),
        "Begge piger har ringet én gang for sjov, og Kim tog den",
    ),
    agreement(25, "Nogen tager Freja med til svømning", "", None, "", ""),
)


def answer(number: int, called: str, value: int, before: int | None, why: str, one_up: str) -> AnswerView:
    """Give one person's number, shown to those whom consent covers."""
    return AnswerView(f"s{number}", called, "network", value, before, why, one_up, audience=SOME)


SCALES = (
    ScaleView(
        id="sc1",
        title="Tryghed for børnene",
        zero="Det er så utrygt, at børnene ikke kan bo hjemme lige nu",
        ten="Alle ved, at børnene har det trygt nok til, at kommunen kan lukke sagen",
        revealed=True,
        asked=5,
        answered=5,
        answered_ids=("s1", "s2", "s3", "s4", "s6"),
        answers=(
            answer(
                1, "Signe", 6, 4, "Jeg har sovet, og Jonas ringer nu", "At jeg ved, hvem der kommer, når jeg er dårlig"
            ),
            answer(2, "Jonas", 7, 6, "Jeg har holdt mine tirsdage", "At Kim og jeg har skrevet ned, hvad vi gør"),
            answer(3, "Alma", 5, None, "Onsdage er 8. Fredage er 2", "At en voksen siger, de har fredagen"),
            answer(4, "Mormor", 5, 4, "Jeg er tryg, når jeg selv er der", "At jeg har en nøgle"),
            answer(6, "Lene", 5, 3, "Én god måned er ny. Jeg skal se den holde i november", ""),
        ),
        audience=EVERYBODY,
    ),
)
STATEMENTS = (
    StatementView(
        id="d1",
        kind="worry",
        text="Lene, Grethe og Jonas er bekymrede for, at hvis Jonas drikker, når børnene er hos ham, så kan han finde "
        "på at køre med dem igen, og at Viggo eller Freja kan komme alvorligt til skade.",
        people=("Lene", "Mormor", "Jonas"),
        pair_id="g1",
        weeks=0,
        disagreement="Jeg er enig i det første. Men jeg er ikke enig i, at pigerne altid ligger vågne.",
        disagreement_by="Jonas",
        audience=SOME,
    ),
    StatementView("d2", "worry", "Ditte, Lene og Signe er bekymrede for skolen.", (), "", 0, "", "", audience=SOME),
    StatementView("g1", "goal", OTHER_GOAL, (), "d1", 12, "", "", audience=EVERYBODY),
    StatementView("g2", "goal", GOAL, (), "d2", 10, "", "", audience=EVERYBODY),
    StatementView(
        "b1",
        "bottom_line",
        "Ingen kører med børnene efter at have drukket",
        ("Lene",),
        "",
        0,
        "",
        "",
        audience=EVERYBODY,
    ),
)
FOLLOW_UPS = (
    FollowUpView(
        *("f1", "Signe taler med lægen om medicin og søvn", "Signe", date(2026, 7, 3), "done"),
        *("Ny medicin fra august. 'Jeg sover fem timer i træk nu.'", False, EVERYBODY),
    ),
    FollowUpView(
        *("f2", "Jonas kommer til samtale hver tirsdag", "Jonas", date(2026, 9, 16), "done"),
        *("12 ud af 13 gange", False, EVERYBODY),
    ),
    FollowUpView(
        *("f3", "Skolen finder en fast plads til Alma at begynde dagen", "Ditte", date(2026, 8, 21), "not_done"),
        *("Blev væk i skolestarten", True, EVERYBODY),
    ),
    FollowUpView("f4", "Lene skriver til børnehaven", "Lene", None, "underway", "", False, EVERYBODY),
)
HOUSES = (
    HouseWords("Alma", "good", ("Mormor henter mig om onsdagen, og så laver vi mad",), EVERYBODY),
    HouseWords("Alma", "worries", ("Når mor ikke vågner, bliver jeg hjemme og får Viggo afsted",), EVERYBODY),
    HouseWords("Alma", "dreams", ("At en anden voksen har styr på morgenen",), EVERYBODY),
    HouseWords("Freja", "good", ("Far er sjov, når vi er i skoven",), EVERYBODY),
)
WORDS = (
    WordView("w1", "Alma", "Det var okay. I talte ikke hen over hovedet på mig", SOME),
    WordView("w2", "Signe", "Nu er der nogen, der har fredagen", SOME),
)
BOARD = BoardSnapshot(
    id="b2",
    seq=214,
    facts=MeetingFacts(
        id="m2",
        family_id="fam1",
        family_title="Familien Bro Madsen",
        children=("Alma", "Freja", "Viggo"),
        number=2,
        purpose="Følge op på aftalerne fra juni og finde ud af, hvad der skal til, for at Alma kommer i skole.",
        starts=STARTS,
        ends=ENDS,
        place="Havneskolen, lokale 12",
        video="",
        interpreter="",
        wishes="Vi vil begynde med det, der er blevet bedre\nSigne fortæller selv; ingen læser op af journalen",
        ground_rules="Vi taler, så Alma kan forstå det\nÉn taler ad gangen\nMan må sige pas",
        facilitator="Anne-Marie Lund",
        recorder="Mikkel Holm",
        called_by="Ditte Krogh",
        steps=(),
        opened_at=STARTS,
        closed_at=CLOSED,
        cancelled_at=None,
    ),
    seats=SEATS,
    stage=StageView(8, STARTS, ENDS, 0, "all", False, True),
    cards=CARDS,
    scales=SCALES,
    statements=STATEMENTS,
    follow_ups=FOLLOW_UPS,
    houses=HOUSES,
    words=WORDS,
    closing=ClosingView(
        toward_family="Mikkel Holm",
        toward_professionals="Lene Skov",
        why="Hverdagens morgener er det tungeste lige nu, og Mikkel kommer i hjemmet.",
        next_starts=NEXT,
        next_ends=NEXT_ENDS,
        next_place="Havneskolen, lokale 12",
        next_open=False,
        accepted_by="Signe, Jonas og Alma",
    ),
)
ACTIONS = tuple(
    ActionView(each.id, each.text, each.who, each.helpers, each.due, each.how_seen, "open", "", audience=PLANNED)
    for each in CARDS
    if each.agreement
)
PLAN_NOW = PlanSnapshot(
    family_id="fam1",
    title="Familien Bro Madsen",
    children=("Alma", "Freja", "Viggo"),
    made_on=date(2026, 9, 16),
    goals=(
        GoalView("g1", OTHER_GOAL, 12, ACTIONS[2:4], PLANNED),
        GoalView("g2", GOAL, 10, (replace(ACTIONS[0], status="done", remark="Det duer"), ACTIONS[1]), PLANNED),
        GoalView("g3", "Freja sover hele natten", 0, (), PLANNED),
    ),
    loose=ACTIONS[4:],
    strengths=tuple(StrengthView(one.id, one.text, one.said_by, PLANNED) for one in CARDS[:4]),
    coordinators=(
        CoordinatorView("Mikkel Holm", "Mikkel", "family", "Han kommer i hjemmet", "89 40 12 34", PLANNED),
        CoordinatorView("Lene Skov", "Lene", "professionals", "", "", PLANNED),
    ),
    helpers=(PersonView("p4", "Grethe Bro", "Mormor", "network", "Mormor", phone="20 12 34 56", audience=PLANNED),),
    scales=(
        ScaleHistory(
            *("Tryghed for børnene", SCALES[0].zero, SCALES[0].ten, date(2026, 9, 16)),
            tuple(NumberView(a.called, a.value, a.before, a.why, a.one_up, PLANNED) for a in SCALES[0].answers),
            PLANNED,
        ),
    ),
    next_starts=NEXT,
    next_place="Havneskolen, lokale 12",
    next_open=False,
)
ENTRY = Invite(
    uid="0198f2ab7d1c@tavlen.example",
    sequence=0,
    method="REQUEST",
    starts=NEXT,
    ends=NEXT_ENDS,
    stamp=CLOSED,
    summary="Møde",
    location="Havneskolen, lokale 12",
    description="Du er inviteret til et møde. Ring til kommunen, hvis du har spørgsmål.",
    organiser_email="moeder@fjordby.example",
    attendee_email="signe.bro@familie.example",
)
