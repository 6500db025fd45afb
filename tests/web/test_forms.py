"""Every form and every page of the route table is on the lists that the tests of hostile text go through."""

import asyncio
import re

from tests.web import pages
from tests.web.forms import every_form, free_in
from tests.web.furnished import World
from tests.web.test_hostile import askers, form_fields
from web.app import addresses

Lists = dict[str, set[str]]
NO_PROVIDER = (
    "/sign-in/provider/answer",
    "/sign-in/provider/answer?code=x&state=x&iss=x",
)  # this installation has none
NO_KEY = ("/passkey", "/passkeys", "/release")  # no passkey made by hand fits, and nobody is released after the end


def listed(world: World) -> Lists:
    """Give each address of the list with the fields of its form, by the name that the route table gives it."""
    found: Lists = {}
    for _, path, fields in every_form(world):
        found.setdefault(route_of(world, path), set()).update(fields)
    return found


def route_of(world: World, path: str) -> str:
    """Give the route that answers an address of the lists; one without a name in it goes before one with."""
    shape = re.sub(r"\{\w+\}", "{}", path)
    there = sorted((one for method, one, _ in addresses(world.app.api) if method == "POST"), key=lambda one: "{" in one)
    return next(one for one in there if re.sub(r"\{\w+\}", "{}", one) == shape)


def gaps(wanted: Lists, found: Lists) -> list[tuple[str, str]]:
    """Give what the route table has and the list lacks, and the other way round: an address, or a field of one."""
    unlike = [(path, name) for path in wanted for name in wanted[path] ^ found.get(path, set())]
    return [(path, "") for path in sorted(wanted.keys() ^ found.keys())] + sorted(unlike)


def test_every_form_is_on_the_list_with_every_field(world: World) -> None:
    wanted = form_fields(world)
    assert gaps(wanted, listed(world)) == []
    print(f"{len(wanted)} forms, {sum(map(len, wanted.values()))} fields")
    assert len(wanted) >= 95
    assert sum(map(len, wanted.values())) >= 170


def test_a_field_or_a_form_that_is_taken_off_the_list_is_missed(world: World) -> None:
    """A planted fault: one field less, one form less, one field too many."""
    wanted = form_fields(world)
    for path, name in (("/employees", "unit"), ("/families/{family_id}/questions", "note"), ("/phone/cards", "text")):
        found = listed(world)
        found[path].discard(name)
        assert gaps(wanted, found) == [(path, name)]
    found = listed(world)
    del found["/welcome"]
    assert ("/welcome", "") in gaps(wanted, found)
    assert gaps(wanted, {**listed(world), "/join": {"code", "name", "cpr"}}) == [("/join", "cpr")]


def test_every_page_is_on_the_list(world: World) -> None:
    there = addresses(world.app.api)
    assert pages.left_out(pages.PAGES, there) == set()
    assert {*pages.PAGES, *pages.FILES} <= {path for method, path, _ in there if method == "GET"}
    print(f"{len(pages.PAGES)} pages, {sum(map(len, pages.pages_by_address(world).values()))} views of them")


def test_a_page_that_is_taken_off_the_list_is_missed(world: World) -> None:
    """A planted fault: one page less."""
    fewer = [path for path in pages.PAGES if path != "/retention"]
    assert pages.left_out(fewer, addresses(world.app.api)) == {"/retention"}


def test_everybody_who_is_named_beside_a_page_sees_it(world: World) -> None:
    """What is compared afterwards are pages, not refusals."""
    everybody, found = askers(world), []
    for views in pages.pages_by_address(world).values():
        for view in views:
            answer = asyncio.run(everybody[view.who].ask("GET", world.ours.within(view.path)))
            found += (
                [(str(view), answer.status)] if answer.status not in (200, 303) and view.path not in NO_PROVIDER else []
            )
    assert found == []


def test_most_forms_are_taken_as_they_stand_on_the_list(world: World) -> None:
    """Words that are refused would be shown nowhere."""
    everybody, statuses, tried = askers(world), {}, every_form(world)
    for who, path, fields in tried:
        answer = asyncio.run(everybody[who].post(world.ours.within(path), fields))
        statuses[f"{who} {path}"] = answer.status
    refused = {name for name, status in statuses.items() if status not in (200, 204, 303)}
    print(*sorted(f"{statuses[name]} {name}" for name in refused), sep="\n")
    written = {f"{one[0]} {one[1]}" for one in tried if free_in(one)}
    assert {name for name in refused & written if not name.endswith(NO_KEY)} == set()
