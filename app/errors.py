"""Every error that the Alliance Check raises by name.

AllianceCheckError
├── ConfigurationError      a setting is missing or makes no sense
├── BankError               a question file is broken; names file and key
├── SheetError              answers that do not make a valid answer sheet
├── TokenError              a result link that is damaged or forged
│   └── OutdatedEdition     a genuine link, made with questions that are gone
├── RoundError              a round that cannot do what is asked
│   ├── RoundGone           there is no such round, or not any more
│   ├── RoundClosed         it does not take answers any more
│   └── RoundFull           it has as many answers as it may have
├── AccountError            an account of the desk that can't be made or isn't there
├── LoginRefused            name and password don't match
├── TooManyAttempts         too many wrong passwords for a name
├── ExportError             a file of leads that could not be written
│   └── ExportsBusy         no more may be written at the same time
└── StoreError
    ├── StoreUnavailable    the leads cannot be read or written just now
    └── NewerSchema         the database was made by a newer version
"""


class AllianceCheckError(Exception):
    """Root of the tree; never raised itself."""


class ConfigurationError(AllianceCheckError):
    """A setting is missing or makes no sense; the message names it and says what to do."""


class BankError(AllianceCheckError):
    """A question file is broken; the message names the file and the key."""


class SheetError(AllianceCheckError):
    """The input is not a valid answer sheet; the message says where it goes wrong."""


class TokenError(AllianceCheckError):
    """A result link that is damaged or forged."""


class OutdatedEdition(TokenError):
    """A genuine result link, made with an edition of the questions that is gone."""


class ExportError(AllianceCheckError):
    """A file of leads that could not be written; the message says why."""


class ExportsBusy(ExportError):
    """No more exports may be written at the same time."""


class RoundError(AllianceCheckError):
    """A round that cannot do what is asked."""


class RoundGone(RoundError):
    """There is no such round, or not any more."""


class RoundClosed(RoundError):
    """A round that does not take answers any more."""


class RoundFull(RoundError):
    """A round that has as many answers as it may have."""


class AccountError(AllianceCheckError):
    """An account of the desk that can't be made or isn't there; the message says why."""


class LoginRefused(AllianceCheckError):
    """Name and password don't match. `account`: the one with that name, None if there is none."""

    def __init__(self, message: str, account: str | None) -> None:
        super().__init__(message)
        self.account = account


class TooManyAttempts(AllianceCheckError):
    """Too many wrong passwords for a name. `seconds`: how long until another is checked."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class StoreError(AllianceCheckError):
    """Anything that goes wrong with the stored leads."""


class StoreUnavailable(StoreError):
    """The leads cannot be read or written just now."""


class NewerSchema(StoreError):
    """The database was made by a newer version of this program."""
