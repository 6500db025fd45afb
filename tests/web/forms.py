"""Every form of the house, with somebody who may send it and what is right in each field."""

from meetings import passes
from tests.web.furnished import World
from tests.web.raw import Fields

Form = tuple[str, str, Fields]
MEETING, FAMILY = "/meetings/{meeting_id}", "/families/{family_id}"
MARK = "0" * 64
CAME_FROM: Fields = {"find": "a", "page": "1"}

# Any text that is not too long fits here, so all of a form's are tried at once; every other field is tried alone.
FREE = {
    *("title", "relation", "organisation", "name", "called", "purpose", "place", "video", "interpreter", "wishes"),
    *("ground_rules", "why", "one_up", "how", "limits", "remark", "how_seen", "text", "by", "unit", "note"),
    *("case_ref", "noted_by", "basis_text", "reason", "reference", "because"),
}
# What is free elsewhere, and here names something: an own name, a case, a place of the family.
CHOSEN = {
    f"{FAMILY}/passes": {"name", "place"},
    f"{MEETING}/passes": {"name", "place"},
    f"{MEETING}/cards/{{sent}}/place": {"place"},
    "/families/other": {"case_ref"},
    "/leader/teams": {"case_ref"},
}


def free_in(form: Form) -> list[str]:
    """Give the fields of a form that take any text."""
    _, path, fields = form
    return [name for name in fields if name in FREE and name not in CHOSEN.get(path, ())]


def forms(world: World) -> list[Form]:
    """Give the forms around a meeting in the order in which they can be sent, those that take something back last."""
    return [*_calling(world), *_on_the_board(world), *_closing(world), *_coming_in(world)]


def _calling(world: World) -> list[Form]:
    seat, person = world.ours.seat_id, world.ours.person_id
    who: Fields = {"relation": "Nabo", "called": "Bo", "organisation": "", "email": "", "phone": "", "age": ""}
    who |= {"ring": "middle", "custody": "", "kind": "network", "name": "Bo"}
    call: Fields = {"video": "", "interpreter": "", "wishes": "", "ground_rules": "", "facilitator": "", "recorder": ""}
    call |= {"people": person, "title": "Velkommen", "minutes": "10", "purpose": "Hvem henter?", "together": "", **WHEN}
    yes: Fields = {"given_by": person, "given_on": "2026-09-01", "purpose": "", "limits": "", "covers": person}
    yes |= {
        "goals_only": "",
        "valid_from": "",
        "valid_until": "",
        "how": "mundtligt",
        "given_form": "oral",
        "noted_by": "Ida",
    }
    yes |= {"basis": "consent", "basis_text": "", "kinds": "school", "sees": "all", "parts": ""}
    return [
        ("recorder", "/families", {"title": "Familien Holm", "relation": "Rådgiver", "case_ref": ""}),
        ("recorder", f"{FAMILY}/people", who),
        ("recorder", f"{FAMILY}/people/{{person_id}}", who),
        ("recorder", f"{FAMILY}/consents", yes),
        ("recorder", f"{FAMILY}/coordinators", {"why": "Tillid", "person": person, "toward": "family"}),
        ("recorder", f"{FAMILY}/meetings/new", call),
        ("recorder", f"{FAMILY}/actions/{{action_id}}", {"remark": "Det går", "status": "underway"}),
        ("recorder", "/meetings/{called}/move", WHEN),
        ("recorder", f"{MEETING}/people", {"person": person}),
        ("recorder", f"{MEETING}/answers", {"seat": seat, "answer": "yes"}),
        ("recorder", "/meetings/{called}/invitation", {}),
    ]


def _on_the_board(world: World) -> list[Form]:
    seat = world.ours.seat_id
    card: Fields = {**_agreed(world), "said_by": seat}
    changed: Fields = {"only_text": "", "helpers": seat, **card, "version": "1", "text": "Vi går tur"}
    return [
        ("recorder", f"{MEETING}/opening", {}),
        ("recorder", f"{MEETING}/cards", {"id": "", "author": "", "column": "next", **card, "text": "Vi går"}),
        ("recorder", f"{MEETING}/cards/{{agreement}}/text", changed),
        ("recorder", f"{MEETING}/cards/{{card_id}}/column", {"column": "worries"}),
        ("recorder", f"{MEETING}/cards/{{sent}}/place", {"place": "up"}),
        ("recorder", f"{MEETING}/follow-ups/{{follow_up_id}}", {"remark": "Det går", "status": "underway"}),
        ("recorder", f"{MEETING}/seats/{{knocking}}/admission", {"as_seat": ""}),
        ("recorder", f"{MEETING}/door", {"seats": "30"}),
        ("recorder", f"{MEETING}/seats/{{seat_id}}/attendance", {"attended": "yes"}),
        ("recorder", f"{MEETING}/scales/{{scale_id}}/answers", {"seat": seat, **NUMBER}),
        ("parent", "/phone/cards", {"id": "", "column": "works", "text": "Vi griner"}),
        ("parent", "/phone/numbers", {"scale": world.ours.scale_id, **NUMBER}),
        ("guest", "/phone/cards/{sent}/removal", {}),
        ("recorder", f"{MEETING}/scales/{{scale_id}}/reveal", {}),
    ]


