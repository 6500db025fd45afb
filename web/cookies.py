"""The cookies: an employee's session, a guest's pass, the chosen language, and two that last while one signs in."""

from starlette.requests import Request
from starlette.responses import Response

from templates import LOCALES
from web.settings import Settings

STAFF, GUEST, LANGUAGE = "staff", "guest", "language"
STEP, CHALLENGE = "step", "challenge"


def cookie(request: Request, name: str) -> str:
    """Give a cookie's value, or an empty text."""
    settings: Settings = request.app.state.settings
    return request.cookies.get(_name(name, settings), "")


def set_cookie(response: Response, settings: Settings, name: str, value: str, *, hours: int) -> None:
    """Set a cookie that scripts cannot read and other sites cannot make the browser send."""
    response.set_cookie(
        _name(name, settings),
        value,
        max_age=hours * 3600,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, settings: Settings, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(_name(name, settings), path="/", secure=settings.secure, httponly=True, samesite="lax")


def wanted_locale(request: Request, settings: Settings) -> str:
    """Give the language that this browser chose, or the installation's own."""
    for chosen in (request.query_params.get("lang"), cookie(request, LANGUAGE)):
        if chosen in LOCALES:
            return chosen
    return settings.default_locale


def _name(name: str, settings: Settings) -> str:
    return f"__Host-{name}" if settings.secure else name
