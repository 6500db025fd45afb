"""Protected texts, all invented; forty ways to disguise one; and ordinary Danish sentences that must not be stopped."""

import random
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice, product


def each(words: str) -> list[str]:
    """Give the words of a text; a line below stands for a space."""
    return words.split()


STREETS = each(
    """
    Tranebærstien Kærmindevænget Sankt_Annæ_Allé Ravnsbjergvej Gøgeurtvej Æblelunden Ålykkestræde Hyldemosegade
    Tjørnebakken Bukkeblådvej Snerlevænget Klintebjergvej Møgeltøndervej Blåbærhaven Skarnagergade Nørre_Løgtvedvej
    Gammel_Tværskovvej Rødkildepladsen Kongeådalsvej Sivkæret
    """
)
SCHOOLS = each(
    """
    Bakkegårdsskolen Ørslevkostskolen Ålholmgårdskolen Rævebjergskolen Klintholmskolen Tværåskolen Søengskolen
    Hvidkildeskolen Mølleåskolen Ellebækskolen Egeriskolen Gærdesmuttens_Skole Nordre_Fælleds_Skole
    Sankt_Hedvigs_Skole Skovvangskolen Vandkærskolen Kastanjehøjskolen Løgtoftskolen Langebjergskolen Æbelnæsskolen
    """
)
HOUSES = each(
    """
    Børnehuset_Skibet Børnehaven_Gøgereden Vuggestuen_Mælkebøtten Institutionen_Regnbuedalen Børnehuset_Ærteblomsten
    Børnehaven_Sølvpilen Vuggestuen_Myretuen Børnehuset_Kastanjen Børnehaven_Åkanden Børnehuset_Troldehøj
    Vuggestuen_Pusling Børnehaven_Tumlebakken Børnehuset_Hyldemor Børnehaven_Egetræet Fritidshjemmet_Kernehuset
    Børnehuset_Snegleskjul Børnehaven_Bølgen Vuggestuen_Nøddebo Børnehuset_Skrænten Børnehaven_Valmuen
    """
)
WORK = each(
    """
    Fjordby_Bageri_og_Konditori Havtornens_Blomster Tømrerfirmaet_Bjælken Nordlys_Regnskab Plejehjemmet_Solkrogen
    Ørstrup_Autoværksted Cykelsmeden_på_Torvet Lageret_hos_Vindelev Fiskehallen_Åsund Rengøring_Nordfjord
    Vaskeriet_Boblen Tandklinikken_Perlen Møbelfabrikken_Egkær Gartneriet_Blomstergården Købmanden_i_Løvby
    Kantinen_på_Rådhuset_Nord Caféen_Kanelsneglen Trykkeriet_Sortekunst Malerfirmaet_Regnbuen Slagteriet_Højmarken
    """
)
NAMES = each(
    """
    Alberte_Hyldegaard Osvald_Krægpøth Signe_Marie_Tøttrup Åse_Bjerregaard Villads_Ørnstrup Ronja_Skovmand
    Emma_Aagesen Ludvig_Kærsgård Bertram_Højlund Freja_Vindelev Konrad_Æbelø Sanne_Møgeltoft Ellinor_Smedegård
    Ib_Rødkilde Naja_Petrine_Lynge Hjalmar_Qvistgaard Maren_Ejby-Tange Zahra_Nørgaard Ahmad_El-Khatib Oda_Lyngholm
    """
)
PLATES = zip("ABCDEHJKLMNPRSTVXYZABC", "XYZVTSRPNMLKJHEDCBAZYX", range(21, 43), range(345, 367), strict=True)
CARS = [f"{a}{b} {n} {m}" for a, b, n, m in PLATES]
PHONES = [f"{'+45 ' * (n % 2)}{n} {n + 3} {n + 11} {n + 17}" for n in range(23, 53)]
EMAILS = [
    f"{a}.{b}{n}@{h}.example"
    for n, (a, b, h) in enumerate(product(("mor", "gry", "åge"), ("hav", "lyng", "sol"), ("post", "brev", "mail")))
]
WORDS = {
    "address": [f"{street} {number}" for number, street in enumerate((*STREETS, *STREETS[:12]), 3)],
    "school": SCHOOLS,
    "institution": HOUSES,
    "workplace": WORK,
    "name": [*NAMES, *(f"{one}_Fjordby-Holm" for one in NAMES[:11] if "Signe" not in one)],
    "car": CARS,
    "phone": PHONES,
    "email": EMAILS,
}
PROTECTED = [(kind, text.replace("_", " ")) for kind, texts in WORDS.items() for text in texts][:200]

LATIN, GREEK = "abeiknoptuvxy", "αβεικηορτυνχγ"
CYRILLIC = dict(zip("aceopxyijsABCEHKMOPTX", "асеорхуіјѕАВСЕНКМОРТХ", strict=True))
Disguise = Callable[[str], str]


def between(mark: str) -> Disguise:
    """Give the disguise that puts a mark between all letters."""
    return lambda text: mark.join(text)


def instead(**letters: str) -> Disguise:
    """Give the disguise that writes letters in another way, also as capitals."""
    both = letters | {old.upper(): new.capitalize() for old, new in letters.items()}
    return lambda text: "".join(both.get(one, one) for one in text)


def shifted(first: int, last: int, by: int) -> Disguise:
    """Give the disguise that takes letters from another block of characters."""
    return lambda text: "".join(chr(ord(one) + by) if first <= ord(one) <= last else one for one in text)


