"""Protected people: what is protected, who may let a text through, and that the database never holds it in clear."""

import pytest
from sqlmodel import Session, select

from families import guarding
from families.guarding import Protected, guard
from families.protection import in_clear, in_force, let_through, lift, protect
from families.reading import family
from families.tables import Protection, ProtectionPass
from store.audit import AuditEntry
from store.database import Store
from store.refusal import NotFound, Unfit
from tests.cast import Cast

SCHOOL = "Bakkegårdsskolen"
SENTENCE = (
    "Teksten til tavlen nævner noget, der er beskyttet for Alma over for Farbror (skole): »bakkegaards-skolen«. "
    "Skriv det om, eller skriv en grund og dit navn."
)
TEXT, PLACE = "Alma går nu på bakkegaards-skolen", "board:m1"


def a_school(session: Session, cast: Cast, **values: object) -> Protection:
    given = {"person_id": cast.alma.person, "kind": "school", "text": SCHOOL, "against": [cast.kim.person], **values}
    return protect(session, family(session, cast.family), cast.lene.actor, **given)  # type: ignore[arg-type]


def stopped(session: Session, cast: Cast, text: str = TEXT, place: str = PLACE) -> Protected | None:
    try:
        guarding.check(session, cast.family, text, place=place)
    except Protected as no:
        return no
    return None


def test_a_family_without_protection_says_what_it_likes(the_store: Store, cast: Cast) -> None:
    with the_store.reading() as session:
        assert stopped(session, cast) is None
        assert not guard(session, cast.family)


def test_a_protected_school_is_found_and_the_sentence_says_where_whose_which_and_against_whom(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        a_school(session, cast)
        no = stopped(session, cast)
    assert no is not None
    assert no.sentence == SENTENCE


def test_it_is_sealed_in_the_database_and_the_audit_holds_ids_only(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = a_school(session, cast)
        assert SCHOOL not in str(row.model_dump())
        assert in_clear(session, row) == SCHOOL
    with the_store.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.thing == row.id)).one()
        assert (entry.verb, entry.actor, entry.family) == ("protected", cast.lene.actor.id, cast.family)


def test_against_nobody_in_particular_is_against_everybody(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        a_school(session, cast, against=[])
        no = stopped(session, cast)
    assert no is not None
    assert no.sentence == SENTENCE.replace(" over for Farbror", "")


def test_a_lifted_protection_stops_nothing_and_says_who_lifted_it_and_when(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = a_school(session, cast)
        lift(session, row, cast.mikkel.actor)
        lift(session, row, cast.lene.actor)
        assert stopped(session, cast) is None
        assert in_force(session, cast.family) == []
    assert (row.lifted_by, row.lifted_at is not None) == (cast.mikkel.actor.id, True)


def test_a_signed_reason_lets_this_text_through_at_this_place_and_nothing_else(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = a_school(session, cast)
        no = stopped(session, cast)
        assert no is not None
        house = family(session, cast.family)
        let_through(
            session,
            house,
            cast.mikkel.actor,
            place=no.place,
            unsigned=no.unsigned,
            reason="Kim ved det",
            name=" mikkel  HOLM ",
        )
        assert stopped(session, cast) is None
        assert stopped(session, cast, TEXT + ".") is not None
        assert stopped(session, cast, TEXT, "plan") is not None
        assert stopped(session, cast, TEXT, "board:m2") is not None
        signed = session.exec(select(ProtectionPass)).one()
    assert (signed.protection_id, signed.place, signed.reason) == (row.id, PLACE, "Kim ved det")
    assert signed.signed_by == cast.mikkel.actor.id
    assert TEXT not in str(signed.model_dump())


@pytest.mark.parametrize(
    ("reason", "name", "sentence"),
    [
        ("", "Mikkel Holm", "Skriv, hvorfor det må stå der."),
        ("Kim ved det", "", "Skriv dit eget navn, som det står øverst på siden."),
        ("Kim ved det", "Lene Skov", "Skriv dit eget navn, som det står øverst på siden."),
    ],
)
def test_without_a_reason_and_ones_own_name_nothing_gets_through(
    the_store: Store, cast: Cast, reason: str, name: str, sentence: str
) -> None:
    with the_store.writing() as session:
        a_school(session, cast)
        no = stopped(session, cast)
        assert no is not None
        with pytest.raises(Unfit) as refused:
            let_through(
                session,
                family(session, cast.family),
                cast.mikkel.actor,
                place=no.place,
                unsigned=no.unsigned,
                reason=reason,
                name=name,
            )
        assert stopped(session, cast) is not None
    assert refused.value.sentence == sentence


def test_a_guest_cannot_sign(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = a_school(session, cast)
        with pytest.raises(Unfit):
            let_through(
                session,
                family(session, cast.family),
                cast.kim.actor,
                place=PLACE,
                unsigned=[("0" * 64, row.id)],
                reason="Jeg vil",
                name="Kim Madsen",
            )


def test_what_would_stop_ordinary_sentences_is_not_taken(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for kind, text in (
            ("school", "skolen"),
            ("address", "4"),
            ("phone", "12"),
            ("first_name", "Bo"),
            ("x", SCHOOL),
        ):
            with pytest.raises(Unfit):
                a_school(session, cast, kind=kind, text=text)
        with pytest.raises(NotFound):
            a_school(session, cast, person_id="nobody-there")
        assert in_force(session, cast.family) == []
