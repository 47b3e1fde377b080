"""Answer sheet ↔ signed result token, and the reference code that a visitor can quote."""

import hashlib
from collections.abc import Sequence

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from app.errors import OutdatedEdition, TokenError
from app.method.model import Model
from app.method.sheet import AnswerSheet, FacetAnswers, Profile

# Crockford's base32: no I, L, O or U, so that a code survives being read aloud.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NONCE_BITS = 50
_NONCE_BYTES = 7
_EDITION_BYTES = 2
_DAMAGED = "This result link is damaged or was not made here."


def reference_code(nonce: int) -> str:
    """Write a 50-bit nonce as `AC-XXXXX-XXXXX`."""
    digits = "".join(_ALPHABET[nonce >> shift & 31] for shift in range(NONCE_BITS - 5, -1, -5))
    return f"AC-{digits[:5]}-{digits[5:]}"


def parse_reference(text: str) -> str | None:
    """The reference that somebody typed or read aloud, or None if it can't be one.

    Forgives case, spaces, hyphens, a missing `AC`, the letter O for 0, and I or L for 1.
    """
    typed = "".join(character for character in text.upper() if character.isalnum())
    digits = typed.removeprefix("AC") if len(typed) == NONCE_BITS // 5 + 2 else typed
    digits = digits.translate(str.maketrans("OIL", "011"))
    if len(digits) != NONCE_BITS // 5 or not all(digit in _ALPHABET for digit in digits):
        return None
    return f"AC-{digits[:5]}-{digits[5:]}"


class ResultTokens:
    """Writes and reads result tokens: edition, nonce, profile and answers, signed.

    `keys`: oldest first; the last one signs, any of them opens.
    """

    def __init__(self, model: Model, keys: Sequence[str]) -> None:
        self._model = model
        self._signer = Signer(
            list(keys), salt="result", key_derivation="hmac", digest_method=hashlib.sha256
        )

    def write(self, sheet: AnswerSheet, nonce: int) -> str:
        """The token of a sheet: about 75 characters, safe in an address."""
        packed = _pack(self._model, sheet)
        head = self._model.edition.to_bytes(_EDITION_BYTES) + nonce.to_bytes(_NONCE_BYTES)
        body = packed.to_bytes((packed.bit_length() + 7) // 8)
        return self._signer.sign(base64_encode(head + body)).decode()

    def read(self, token: str) -> tuple[AnswerSheet, int]:
        """The sheet and nonce of a token.

        Raises TokenError when it is damaged or forged, OutdatedEdition when it is true but was
        made with questions that are gone.
        """
        try:
            data = base64_decode(self._signer.unsign(token))
            canonical = _is_canonical(token.rpartition(".")[2])
        except (BadData, UnicodeError) as error:
            raise TokenError(_DAMAGED) from error
        if not canonical:
            raise TokenError(_DAMAGED)
        edition = int.from_bytes(data[:_EDITION_BYTES])
        if edition != self._model.edition:
            raise OutdatedEdition(f"Edition {edition} of the questions is gone.")
        body = _EDITION_BYTES + _NONCE_BYTES
        sheet = _unpack(self._model, int.from_bytes(data[body:]))
        return sheet, int.from_bytes(data[_EDITION_BYTES:body])


def _is_canonical(signature: str) -> bool:
    """Whether these are the very characters that were written.

    Others can mean the same bytes: base64 leaves bits of its last character unused, and what is
    not of its alphabet is skipped.
    """
    return base64_encode(base64_decode(signature)).decode() == signature


def _pack(model: Model, sheet: AnswerSheet) -> int:
    """Write a sheet as one number, each choice a digit in its own base."""
    packed = int(sheet.hurried)
    for key, options in model.profile.items():
        packed = packed * len(options) + options.index(getattr(sheet.profile, key))
    for answer in sheet.in_order():
        packed = packed * (model.steps + 1) + (answer or 0)
    return packed


def _unpack(model: Model, packed: int) -> AnswerSheet:
    """Read back what _pack wrote, last digit first."""
    answers = {}
    for dimension in reversed(model.dimensions):
        facets = []
        for _ in model.facets:
            packed, digit = divmod(packed, model.steps + 1)
            facets.append(digit or None)
        answers[dimension] = FacetAnswers(*reversed(facets))
    profile = {}
    for key, options in reversed(model.profile.items()):
        packed, digit = divmod(packed, len(options))
        profile[key] = options[digit]
    in_order = dict(reversed(answers.items()))
    return AnswerSheet(Profile(**profile), in_order, hurried=bool(packed))
