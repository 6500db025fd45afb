"""The ways in which people write what is protected: shortened, with another kind of house, or the other way round.

A street with its number gives an address away; the street alone when it is no usual one. A school or an institution is
known by its own name, a person by first and last name.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice, product

from families.disguise import fold

ANYWHERE = 8  # so long a run of letters is not there by chance: it counts inside other words, too
JOINED = ("", "nr", "nummer", "no", "hus", "husnr", "husnummer")
MOST_WAYS = 200


def ways(kind: str, text: str) -> Iterator[str]:
    """Give every way to write what is protected that gives it away, the text itself last."""
    if kind != "first_name":
        yield from _WRITTEN.get(kind, _place)(text)
    yield text


def ordinary(letters: str) -> bool:
    """Say whether these letters are a word that everybody uses."""
    return letters in _TOO_ORDINARY


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_WAYS = (
    *(("vejen", "vej", "v"), ("gaden", "gade", "g"), ("alléen", "allé", "al"), ("strædet", "stræde", "str")),
    *(("pladsen", "plads", "pl"), ("boulevarden", "boulevard", "blvd", "boul"), ("parken", "park"), ("stien", "sti")),
    *(("torvet", "torv"), ("vænget", "vænge"), ("haven", "have"), ("bakken", "bakke"), ("kajen", "kaj")),
    *(("toften", "toft"), ("lunden", "lund"), ("marken", "mark"), ("engen", "eng"), ("kæret", "kær")),
)
_SHORTENED = {
    "sankt": ("sct", "skt", "st"),
    "gammel": ("gl",),
    "gamle": ("gl",),
    "nørre": ("nr", "ndr"),
    "sønder": ("sdr",),
    "søndre": ("sdr",),
    "store": ("st",),
    "lille": ("ll",),
    "vester": ("v",),
    "vestre": ("v",),
    "øster": ("ø",),
    "østre": ("ø",),
    "doktor": ("dr",),
    "professor": ("prof",),
}
# Streets that every second town has: they give an address away with their number only.
_USUAL = _each(
    """
    hovedgaden skolegade skolevej kirkevej kirkegade nørregade vestergade østergade søndergade algade storegade
    stationsvej industrivej parkvej engvej bakkevej birkevej lærkevej møllevej strandvejen havnegade torvet markvej
    skovvej nygade mellemgade bygaden byvej smedegade ringvej vestervang østervang nørrevang søndervang ellevej
    bøgevej egevej fyrrevej granvej rosenvej solsikkevej ahornvej poppelvej åvej engen bakken havnen åen volden
    jernbanegade banegårdsplads violvej syrenvej liljevej tulipanvej svalevej drosselvej fasanvej stærevej vibevej
    uglevej mosevej søvej bredgade kongevejen dronningensgade kongensgade slotsgade torvegade vesterbrogade
    nørrebrogade østerbrogade
    """
)
_KINDS = _each(
    """
    børnehuset børnehaven vuggestuen institutionen skolen friskolen privatskolen specialskolen efterskolen
    dagtilbuddet legestuen fritidshjemmet fritidsklubben klubben sfo gymnasiet opholdsstedet bostedet
    naturbørnehaven skovbørnehaven dagplejen plejehjemmet plejecentret firmaet butikken caféen restauranten hotellet
    virksomheden
    """
)
_ORDINARY = _each(
    """
    skolen skole børnehaven børnehave børnehuset børnehus vuggestuen vuggestue institution institutionen hjemmet
    hjemme arbejdet arbejde kommune kommunen familien bilen telefon telefonen adresse adressen dagpleje dagplejen
    klubben gymnasiet butikken firmaet friskolen privatskolen folkeskolen folkeskole specialskolen efterskolen
    mormor farmor morfar farfar
    """
)
_HOUSE = re.compile(r"(?P<street>.*?[^\W\d].*?)[\s,]*(?:\b(?:nr|nummer)\b\.?)?\s*(?P<number>\d+)", re.I)
_PLATE = re.compile(r"\b[A-ZÆØÅ]{2}[\s.-]*\d{2}[\s.-]*\d{3}\b", re.I)


def _address(text: str) -> Iterator[str]:
    head = re.split(r"[,;\n]", text)[0]
    found = _HOUSE.match(head)
    street, number = (found["street"], found["number"]) if found else (head, "")
    for way in _streets(street):
        if number:
            yield from (f"{way} {joined} {number}" for joined in JOINED)
        if not number or fold(street).letters not in _TOO_USUAL:
            yield way


def _streets(street: str) -> Iterator[str]:
    words = street.split()
    if not words:
        return
    choices = [(word, *_SHORTENED.get(word.strip(".").casefold(), ())) for word in words[:-1]]
    choices.append(tuple(_last_words(words[-1])) if len(words) > 1 or len(words[-1]) > 3 else (words[-1],))
    yield from (" ".join(way) for way in islice(product(*choices), MOST_WAYS))


def _last_words(word: str) -> Iterator[str]:
    yield word
    for ways in _WAYS:
        ending = next((way for way in ways if fold(word).letters.endswith(fold(way).letters) and len(way) > 2), None)
        stem = _without(word, ending) if ending else None
        if stem is not None:
            yield from (stem + way for way in ways)
            return


def _without(word: str, ending: str) -> str | None:
    """Give the word without its ending, also when the ending is spelled in another way (allé, alle)."""
    for size in range(len(word)):
        if fold(word[size:]).letters == fold(ending).letters:
            return word[:size]
    return None


def _place(text: str) -> Iterator[str]:
    """A school, an institution or a workplace: "børnehuset Skibet" also as another kind of house with that name."""
    words = text.split()
    letters = fold(text).letters
    if letters.endswith(("en", "et")) and len(letters) - 2 >= ANYWHERE:
        yield letters[:-2]
        yield letters[:-1]
    first = fold(words[0]).letters if words else ""
    kind = next((one for one in _KINDS if fold(one).letters == first), None)
    if kind and len(words) > 1:
        rest = " ".join(words[1:])
        yield from (f"{one} {rest}" for one in _KINDS)
        yield from (f"{one.removesuffix('t').removesuffix('en').removesuffix('e')} {rest}" for one in _KINDS[:3])
        yield f"{rest}s {kind.removesuffix('et').removesuffix('n')}"
        if len(fold(rest).letters) >= ANYWHERE:
            yield rest


def _phone(text: str) -> Iterator[str]:
    digits = "".join(one for one in fold(text).letters if one.isdigit()).removeprefix("00")
    yield digits[2:] if len(digits) == 10 and digits.startswith("45") else digits


def _email(text: str) -> Iterator[str]:
    name, _, host = text.rpartition("@")
    if not (fold(name).letters and fold(host).letters):
        return
    for at, dot in product(("", "at", "snabela", "snabel a"), ("", "dot", "punktum", "prik")):
        yield f"{name.replace('.', f' {dot} ')} {at} {host.replace('.', f' {dot} ')}"
        yield f"{name} {at} {host.replace('.', f' {dot} ')}"


def _car(text: str) -> Iterator[str]:
    yield from (found[0] for found in _PLATE.finditer(text))


def _name(text: str) -> Iterator[str]:
    first, *others = text.replace(",", " ").split() or [""]
    for last in others:
        yield from (f"{first} {last}", f"{last} {first}")
    if others:
        yield " ".join((*others, first))


_WRITTEN: dict[str, Callable[[str], Iterator[str]]] = {
    "address": _address,
    "phone": _phone,
    "email": _email,
    "car": _car,
    "name": _name,
}
_TOO_USUAL = frozenset(fold(way).letters for street in _USUAL for way in _streets(street))
_TOO_ORDINARY = frozenset(fold(word).letters for word in (*_ORDINARY, *_KINDS))
