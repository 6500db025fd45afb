"""What the log says of a fault: where it happened and a code, never what anybody wrote."""

import logging
import secrets
import traceback

log = logging.getLogger("tavlen")
_LETTERS = "23456789ACDEFGHJKMNPQRTUVWXYZ"


def write_down(fault: BaseException) -> str:
    """Log the kind and the place of a fault, without its message, which may hold text. Gives the code that finds it."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(4))
    trace = "".join(traceback.format_tb(fault.__traceback__))
    log.error("fault %s: %s\n%s", code, type(fault).__name__, trace)
    return code
