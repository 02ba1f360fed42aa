"""Which field does a refusal speak of? Sentences name it; a page and the API point to it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dmaic.errors import BadInput
from dmaic.statistics.fields.declared import Field

_NAMED = re.compile(r"(?:[Ff]ield|columns? .* of) ['\"“]?(\w+)")


def blamed(refusal: BadInput, fields: Iterable[Field]) -> str:
    """The name of the declared field that the refusal is about, or "" where the sentence names none or several.

    A name in the words "the field x" or in quotes counts first, then a name that stands in the sentence as a word.
    """
    known = {name: one.name for one in fields for name in (one.name, *one.also)}
    if refusal.field in known:
        return known[refusal.field]
    sentence = str(refusal)
    said = _NAMED.search(sentence)
    if said and said[1] in known:
        return known[said[1]]
    for pattern in (r"['\"“](\w+)['\"”]", r"^The (\w+)\b", r"\b(\w{3,})\b"):
        found = {known[word] for word in re.findall(pattern, sentence) if word in known}
        if len(found) == 1:
            return found.pop()
    return ""
