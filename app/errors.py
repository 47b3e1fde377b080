"""Every error that the Alliance Check raises by name.

AllianceCheckError
├── ConfigurationError      a setting is missing or makes no sense
├── BankError               a question file is broken; names file and key
├── SheetError              answers that are not an answer sheet
├── TokenError              a result link that is damaged or forged
│   └── OutdatedEdition     a true link, made with questions that are gone
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


class StoreError(AllianceCheckError):
    """Anything that goes wrong with the stored leads."""


class StoreUnavailable(StoreError):
    """The leads cannot be read or written just now."""


class NewerSchema(StoreError):
    """The database was made by a newer version of this program."""