def halves(text: str) -> str:
    middle = len(text) // 2
    return f"{text[:middle]} {text[middle:]}"


def every_third(mark: str) -> Disguise:
    """Give the disguise that puts a mark after every third letter."""
    return lambda text: "".join(one + mark * (at % 3 == 2) for at, one in enumerate(text))


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def mixed(text: str) -> str:
    return "".join(one.upper() if at % 2 else one.lower() for at, one in enumerate(text))


def in_a_sentence(text: str) -> str:
    return f"Hun bor og går ved {text}, og det ved vi."


DISGUISES: dict[str, Disguise] = {
    "as it is": str,
    "capitals": str.upper,
    "small": str.lower,
    "mixed case": mixed,
    "spaces": between(" "),
    "hyphens": between("-"),
    "full stops": between("."),
    "underscores": between("_"),
    "stars": between("*"),
    "slashes": between("/"),
    "zero-width spaces": between("\u200b"),
    "zero-width joiners": between("\u200d"),
    "soft hyphens": between("\u00ad"),
    "word joiners": between("\u2060"),
    "byte order marks": between("\ufeff"),
    "no-break spaces": between("\u00a0"),
    "narrow spaces": between("\u202f"),
    "lines": between("\n"),
    "accents below": between("\u0331"),
    "strokes": between("\u0336"),
    "piled marks": between("\u0301\u0323\u0308"),
    "circles around": between("\u20dd"),
    "variation selectors": between("\ufe0f"),
    "in two": halves,
    "hyphen at the end of lines": every_third("-\n"),
    "soft hyphen now and then": every_third("\u00ad"),
    "no spaces": lambda text: text.replace(" ", ""),
    "two spaces": lambda text: text.replace(" ", "  "),
    "ae, oe and aa": instead(æ="ae", ø="oe", å="aa"),
    "Swedish letters": instead(æ="ä", ø="ö", å="å"),
    "without strokes and rings": instead(ø="o", å="a"),
    "decomposed": decomposed,
    "full width": shifted(0x21, 0x7E, 0xFEE0),
    "bold": shifted(0x61, 0x7A, 0x1D41A - 0x61),
    "circled": shifted(0x61, 0x7A, 0x24D0 - 0x61),
    "Cyrillic": lambda text: "".join(CYRILLIC.get(one, one) for one in text),
    "Greek": lambda text: text.lower().translate(str.maketrans(LATIN, GREEK)),
    "in quotes": lambda text: f"»{text}«",
    "possessive": lambda text: f"{text}s" if not text[-1].isdigit() else f"{text}'s",
    "in a sentence": in_a_sentence,
}

PEOPLE = each(
    """
    mor far mormor farmor morfar storesøster lillebror Alma Viggo Freja Emma Ida Sofie Anna Oliver William Noah
    Mikkel Ditte Lene Signe Jonas Kim Grethe læreren pædagogen naboen træneren sundhedsplejersken
    """
)
DOES = each(
    """
    henter følger ringer_til hjælper leger_med læser_for spiser_med taler_med skriver_til kører_med glæder_sig_til
    laver_mad_til venter_på siger_godnat_til øver_sig_med går_tur_med besøger drikker_kaffe_med ser_fjernsyn_med
    """
)
WHOM = each(
    """
    børnene Viggo tvillingerne holdet hele_familien hunden klassen kusinerne de_små Alma
    """
)
WHEN = each(
    """
    om_onsdagen hver_morgen klokken_7.30 i_weekenden efter_skole den_14._oktober 2_gange_om_ugen når_det_er_svært
    inden_spisetid kl._16_til_17 i_uge_42 på_fredag
    """
)
PLACES = each(
    """
    på_Havneskolen i_børnehaven på_Strandvejen_12 ved_Netto i_svømmehallen på_biblioteket på_Lærkevej
    i_Børnehuset_Solen på_Vestre_Skole på_jobcentret i_klubben i_Familiehuset ved_skibet i_haven på_Birkevej_4
    i_mælkebøtterne på_Nordre_Skole på_Kirkevej_3 i_SFO'en ved_åen i_skoven på_engen ved_tranebærrene i_regnbuen
    på_plejehjemmet hos_bageren på_Sankt_Annæ_Plads ved_møllen på_Rådhuset_i_lokale_12
    """
)
WORRIES = each(
    """
    Der_var_ikke_mad Far_drikker_om_fredagen Jeg_er_bange_for_at_være_alene Mor_sover_længe Der_er_for_mange_møder
    Vi_skændes_om_penge Ingen_siger_godnat Skolen_ringer_tit Børnene_kommer_for_sent Tlf._70_20_12_34_er_optaget
    """
)
AND = (
    "og det er rart",
    "og det vil vi gerne blive ved med",
    "men ikke altid",
    "siger hun",
    "og så er alt godt",
    "tror vi",
)


def ordinary(count: int) -> Iterator[str]:
    """Give so many ordinary sentences, the same ones each time: other schools and streets, common first names."""
    said = [" ".join(one) for one in product(PEOPLE, DOES, WHOM, WHEN, PLACES)]
    worried = [f"{worry}, {when} {place}, {and_}" for worry, when, place, and_ in product(WORRIES, WHEN, PLACES, AND)]
    chosen = random.Random(7)
    sentences = (chosen.choice(said if chosen.random() < 0.7 else worried) for _ in iter(int, 1))
    return islice((f"{one[0].upper()}{one[1:]}.".replace("_", " ") for one in sentences), count)
