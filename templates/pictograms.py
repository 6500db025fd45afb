"""Pictures for those who read little: the one that fits the words best."""

PICTURES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tools-kitchen-2", ("mad", "spis", "aftensmad", "køkken")),
    ("moon-stars", ("nat", "stop", "aften")),
    ("bed", ("sov", "seng", "sove")),
    ("phone", ("ring", "telefon", "nummer")),
    ("messages", ("taler", "snak", "samtale", "siger", "fortæl")),
    ("mail-opened", ("brev", "skriver", "mail", "sms")),
    ("car", ("hent", "kører", "bil", "bring")),
    ("ball-football", ("fodbold", "sport", "træn", "klub")),
    ("school", ("skole", "klasse", "lektie", "børnehave", "sfo")),
    ("key", ("nøgle",)),
    ("pill", ("medicin", "læge")),
    ("clock", ("kl.", "morgen", "tid")),
    ("calendar", ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag", "weekend", "uge")),
    ("walk", ("går", "tur")),
    ("heart", ("glad", "hjerte", "kram", "rar")),
)


def picture(text: str, otherwise: str) -> str:
    """Give the name of the picture that fits the words, or `otherwise`."""
    words = f" {text.lower()}"
    return next((name for name, starts in PICTURES if any(f" {one}" in words for one in starts)), otherwise)
