"""Does a column look like personal data? Mail addresses, phone numbers, names of people: pointed out, left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_PHONE = re.compile(
    r"(?:\+|00)\d[\d\s()./-]{6,18}\d"  # +49 30 123456
    r"|\(?0\d{1,5}\)?[\s/.-]+\d[\d\s/.-]{4,14}\d"  # 030 / 123 456
    r"|\(\d{3}\)\s?\d{3}-\d{4}|\d{3}-\d{3}-\d{4}"  # (212) 555-0123
)
_WORD = r"(?:[A-ZÀ-Þ]['’])?[A-ZÀ-Þ][a-zà-ÿ'’-]+"
_PERSON = re.compile(rf"(?:(?:Mr|Mrs|Ms|Dr|Herr|Frau)\.? )?{_WORD}(?:,? (?:{_WORD}|[A-ZÀ-Þ]\.?)){{1,3}}")
_NAME_WORDS = frozenset(
    ("firstname", "lastname", "surname", "forename", "fullname", "vorname", "nachname", "familienname", "apellido")
)
_PEOPLE = "name customer client patient caller contact agent employee requester assignee assigned owner technician"
_NAME_TOKENS = frozenset(f"{_PEOPLE} operator kunde mitarbeiter user".split())
_OTHER = {
    "mail": "a mail address",
    "email": "a mail address",
    "mailadresse": "a mail address",
    "phone": "a phone number",
    "telephone": "a phone number",
    "mobile": "a phone number",
    "telefon": "a phone number",
    "handy": "a phone number",
    "fax": "a phone number",
    "birthdate": "a date of birth",
    "birthday": "a date of birth",
    "birth": "a date of birth",
    "dob": "a date of birth",
    "geburtsdatum": "a date of birth",
    "ssn": "an identity number",
    "iban": "a bank account",
    "passport": "an identity number",
    "street": "a home address",
    "address": "an address",
    "adresse": "an address",
    "straße": "an address",
    "ip": "a network address",
}
_SHARE = 0.2


def why_personal(name: str, texts: Sequence[str]) -> str:
    """What a column seems to say about people, in words; empty where it seems to say nothing."""
    spaced = re.sub(r"([a-zà-ÿ])([A-ZÀ-Þ])", r"\1 \2", name)
    tokens = re.findall(r"[^\W\d_]+", spaced.lower())
    joined = "".join(tokens)
    if texts:
        enough = max(1, _SHARE * len(texts))
        if sum(bool(_MAIL.search(one)) for one in texts) >= enough:
            return "mail addresses"
        if sum(_is_phone(one.strip()) for one in texts) >= enough:
            return "phone numbers"
    for token in tokens:
        if token in _OTHER:
            return _OTHER[token]
    if joined in _NAME_WORDS or (tokens[:1] in (["first"], ["last"], ["full"]) and tokens[-1:] == ["name"]):
        return "names of people"
    people = sum(bool(_PERSON.fullmatch(one)) for one in texts)
    if texts and people >= 0.6 * len(texts) and not _NAME_TOKENS.isdisjoint(tokens):
        return "names of people"
    return ""


def _is_phone(text: str) -> bool:
    """Dates with points share the shape of phone numbers, but never have nine digits."""
    return bool(_PHONE.fullmatch(text)) and sum(sign.isdigit() for sign in text) >= 9
