"""What the file about one person calls its sections, their fields, and the few values that are words of ours."""

from templates.text import translations


def _(text: str) -> str:
    """Mark a text of a table as one that is translated."""
    return text


SECTIONS = {
    "person": _("Dig"),
    "membership": _("Din plads i familien"),
    "own_cards": _("Det, du har sagt"),
    "own_numbers": _("Dine tal"),
    "own_closing_words": _("Dine ord til sidst"),
    "own_disagreements": _("Det, du ikke er enig i"),
    "childs_words": _("Dine tre huse"),
    "meetings": _("Møder"),
    "letters": _("Breve til dig"),
    "consents_given": _("Samtykker, du har givet"),
    "consents_about": _("Samtykker, der gælder dig"),
    "answers_about": _("Svar om dig"),
    "agreements": _("Dine aftaler"),
    "coordination": _("Når du holder styr på planen"),
    "protected": _("Beskyttet om dig"),
    "others_words": _("Det, andre har sagt, som du må læse"),
    "looks": _("Hvornår nogen har set på sagen"),
}
FIELDS = {
    "name": _("Navn"),
    "email": _("E-mail"),
    "phone": _("Telefon"),
    "organisation": _("Arbejdssted"),
    "kind": _("Hvem"),
    "relation": _("Relation"),
    "called": _("Navn på tavlen"),
    "ring": _("Hvor tæt"),
    "age": _("Alder"),
    "custody": _("Forældremyndighed"),
    "meeting": _("Møde"),
    "column": _("Kolonne"),
    "text": _("Ord"),
    "place": _("Sted"),
    "question": _("Spørgsmål"),
    "value": _("Tal"),
    "why": _("Hvorfor"),
    "one_up": _("Hvad gør det én højere"),
    "house": _("Hus"),
    "shown": _("Må vises"),
    "written_on": _("Skrevet"),
    "how": _("Hvordan"),
    "attended": _("Var med"),
    "note": _("Note"),
    "sent_at": _("Indkaldt"),
    "answer": _("Svar"),
    "answered_at": _("Svaret"),
    "held_back": _("Holdt tilbage"),
    "given_on": _("Givet"),
    "form": _("Form"),
    "purpose": _("Til"),
    "limits": _("Må ikke deles"),
    "valid_until": _("Gælder til"),
    "withdrawn_on": _("Taget tilbage"),
    "due": _("Hvornår"),
    "how_seen": _("Sådan kan vi se det"),
    "status": _("Hvordan det går"),
    "remark": _("Bemærkning"),
    "toward": _("Over for"),
    "since": _("Fra"),
    "until": _("Til"),
    "knocked_at": _("Bankede på"),
    "admitted_at": _("Lukket ind"),
    "left_at": _("Gik"),
    "delivered": _("Leveret"),
    "subject": _("Emne"),
    "basis": _("Hvad giver lov til at dele?"),
    "basis_text": _("Hvilken lovhjemmel?"),
    "valid_from": _("Gælder fra"),
}
VALUES = {
    "works": _("Hvad fungerer"),
    "worries": _("Hvad bekymrer"),
    "next": _("Hvad skal der ske"),
    "good": _("Gode ting"),
    "dreams": _("Drømme"),
    "child": _("Barn"),
    "parent": _("Forælder"),
    "network": _("Netværk"),
    "professional": _("Fagperson"),
    "up": _("På tavlen"),
    "tray": _("Sendt"),
    "later": _("Gemt"),
    "down": _("Taget ned"),
    "open": _("Ikke begyndt"),
    "underway": _("I gang"),
    "done": _("Gjort"),
    "not_done": _("Ikke gjort"),
    "dropped": _("Faldt bort"),
    "yes": _("Ja"),
    "no": _("Nej"),
    "written": _("På skrift"),
    "oral": _("Mundtligt"),
    "family": _("Familien"),
    "professionals": _("Fagfolk"),
    "inner": _("Helt tæt på"),
    "middle": _("Tæt på"),
    "outer": _("Længere væk"),
    "consent": _("Samtykke"),
    "law": _("Lovhjemmel uden samtykke"),
}


def section(key: str, *, locale: str) -> str:
    """Give a section's heading."""
    return translations(locale).gettext(SECTIONS[key])


def field(key: str, *, locale: str) -> str:
    """Give what a field is called; one without a word keeps its own."""
    return translations(locale).gettext(FIELDS[key]) if key in FIELDS else key


def value(word: object, *, locale: str) -> object:
    """Give a value that is a word of ours in this language; any other stays as it is."""
    known = VALUES.get(word) if isinstance(word, str) else None
    return translations(locale).gettext(known) if known else word