def _closing(world: World) -> list[Form]:
    stage: Fields = {"step": "5", "minutes": "5", "locked": "no", "direct": "yes", "view": "board"}
    chosen: Fields = {"person": world.ours.person_id, "why": "Tillid", "toward": "family"}
    return [
        ("recorder", f"{MEETING}/closing/agreements/{{agreement}}", _agreed(world)),
        ("recorder", f"{MEETING}/closing/coordinators", chosen),
        ("recorder", f"{MEETING}/closing/next", WHEN),
        ("recorder", f"{MEETING}/closing/words", {"id": "", "seat": world.ours.seat_id, "text": "Tak"}),
        ("recorder", f"{MEETING}/closing/accepted", {"by": "Alle"}),
        ("recorder", f"{MEETING}/stage", stage),
    ]


def _coming_in(world: World) -> list[Form]:
    with world.app.store.reading() as session:
        row = passes.open_code(session, world.ours.meeting_id)
        assert row is not None
        way_in = passes.door(row, key=world.app.api.state.code_key)
    return [
        ("nobody", "/join", {"code": way_in.code, "name": "Bo"}),
        ("nobody", "/join/names", {"name": "", "secret": way_in.secret}),
        ("nobody", "/join/as", {"secret": way_in.secret, "name": "Bo"}),
        ("nobody", "/sign-in", {"email": "x@y.example", "password": "x", "then": "/"}),
        ("nobody", "/demo/sign-in", {"account": world.cast.lene.actor.id, "then": "/"}),
        ("nobody", "/demo/phone", {"seat": world.ours.seat_id}),
        ("recorder", f"{MEETING}/undo", {}),
        ("recorder", f"{MEETING}/code", {}),
    ]


def of_the_house(world: World) -> list[Form]:
    """Give the forms of the office that no meeting needs: accounts, the leader's pages, what is kept, a case's number."""
    ours = world.ours
    asked: Fields = {"person": ours.person_id, "question": "both_yes", "answer": "yes", "note": "Aftalt i går"}
    told: Fields = {"name": "Iben Ny", "email": "iben@fjordby.example", "role": "worker", "unit": "Familier"}
    return [
        *_ways_in(),
        *_own_account(),
        ("administrator", "/employees", told),
        ("administrator", "/employees/{account_id}/link", {**CAME_FROM}),
        ("administrator", "/employees/{account_id}/standing", {"role": "worker", "unit": "Familier", **CAME_FROM}),
        ("administrator", "/chain", {}),
        ("administrator", "/retention", {"key": "board", "days": "30"}),
        ("leader", "/retention/hold", {"case": "2026-1001", "reason": "Der er klaget"}),
        ("leader", "/leader/teams", {"case_ref": "2026-9999", "family_id": "", "email": "lene@fjordby.example"}),
        ("leader", "/leader/samples/{sample_id}", {"found": "ask", "remark": "Hvorfor?"}),
        ("leader", "/leader/access", {"ended": [], "remark": "Gennemgået"}),
        ("outsider", "/families/other", {"case_ref": "2026-1001", "reason": "Vagten skal kende aftalerne"}),
        ("recorder", f"{FAMILY}/openings/{{opening_id}}/read", {}),
        ("recorder", f"{FAMILY}/questions", asked),
        ("recorder", f"{FAMILY}/team", {"account": "", "email": "lene@fjordby.example"}),
        ("recorder", "/meetings/{closed}/filing", {"reference": "2026-77", "because": ""}),
        ("recorder", f"{MEETING}/cards/{{card_id}}/readers", {"whom": "all", "seats": ours.seat_id}),
        ("recorder", f"{FAMILY}/deletion", {"typed": "Noget andet"}),
        ("recorder", f"{FAMILY}/case-number", {"case_ref": "2026-1001"}),
    ]


