"""What does the application say when it refuses?

Every class carries the HTTP status under which the web and the API show it. The text of an error is shown to the
person as it stands: it says what is wrong and what to do next.
"""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault of the program
    """The root of all refusals of the domain."""

    status = 400


class NotFound(Refused):
    """It does not exist, or the person may not know that it does."""

    status = 404


class NotAllowed(Refused):
    """The person may see it but not do this."""

    status = 403


class RuleBroken(Refused):
    """A rule of the method or of the record forbids it."""

    status = 409


class Conflict(Refused):
    """Somebody else changed it since the page was opened."""

    status = 409


class BadInput(Refused):
    """What was given can't be read; the sentence says where and why, ``field`` names the field to mend."""

    status = 422

    def __init__(self, sentence: str = "", *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class StatisticsError(BadInput):
    """No number can be given; the sentence names the precondition and how to earn it."""
