"""Does the problem statement name a cause or a solution before anybody has looked for one?"""

from __future__ import annotations

import re

_CAUSES = (
    "because",
    "due to(?! be)",
    "caused by",
    "owing to",
    "stems? from",
    "as a result of",
    "root cause",
    "the reason is",
    "lack of",
    "(?:agents|staff|people|operators|employees|we|they) lack",
    "not enough",
    "insufficient(?:ly)?",
    "too few (?:agents|people|staff|operators|employees|nurses|clerks|hands)",
    "(?:not (?:\\w+ )?|poorly |badly )trained",
    "no training",
    "untrained",
    "inexperienced",
    "understaffed",
    "short[- ]staffed",
    "unmotivated",
    "careless(?:ness|ly)?",
    "human error",
    "nobody (?:owns|feels responsible|is responsible|is in charge)",
    "since (?:nobody|they|we|there|agents|staff|people)",
)
_THINGS = "tools?|systems?|software|chatbots?|bots?|apps?|portals?|platforms?|machines?|dashboards?|templates?|crm|ai"
_DOING = "implementing|introducing|automating|hiring|installing|buying|purchasing|adding|replacing|rolling out|using a"
_SOLUTIONS = (
    f"by (?:{_DOING})",
    "we (?:need to|need|must|have to|require)",
    "(?:agents|staff|people|operators|team|desk|department) needs? (?:new|better|training)",
    "(?:needs? to|must) be (?:replaced|automated|changed|improved|introduced|trained|redesigned|upgraded|digiti[sz]ed)",
    "(?:introduce|implement|automate|install|purchase|roll out)",
    f"(?<!the )(?<!our )(?<!its )(?:new|better) (?:{_THINGS})",
    "(?:hire|hiring) (?:more|new|additional|people|staff|agents)",
    "more (?:staff|training|headcount|resources|automation)",
    "train (?:the |all |our )?(?:agents|staff|people|team|operators|employees)",
    "solutions?(?= (?:is|are|would|should|could|will)\\b)",
    "(?<!than it )(?<!than they )should(?! have)",
)
_PATTERN = re.compile(
    r"\b(?:(?P<cause>" + "|".join(_CAUSES) + r")|(?P<solution>" + "|".join(_SOLUTIONS) + r"))\b", re.IGNORECASE
)
_SAYS_NOTHING = re.compile(
    r"(?:nothing|none|nil|n\.?/?a\.?|not applicable|t\.?b\.?[adc]\.?|to be (?:defined|decided|done|determined)|to ?do|"
    r"unknown|not known|don'?t know|all|everything|everywhere|various|same|see above|"
    r"x+|test|[-\s\u2013\u2014.?\u2026/*_]+)",
    re.IGNORECASE,
)
_GUESS = re.compile(
    r"\b(?:gut feeling|feelings?|guess(?:ed|work)?|experience|opinions?|hearsay|common knowledge|"
    r"(?:everybody|everyone|we all) knows?|anecdot\w+|impressions?|intuition)\b",
    re.IGNORECASE,
)
_SYSTEM = re.compile(
    r"\b(?:\w*systems?|\w*reports?|exports?|\w*base|crm|erp|mes|lims|machine|inspection|warehouse|\w*sheets?|logs?|ledgers?|books?|audits?|regist\w+|"
    r"quer(?:y|ies)|dashboards?|surveys?|samples?|records?|statistics|invoices|minutes|files?|study|count|zendesk|jira|"
    r"servicenow|salesforce|freshdesk|sap|oracle|genesys|avaya|excel|power bi|tableau|hubspot|dynamics|remedy|otrs)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b", re.IGNORECASE
)


def named_too_early(text: str) -> tuple[list[str], list[str]]:
    """The words of a text that name a cause, and those that name a solution, each once, as written in lower case."""
    causes: dict[str, None] = {}
    solutions: dict[str, None] = {}
    for found in _PATTERN.finditer(re.sub(r"\s+", " ", text)):
        (causes if found["cause"] else solutions).setdefault(found[0].lower())
    return list(causes), list(solutions)


def early_cautions(label: str, text: str) -> list[str]:
    """A caution for each kind of word found; cautions never block."""
    causes, solutions = named_too_early(text)
    said = []
    if causes:
        said.append(
            f"“{label}” says {_listed(causes)}: that names a cause. Say only what is seen; the causes are for Analyze "
            "to find and to test."
        )
    if solutions:
        said.append(
            f"“{label}” says {_listed(solutions)}: that names a solution. Say only what is seen; a solution written "
            "here closes the search before it began."
        )
    return said


def says_nothing(text: str) -> bool:
    """Whether a field holds a word that only fills it: nothing, n/a, tbd, a dash. An empty field is another matter."""
    return bool(text.strip()) and _SAYS_NOTHING.fullmatch(text.strip().rstrip(".!")) is not None


def source_caution(label: str, text: str) -> str:
    """Why nobody could check a figure by this source; empty where it names a system or a day."""
    guess = _GUESS.search(text)
    if guess:
        return f"“{label}” says “{guess[0].lower()}”: nobody can check that. Name the system or report and its day."
    if text.strip() and not says_nothing(text) and not _SYSTEM.search(text) and not _DATED.search(text):
        return f"“{label}” names neither a system or report nor a day: say both, so that somebody can look it up again."
    return ""


def _listed(words: list[str]) -> str:
    return " and ".join(f"“{word}”" for word in words)