def _ways_in() -> list[Form]:
    key: Fields = {"answer": "{}", "then": "/", "name": "Min nøgle"}
    return [
        ("nobody", "/sign-in/code", {"code": "000000"}),
        ("nobody", "/sign-in/new-code", {"code": "000000"}),
        ("nobody", "/sign-in/passkey", key),
        ("nobody", "/sign-in/passkey/challenge", {}),
        ("nobody", "/sign-in/provider", {"then": "/"}),
        ("nobody", "/sign-in/recovery", {"email": "x@y.example", "code": "x"}),
        ("nobody", "/welcome", {"secret": "x"}),
        ("nobody", "/welcome/passkey", key),
        ("nobody", "/welcome/passkey/challenge", {}),
        ("nobody", "/welcome/password", {"password": "korrekt hest batteri"}),
    ]


def _own_account() -> list[Form]:
    key: Fields = {"answer": "{}", "then": "/", "name": "Min nøgle"}
    return [
        ("member", "/proof", {"code": "000000", "then": "/"}),
        ("member", "/proof/passkey", key),
        ("member", "/proof/provider", {"then": "/"}),
        ("member", "/account/code", {}),
        ("member", "/account/passkeys/challenge", {}),
        ("member", "/account/passkeys", key),
        ("member", "/account/passkeys/removal", {"id": ""}),
        ("member", "/account/recovery", {}),
        ("member", "/account/sessions/end", {"id": ""}),
        ("member", "/account/password", {"password": "korrekt hest batteri"}),
    ]


def about_protection(world: World) -> list[Form]:
    """Give the forms about what is protected: what stands there stops other texts, so they come after them."""
    sign: Fields = {"place": "plan", "unsigned": f"{MARK}.{world.ours.protection_id}", "reason": "Aftalt med mor"}
    sign |= {"name": world.cast.mikkel.actor.name}
    sheet = f"{FAMILY}/people/{{person_id}}/protection"
    return [
        ("recorder", sheet, {"kind": "workplace", "text": "Savværket på Nordvej 7", "against": []}),
        ("recorder", f"{sheet}/{{protection_id}}/shown", {}),
        ("recorder", f"{sheet}/{{protection_id}}/lift", {}),
        ("recorder", f"{FAMILY}/passes", sign),
        ("recorder", f"{MEETING}/passes", sign),
    ]


def endings(world: World) -> list[Form]:
    """Give the forms that end something; none of them has a field that somebody types in but the coordinator's."""
    released: Fields = {"person": "", "why": "", "toward": "professionals"}
    return [
        ("recorder", f"{MEETING}/closing", {}),
        ("recorder", f"{MEETING}/closing/next/open", {}),
        ("recorder", f"{MEETING}/closing/agreements/{{agreement}}/open", {}),
        ("recorder", f"{MEETING}/closing/coordinators/release", released),
        ("recorder", f"{MEETING}/seats/{{knocking}}/removal", {}),
        ("recorder", f"{FAMILY}/consents/{{consent_id}}/withdrawal", {"noted_by": "Ida"}),
        ("recorder", "/meetings/{called}/cancellation", {}),
        ("waiting guest", "/phone/leave", {}),
        ("parent", "/phone/forgotten", {}),
        ("nobody", "/sign-out", {}),
    ]


def farewells() -> list[Form]:
    """Give the forms that take somebody's way to the family or into the house."""
    return [
        ("leader", "/retention/release", {"case": "2026-1001", "reason": ""}),
        ("opener", f"{FAMILY}/opening/end", {}),
        ("member", "/demo/proof", {"then": "/"}),
        ("caller", "/account/sign-out-everywhere", {}),
        ("recorder", f"{FAMILY}/team/{{account_id}}/removal", {}),
        ("administrator", "/employees/{account_id}/sign-out", {**CAME_FROM}),
        ("administrator", "/employees/{account_id}/closing", {**CAME_FROM}),
        ("administrator", "/employees/{account_id}/opening", {**CAME_FROM}),
    ]


def every_form(world: World) -> list[Form]:
    """Give every form of the route table."""
    return [*of_the_house(world), *forms(world), *about_protection(world), *endings(world), *farewells()]


WHEN: Fields = {"date": "2027-01-09", "starts": "15.00", "ends": "16.00", "place": "Skolen"}
NUMBER: Fields = {"value": "4", "why": "Ro", "one_up": "Søvn"}


def _agreed(world: World) -> Fields:
    return {"who": world.ours.seat_id, "due": "2027-01-09", "how_seen": "Ro"}
