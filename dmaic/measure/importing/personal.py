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
_GIVEN = frozenset({"first", "last", "full", "given", "family", "middle", "nick"})
_ROLES_WORDS = (
    "author creator submitter reporter requester requestor recipient assignee watcher watchers "
    "participant participants collaborator collaborators follower followers users username login "
    "originator sender ersteller melder bearbeiter"
)
_ROLES = frozenset(_ROLES_WORDS.split())
"""Words that stand for a person whatever the cells look like: initials, account names, numbers of people."""
_DONE_WORDS = (
    "created opened closed resolved updated modified submitted reported requested assigned handled "
    "entered changed edited approved logged answered evaluated reviewed solved"
)
_DONE = frozenset(_DONE_WORDS.split())
_THINGS = frozenset(
    ("team", "skill", "group", "queue", "agency", "department", "product", "project", "campaign", "site", "branch")
)
"""What has a name and is nobody: “Team Name”."""
_POINTERS = frozenset({"id", "ids", "key", "no", "number", "name", "names", "login"})
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
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


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
    if joined in _NAME_WORDS or (tokens[-1:] == ["name"] and not _GIVEN.isdisjoint(tokens[:-1])):
        return "names of people"
    if _names_a_role(tokens) and not _counts_or_dates(tokens, texts):
        return "names of people"
    people = 0 if not _THINGS.isdisjoint(tokens) else sum(bool(_PERSON.fullmatch(one)) for one in texts)
    if texts and people >= 0.6 * len(texts) and not _NAME_TOKENS.isdisjoint(tokens):
        return "names of people"
    return ""


def _names_a_role(tokens: Sequence[str]) -> bool:
    """Whether a column is called after somebody: “Submitter”, “Author id”, “Last modified by”; not “Reporter type”."""
    bare = tokens[:-1] if len(tokens) > 1 and tokens[-1] in _POINTERS else tokens
    return bool(bare) and (bare[-1] in _ROLES or (bare[-1] == "by" and not _DONE.isdisjoint(bare[-2:-1])))


def _counts_or_dates(tokens: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether the cells are dates (“Updated by 31.3.”) or how many there are (“Watchers”: 3)."""
    many = tokens[-1].endswith("s") and bool(texts) and all(one.strip().isdigit() for one in texts)
    return many or any(_DATE.search(one) for one in texts[:20])


def _is_phone(text: str) -> bool:
    """Dates with points share the shape of phone numbers, but never have nine digits."""
    return bool(_PHONE.fullmatch(text)) and sum(sign.isdigit() for sign in text) >= 9
