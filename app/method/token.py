"""Answer sheet ↔ signed result token, and the reference code that a visitor can quote."""

import hashlib
from collections.abc import Sequence

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from app.errors import OutdatedEdition, TokenError
from app.method.edition import fingerprint
from app.method.model import Model
from app.method.sheet import AnswerSheet, FacetAnswers, Profile

# Crockford's base32: no I, L, O or U, so that a code survives being read aloud.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NONCE_BITS = 50
_NONCE_BYTES = 7
_EDITION_BYTES = 2
_SHAPE_BYTES = 4  # of the fingerprint
# The first links of edition 1 don't say by which shape they are read: it can only be this one.
_FIRST_SHAPE = bytes.fromhex("15c8c693f25291fd195d32b48d55f8763358adb3c7cfe9c9a43cfb64b416e046")
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
    """Writes and reads result tokens: edition, shape, nonce, profile and answers, signed.

    `keys`: oldest first; the last one signs, any of them opens.
    """

    def __init__(self, model: Model, keys: Sequence[str]) -> None:
        self._model = model
        shape = fingerprint(model)
        self._head = _head(model) + shape[:_SHAPE_BYTES]
        self._signer = _signer(keys, "result by its shape")
        self._first = _signer(keys, "result")
        self._first_head = _head(model) if shape == _FIRST_SHAPE else None

    def write(self, sheet: AnswerSheet, nonce: int) -> str:
        """The token of a sheet: about 75 characters, safe in an address."""
        packed = _pack(self._model, sheet)
        body = packed.to_bytes((packed.bit_length() + 7) // 8)
        data = self._head + nonce.to_bytes(_NONCE_BYTES) + body
        return self._signer.sign(base64_encode(data)).decode()

    def read(self, token: str) -> tuple[AnswerSheet, int]:
        """The sheet and nonce of a token.

        Raises TokenError when it is damaged or forged, OutdatedEdition when it is true but was
        made with questions that are gone.
        """
        for signer, head in ((self._signer, self._head), (self._first, self._first_head)):
            data = _unsigned(signer, token)
            if data is None:
                continue
            if head is None or not data.startswith(head):
                raise OutdatedEdition("This link was made with questions that are gone.")
            body = len(head) + _NONCE_BYTES
            sheet = _unpack(self._model, int.from_bytes(data[body:]))
            return sheet, int.from_bytes(data[len(head) : body])
        raise TokenError(_DAMAGED)


def _head(model: Model) -> bytes:
    return model.edition.to_bytes(_EDITION_BYTES)


def _signer(keys: Sequence[str], salt: str) -> Signer:
    return Signer(list(keys), salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)


def _unsigned(signer: Signer, token: str) -> bytes | None:
    """What was signed, to the very characters; None when it wasn't."""
    try:
        data = base64_decode(signer.unsign(token))
        return data if _is_canonical(token.rpartition(".")[2]) else None
    except (BadData, UnicodeError):
        return None


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
