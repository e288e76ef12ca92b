"""Domain errors: each is a plain sentence for a person, and `web.py` gives it its status."""


class DomainError(Exception):
    """Something a person asked for that cannot be done; the message says what to do instead.

    Args:
        message: a whole sentence, translated lazily, shown to the person as it is.
        field: the form field the sentence belongs to, if it belongs to one.
    """

    status = 400

    def __init__(self, message: object, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    """There is no such thing, or it is not public."""

    status = 404


class NotAllowed(DomainError):
    """This person may not do this."""

    status = 403


class SignInNeeded(NotAllowed):
    """A visitor asked for something that needs an account."""

    status = 401


class Conflict(DomainError):
    """The object has moved on since the person looked at it."""

    status = 409


class StageClosed(Conflict):
    """The stage of the round is not open at this time."""


class InvalidInput(DomainError):
    """What was given cannot be used; `field` names where."""

    status = 422


class TooLarge(DomainError):
    """A file or a text is larger than is taken."""

    status = 413


class Unavailable(DomainError):
    """A part of the system does not answer just now; trying again later will help."""

    status = 503
