"""Answer sheet ↔ signed result token, and the reference code that a visitor can quote."""

import hashlib
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from app.errors import OutdatedEdition, TokenError
from app.method.commitment import Commitment
from app.method.edition import fingerprint
from app.method.model import Model
from app.method.sheet import AnswerSheet, FacetAnswers

# Crockford's base32: no I, L, O or U, so that a code survives being read aloud.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NONCE_BITS = 50
_NONCE_BYTES = 7
_EDITION_BYTES = 2
_SHAPE_BYTES = 4  # of the fingerprint
# The shape of edition 1 before the meaning of some items was corrected, once, before the check was
# public. The numbers stayed, so links of that time open; the very first don't say their shape.
_FIRST_SHAPE = bytes.fromhex("15c8c693f25291fd195d32b48d55f8763358adb3c7cfe9c9a43cfb64b416e046")
# What a commitment adds to a result: the place of its lever, and two days.
_COMMITMENT = struct.Struct(">BII")
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


class Earlier(NamedTuple):
    """A result that somebody comes back to, and the commitment that its link carried, if any."""

    sheet: AnswerSheet
    nonce: int
    commitment: Commitment | None


class ResultTokens:
    """Writes and reads result tokens: edition, shape, nonce, profile and answers, signed.

    A commitment's token holds the same and the commitment; neither is ever taken for the other.

    `models`: of every edition, so that links of all of them open. `keys`: oldest first; the last
    one signs, any of them verifies.
    """

    def __init__(self, models: Iterable[Model], keys: Sequence[str]) -> None:
        models = list(models)
        first = [model for model in models if _is_first(model)]
        self._heads = {_head(m) + fingerprint(m)[:_SHAPE_BYTES]: m for m in models}
        self._heads |= {_head(m) + _FIRST_SHAPE[:_SHAPE_BYTES]: m for m in first}
        self._signer = _signer(keys, "result by its shape")
        self._first_heads = {_head(m): m for m in first}
        self._first_signer = _signer(keys, "result")
        self._commitment_signer = _signer(keys, "commitment")

    def write(self, sheet: AnswerSheet, nonce: int) -> str:
        """The token of a sheet: about 75 characters, safe in an address."""
        return self._signer.sign(base64_encode(self._written(sheet, nonce))).decode()

    def write_commitment(self, sheet: AnswerSheet, nonce: int, commitment: Commitment) -> str:
        """The token of a sheet with a commitment: about a dozen characters more."""
        lever = list(sheet.answers).index(commitment.lever)
        packed = _COMMITMENT.pack(lever, commitment.made, commitment.on)
        packed += self._written(sheet, nonce)
        return self._commitment_signer.sign(base64_encode(packed)).decode()

    def _written(self, sheet: AnswerSheet, nonce: int) -> bytes:
        head, model = next(each for each in self._heads.items() if each[1].edition == sheet.edition)
        packed = _pack(model, sheet)
        body = packed.to_bytes((packed.bit_length() + 7) // 8)
        return head + nonce.to_bytes(_NONCE_BYTES) + body

    def read(self, token: str) -> tuple[AnswerSheet, int]:
        """The sheet and nonce of a token of any edition.

        Raises TokenError when it is damaged or forged, OutdatedEdition when it is genuine but was
        made with questions that are gone: of an edition that was never released.
        """
        known = ((self._signer, self._heads), (self._first_signer, self._first_heads))
        for signer, heads in known:
            data = _unsigned(signer, token)
            if data is not None:
                return _opened(data, heads)
        raise TokenError(_DAMAGED)

    def read_earlier(self, token: str) -> Earlier:
        """What a token of either kind holds. Raises as read() does."""
        data = _unsigned(self._commitment_signer, token)
        if data is None:
            return Earlier(*self.read(token), None)
        sheet, nonce = _opened(data[_COMMITMENT.size :], self._heads)
        lever, made, on = _COMMITMENT.unpack_from(data)
        chosen = list(sheet.answers)[lever]
        return Earlier(sheet, nonce, Commitment(chosen, made, on))


def _opened(data: bytes, heads: Mapping[bytes, Model]) -> tuple[AnswerSheet, int]:
    for head, model in heads.items():
        if data.startswith(head):
            body = len(head) + _NONCE_BYTES
            sheet = _unpack(model, int.from_bytes(data[body:]))
            return sheet, int.from_bytes(data[len(head) : body])
    raise OutdatedEdition("This link was made with questions that are gone.")


def _is_first(model: Model) -> bool:
    return fingerprint(msgspec.structs.replace(model, revisions={})) == _FIRST_SHAPE


def _head(model: Model) -> bytes:
    return model.edition.to_bytes(_EDITION_BYTES)


def _signer(keys: Sequence[str], salt: str) -> Signer:
    return Signer(list(keys), salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)


def _unsigned(signer: Signer, token: str) -> bytes | None:
    """The bytes that were signed; None unless the signature is ours, character for character."""
    try:
        data = base64_decode(signer.unsign(token))
        return data if is_canonical(token) else None
    except (BadData, UnicodeError):
        return None


def is_canonical(token: str) -> bool:
    """Whether the signature of a token is spelt exactly as it was written.

    Other spellings stand for the same bytes: base64 leaves bits of its last character unused, and
    decoding skips what is not in its alphabet.
    """
    signature = token.rpartition(".")[2]
    return base64_encode(base64_decode(signature)).decode() == signature


def _pack(model: Model, sheet: AnswerSheet) -> int:
    """Write a sheet as one number, each choice a digit in its own base."""
    packed = int(sheet.hurried)
    for key, options in model.profile.items():
        packed = packed * len(options) + options.index(sheet.profile[key])
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
    return AnswerSheet(
        dict(reversed(profile.items())),
        dict(reversed(answers.items())),
        hurried=bool(packed),
        edition=model.edition,
    )
