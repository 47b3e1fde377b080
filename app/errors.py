"""Every error that the Alliance Check raises by name.

AllianceCheckError
├── ConfigurationError      a setting is missing or makes no sense
├── BankError               a question file is broken; names file and key
├── SheetError              answers that are not an answer sheet
├── TokenError              a result link that is damaged or forged
│   └── OutdatedEdition     a true link, made with questions that are gone
├── AccountError            an account of the desk that can't be made or isn't there
├── LoginRefused            name and password don't go together
├── TooManyAttempts         too many wrong passwords for a name
├── ExportError             a file of leads that could not be written
│   └── ExportsBusy         as many are being written already as may be at once
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
    """What was given is not an answer sheet; the message says where it departs from one."""


class TokenError(AllianceCheckError):
    """A result link that is damaged or forged."""


class OutdatedEdition(TokenError):
    """A true result link, made with an edition of the questions that is gone."""


class ExportError(AllianceCheckError):
    """A file of leads that could not be written; the message says why."""


class ExportsBusy(ExportError):
    """As many exports are being written already as may be at once."""


class AccountError(AllianceCheckError):
    """An account of the desk that can't be made or isn't there; the message says why."""


class LoginRefused(AllianceCheckError):
    """Name and password don't go together. `account`: whose name it was, None if nobody's."""

    def __init__(self, message: str, account: str | None) -> None:
        super().__init__(message)
        self.account = account


class TooManyAttempts(AllianceCheckError):
    """Too many wrong passwords for a name. `seconds`: until the next one is looked at."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class StoreError(AllianceCheckError):
    """Anything that goes wrong with the stored leads."""


class StoreUnavailable(StoreError):
    """The leads cannot be read or written just now."""


class NewerSchema(StoreError):
    """The database was made by a newer version of this program."""
