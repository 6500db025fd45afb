"""Answers: a page, a few regions of one, or where to go next; and refusals as a sentence beside what was typed."""

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from accounts.actor import NOBODY
from accounts.permissions import KnockFirst
from accounts.signing_in import ProveFirst
from store.refusal import Refusal
from templates import fragment, page
from templates.text import translator
from web.cookies import LANGUAGE, set_cookie, wanted_locale
from web.here import Here
from web.signing import signing_address


def by_htmx(request: Request) -> bool:
    """Say whether htmx asks, so that a part of a page is the answer."""
    return request.headers.get("hx-request") == "true"


def show(here: Here, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Answer with a whole page. Every page knows who asks, the installation, and whether this is the demo."""
    answer = HTMLResponse(page(name, locale=here.locale, **_common(here), **context), status_code=status)
    if here.request.query_params.get("lang") == here.locale:
        set_cookie(answer, here.settings, LANGUAGE, here.locale, hours=24 * 365)
    return answer


def show_parts(here: Here, name: str, *blocks: str, **context: Any) -> HTMLResponse:
    """Answer with some regions of a page, each put where the element with its name as id stands."""
    parts = (fragment(name, block, locale=here.locale, **_common(here), **context) for block in blocks)
    return HTMLResponse("".join(partial(block, html) for block, html in zip(blocks, parts, strict=True)))


def partial(region: str, html: str, *, swap: str = "outerMorph") -> str:
    """Wrap a region so that htmx puts it in its place without disturbing what is equal or half typed."""
    return f'<hx-partial hx-target="#{region}" hx-swap="{swap}">{html}</hx-partial>'


def go(here: Here, address: str) -> Response:
    """Answer a change by sending the browser to another page."""
    if by_htmx(here.request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def done(here: Here, back: str, *, saved: bool = False) -> Response:
    """Answer a change of the board: the stream brings what it looks like; without htmx, back to the page.

    `saved` tells the page that a sheet's text is kept, so the sheet may close.
    """
    if not by_htmx(here.request):
        return RedirectResponse(back, status_code=303)
    return Response(status_code=204, headers={"HX-Trigger": "saved"} if saved else {})


def show_sheet(here: Here, block: str, **context: Any) -> HTMLResponse:
    """Answer with what a sheet over the recorder's desk holds."""
    return HTMLResponse(fragment("board/sheets.html", block, locale=here.locale, **context))


def keep(here: Here, name: str, **context: Any) -> None:
    """Remember the page to show again, with what was typed, if a verb refuses and the browser runs no scripts.

    The context holds finished values only: the session is gone by then.
    """
    here.request.state.again = (name, {**_common(here), **context})


def refuse(request: Request, no: Refusal) -> Response:
    """Answer a refusal: its sentence, where the person stands, and nothing else changes on the page."""
    settings = request.app.state.settings
    locale = wanted_locale(request, settings)
    if no.status == 401 and request.method == "GET" and not by_htmx(request):
        return RedirectResponse(
            "/phone" if isinstance(no, KnockFirst) else f"/sign-in?then={quote(request.url.path)}", status_code=303
        )
    if isinstance(no, ProveFirst):
        return _prove(request, said(no, locale))
    if not by_htmx(request) and hasattr(request.state, "again"):
        name, words = request.state.again
        refused = {"refused": said(no, locale), "field": no.field or "", "sign": signing_address(no)}
        return HTMLResponse(page(name, locale=locale, **words, **refused), no.status)
    return _sentence(request, said(no, locale), status=no.status, field=no.field or "", sign=signing_address(no))


def _prove(request: Request, sentence: str) -> Response:
    """Send whoever only looks to the proof and back; whoever has typed something proves in another tab, and tries again."""
    if request.method != "GET":
        return _sentence(request, sentence, status=403, proof=True)
    address = f"/proof?then={quote(request.url.path)}"
    if by_htmx(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def fail(request: Request, code: str) -> Response:
    """Answer a fault of ours: a short code that also stands in the log, beside the trace."""
    say = translator(wanted_locale(request, request.app.state.settings))
    sentence = say(
        "Noget gik galt hos os. Det, du skrev, står her endnu. Prøv igen, eller sig koden {code} til support."
    )
    return _sentence(request, sentence.format(code=code), status=500)


def said(no: Refusal, locale: str) -> str:
    """Give a refusal's sentence in this language."""
    return no.said(translator(locale))


def _common(here: Here) -> dict[str, Any]:
    known = {"settings": here.settings, "actor": here.actor, "path": here.request.url.path}
    return {**known, "may": here.may, "opening": here.opening}


def _sentence(
    request: Request, sentence: str, *, status: int, field: str = "", proof: bool = False, sign: str = ""
) -> Response:
    """Put a sentence into the page's notice, or make a page of it for a browser without scripts."""
    settings = request.app.state.settings
    locale = wanted_locale(request, settings)
    if by_htmx(request):
        html = fragment("refusal.html", "notice", locale=locale, sentence=sentence, field=field, proof=proof, sign=sign)
        return HTMLResponse(partial("notice", html), status)
    words = {"sentence": sentence, "field": "", "proof": proof, "sign": sign}
    words |= {"settings": settings, "actor": NOBODY, "path": request.url.path}
    name = "phone/refusal.html" if request.url.path.startswith(("/phone", "/join")) else "refusal.html"
    return HTMLResponse(page(name, locale=locale, **words), status)
