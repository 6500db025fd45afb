"""The administrator's page: who has an account, with which role, and the link that lets a new colleague in."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, Field
from sqlmodel import Session, select
from starlette.responses import Response

from accounts import signing_in
from accounts.enrolling import invite
from accounts.signing_in import invite_employee
from accounts.tables import ROLES, Account
from families import leaving
from store.refusal import NotFound, Unfit
from store.text import SHORT, clean_text, danish_order
from web.allowed import allowed
from web.answers import go, keep, show
from web.here import Here
from web.paging import Page, leaf, sought

router = APIRouter(prefix="/employees")
PAGE = "employees.html"
Left = Annotated[int, Query(ge=0, le=999_999)]  # how many families nobody works with any more


class NewEmployee(BaseModel):
    """What is typed to open an account."""

    name: str = ""
    email: str = ""
    role: str = "worker"
    unit: str = ""


class CameFrom(BaseModel):
    """Where in the list the administrator was."""

    find: str = ""
    page: int = Field(default=1, ge=1, le=999_999)


class Standing(CameFrom):
    """An employee's role and unit, as they shall be."""

    role: str = ""
    unit: str = ""


@router.get("")
@allowed("manage employees")
def every_employee(
    here: Here, find: str = "", page: Page = 1, done: str = "", left: Left = 0, about: str = ""
) -> Response:
    """List the employees by name; `find` looks in name, address and unit. `about` is whose account was changed."""
    changed = here.session.get(Account, about[:SHORT]) if done and about else None
    whose = changed.name if changed else ""
    return show(here, PAGE, **_page(here, find=find, page=page), done=done, left=left, whose=whose)


@router.post("")
@allowed("manage employees", writing=True, fresh=True)
def open_account(here: Here, form: Annotated[NewEmployee, Form()]) -> Response:
    """Open an account, and show the link that lets the new colleague in, once."""
    keep(here, PAGE, **_page(here, form=form), done="")
    if form.role not in ROLES:
        raise Unfit("Vælg en rolle fra listen.", field="role")
    account = invite_employee(here.session, name=form.name, email=form.email, role=form.role)
    account.unit = clean_text(form.unit, most=SHORT, lines=False, field="unit")
    return _with_link(here, account)


@router.post("/{account_id}/link")
@allowed("manage employees", writing=True, fresh=True)
def new_link(here: Here, account_id: str, form: Annotated[CameFrom, Form()]) -> Response:
    """Make a new link for somebody who lost theirs; the earlier one ends."""
    return _with_link(here, _account(here.session, account_id), find=form.find, page=form.page)


@router.post("/{account_id}/standing")
@allowed("manage employees", writing=True, fresh=True)
def change(here: Here, account_id: str, form: Annotated[Standing, Form()]) -> Response:
    """Change somebody's role and unit."""
    account = _account(here.session, account_id)
    left = leaving.change_standing(here.session, account, by=here.actor, role=form.role, unit=form.unit)
    return _back(here, form, done="changed", about=account_id, left=left)


@router.post("/{account_id}/closing")
@allowed("manage employees", writing=True, fresh=True)
def close(here: Here, account_id: str, form: Annotated[CameFrom, Form()]) -> Response:
    """Close an account at once."""
    left = leaving.close_account(here.session, _account(here.session, account_id), by=here.actor)
    return _back(here, form, done="closed", about=account_id, left=left)


@router.post("/{account_id}/sign-out")
@allowed("manage employees", writing=True, fresh=True)
def sign_out(here: Here, account_id: str, form: Annotated[CameFrom, Form()]) -> Response:
    """Sign somebody out everywhere, when a computer or a phone is lost; the account stays open."""
    account = _account(here.session, account_id)
    signing_in.end_for(here.session, account, by=here.actor)
    return _back(here, form, done="signed-out", about=account_id)


@router.post("/{account_id}/opening")
@allowed("manage employees", writing=True, fresh=True)
def open_again(here: Here, account_id: str, form: Annotated[CameFrom, Form()]) -> Response:
    """Open a closed account again."""
    leaving.open_account(here.session, _account(here.session, account_id), by=here.actor)
    return _back(here, form, done="opened", about=account_id)


def _back(here: Here, came_from: CameFrom, *, done: str, about: str, left: int = 0) -> Response:
    """Go back to where in the list the administrator was."""
    told = {"done": done, "about": about, **({"find": came_from.find[:SHORT]} if came_from.find else {})}
    told |= {"page": str(came_from.page)} if came_from.page > 1 else {}
    return go(here, f"/employees?{urlencode(told | ({'left': str(left)} if left else {}))}")


def _with_link(here: Here, account: Account, **came_from: Any) -> Response:
    """Show the page with the link of this account; no address holds the link, and it is shown this once."""
    link = f"{here.settings.public_url}/welcome#{invite(here.session, account, by=here.actor)}"
    here.session.flush()
    return show(here, PAGE, **{**_page(here, **came_from), "done": "", "link": link, "link_for": account.name})


def _page(here: Here, *, find: str = "", page: int = 1, form: NewEmployee | None = None) -> dict[str, object]:
    """Give what the page shows, as finished values."""
    words = sought(find)
    everybody = sorted(here.session.exec(select(Account)), key=lambda one: (danish_order(one.name), one.id))
    found = [row for row in everybody if words in f"{row.name} {row.email} {row.unit}".casefold()]
    part = leaf(len(found), page)
    return {
        "employees": [row.model_dump(include=SHOWN) for row in found[part.first : part.last]],
        "part": part,
        "find": find[:SHORT],
        "roles": ROLES,
        "form": form or NewEmployee(),
        "link": "",
        "link_for": "",
    }


SHOWN = {"id", "name", "email", "role", "unit", "disabled_at"}


def _account(session: Session, account_id: str) -> Account:
    row = session.get(Account, account_id)
    if row is None:
        raise NotFound
    return row
