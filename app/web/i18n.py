"""Which language a request is answered in, and the interface's words in it."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, request
from flask_babel import Babel, Domain, get_locale
from werkzeug.routing import BaseConverter, Map, ValidationError
from werkzeug.wrappers import Response

from app.errors import BankError
from app.method.bank import Bank, Language
from app.web.services import services

_UNTRANSLATED = NullTranslations()


class Catalogues(Domain):  # type: ignore[misc]  # Flask-Babel carries no types
    """The interface's translations, compiled in memory from the .po files at start-up."""

    def __init__(self, by_language: dict[str, NullTranslations]) -> None:
        super().__init__()
        self._by_language = by_language

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language of this request."""
        return self._by_language.get(str(get_locale()), _UNTRANSLATED)


def load_catalogue(path: Path) -> Translations:
    """Compile one .po file. Raises BankError, naming the file, when it is missing or broken."""
    try:
        with path.open("rb") as source:
            catalogue = read_po(source, abort_invalid=True)
    except OSError as error:
        raise BankError(f"{path}: cannot be read ({error.strerror}).") from error
    except (PoFileError, UnicodeDecodeError) as error:
        raise BankError(f"{path}: is not a valid .po file: {error}.") from error
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def install_languages(app: Flask, bank: Bank, catalogues: Path) -> None:
    """Give the application the bank's languages: addresses, negotiation, translations.

    The interface is written in English; every other language of the bank needs its .po file in
    `catalogues`. Raises BankError when one is missing or broken.
    """
    codes = list(bank.languages)
    app.url_map.converters["language"] = _converter(codes)
    babel = Babel(app, default_locale=bank.default_language, locale_selector=current_language)
    translated = [code for code in codes if code != "en"]
    babel.domain_instance = Catalogues(
        {code: load_catalogue(catalogues / f"{code}.po") for code in translated}
    )

    @app.after_request
    def say_what_it_depends_on(response: Response) -> Response:
        if g.get("negotiated"):
            response.vary.add("Accept-Language")
        return response


def _converter(codes: list[str]) -> type[BaseConverter]:
    class LanguageConverter(BaseConverter):
        """The first part of an address: the code of one of the bank's languages."""

        regex = "|".join(codes)
        part_isolating = True

        def __init__(self, map: Map) -> None:
            super().__init__(map)

        def to_python(self, value: str) -> str:
            if value not in codes:
                raise ValidationError
            return value

    return LanguageConverter


def current_language() -> str:
    """The language in the address, else the browser's preferred one among the bank's.

    Pages without a language in their path take one from `?ui=`. Where the browser's preference
    decides, the answer says so in `Vary`.
    """
    codes = list(services().bank.languages)
    asked = request.path.strip("/").split("/")[0], request.args.get("ui")
    for code in asked:
        if code in codes:
            return code
    g.negotiated = True
    preferred = request.accept_languages.best_match(codes)
    return preferred or services().bank.default_language


def speaks_of(edition: object) -> Bank:
    """Make this request about one edition, with its words and numbers only; return it.

    An unknown edition becomes the newest, which every request begins with.
    """
    g.bank = services().editions.of(edition)
    return spoken_of()


def spoken_of() -> Bank:
    """The edition that this request is about."""
    bank: Bank = g.get("bank") or services().bank
    return bank


def wording() -> Language:
    """That edition's words in the language of this request."""
    return spoken_of().languages[current_language()]


def stored_wording() -> Language:
    """The words for what is stored, of any edition, in the language of this request."""
    return services().editions.languages[current_language()]
