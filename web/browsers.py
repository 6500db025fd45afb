"""A few words of ours for a browser: what it says of itself is text from outside, and is not kept."""

KINDS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
PLACES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def words_for(user_agent: str) -> str:
    """Give for example `Edge, Windows`; an empty text for a browser that is not known."""
    said = user_agent[:500]
    found = (next((word for sign, word in words if sign in said), "") for words in (KINDS, PLACES))
    return ", ".join(word for word in found if word)
