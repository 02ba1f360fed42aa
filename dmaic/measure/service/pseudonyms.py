"""How is a person kept without a name? As a keyed hash that tells one from another and nobody by name."""

from __future__ import annotations

import hashlib
import hmac

from dmaic.measure.importing.figures import is_missing


class Pseudonyms:
    """Keyed hashes of names, the same for the same installation: capitals and spaces aside, one person stays one.

    Without the installation's secret nobody can try names against them.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = hmac.new(secret, b"people in service exports", hashlib.sha256).digest()
        self._known: dict[str, str] = {"": ""}

    def of(self, text: str) -> str:
        """The hash of who it is; empty where nobody is named."""
        found = self._known.get(text)
        if found is None:
            plain = " ".join(text.split()).casefold()
            digest = hmac.digest(self._secret, plain.encode(), "sha256")
            found = self._known[text] = "" if is_missing(plain) else digest[:8].hex()
        return found
