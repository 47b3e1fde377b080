"""The settings: read from the environment, checked at start-up, described for the README."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from app import variables
from app.errors import ConfigurationError
from app.variables import HOW_TO_MAKE_A_KEY, SHORTEST_KEY, Variable

ROOT = Path(__file__).resolve().parent.parent
_DATABASE = f"sqlite:///{ROOT / 'data' / 'leads.db'}"
_SPOOL = ROOT / "data" / "spool"


def _from(
    name: str, read: Callable[[str], object], meaning: str, default: str = ""
) -> Mapping[str, Variable]:
    return {"variable": Variable(name, read, meaning, default)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator may set. `repr` leaves out what may hold a secret."""

    secret_key: str = field(
        repr=False,
        metadata=_from(
            "SECRET_KEY",
            variables.secret,
            f"signs form tickets and result links; {SHORTEST_KEY} characters or more, "
            "and nothing starts without it",
            "made once by `make run`, kept in `.env`",
        ),
    )
    secret_key_fallbacks: tuple[str, ...] = field(
        default=(),
        repr=False,
        metadata=_from(
            "SECRET_KEY_FALLBACKS",
            variables.secrets,
            "older keys that still open links, parted by spaces",
            "none",
        ),
    )
    database_url: str = field(
        default=_DATABASE,
        repr=False,
        metadata=_from(
            "DATABASE_URL",
            variables.database(ROOT),
            "where the leads are kept: `sqlite:///` and a path, seen from the project's folder",
            "`sqlite:///data/leads.db`",
        ),
    )
    embed_origins: tuple[str, ...] = field(
        default=("'self'",),
        metadata=_from(
            "EMBED_ORIGINS",
            variables.origins,
            "who may frame the check: origins parted by spaces, or `*` for everybody",
            "`'self'`",
        ),
    )
    contact_url: str = field(
        default="https://2scalealliances.com/contact",
        metadata=_from(
            "CONTACT_URL",
            variables.link,
            'where "talk to us" leads, with `?ref=` and the reference',
        ),
    )
    retention_weeks: int = field(
        default=104,
        metadata=_from("RETENTION_WEEKS", variables.whole(1, 5200), "older leads are purged"),
    )
    audit_weeks: int = field(
        default=104,
        metadata=_from(
            "AUDIT_WEEKS", variables.whole(1, 5200), "older lines of the desk's audit are pruned"
        ),
    )
    redis_url: str | None = field(
        default=None,
        repr=False,
        metadata=_from(
            "REDIS_URL",
            variables.redis,
            "rate limits shared by several processes or machines; "
            "without it each process counts for itself",
            "none",
        ),
    )
    lead_webhook_url: str | None = field(
        default=None,
        repr=False,
        metadata=_from(
            "LEAD_WEBHOOK_URL",
            variables.webhook,
            "where new leads and next steps are posted, signed, for a CRM; https",
            "none",
        ),
    )
    lead_webhook_secret: str | None = field(
        default=None,
        repr=False,
        metadata=_from(
            "LEAD_WEBHOOK_SECRET",
            variables.webhook_secret,
            "signs what is posted there, in the form of the Standard Webhooks: `whsec_…`",
            "none",
        ),
    )
    proxy_hops: int = field(
        default=0,
        metadata=_from(
            "PROXY_HOPS", variables.whole(0, 10), "how many proxies in front are ours, and believed"
        ),
    )
    port: int = field(
        default=8000, metadata=_from("PORT", variables.whole(1, 65535), "where the server listens")
    )
    web_concurrency: int = field(
        default=2,
        metadata=_from("WEB_CONCURRENCY", variables.whole(1, 256), "how many processes serve"),
    )

    # Not from the environment:
    questions: Path = ROOT / "questions"
    translations: Path = ROOT / "app" / "web" / "translations"
    spool: Path = _SPOOL  # a folder; beside the database when that is a file
    min_fill_seconds: int = 5  # answers that come sooner are a robot's
    submission_limit: str = "30 per minute; 300 per hour"  # an office is one client
    step_limit: str = "300 per minute; 3000 per hour"  # of steps that are counted; 11 a visit
    flush_seconds: float = 5.0  # until counts are written; those of a `kill -9` are lost
    login_limit: str = "60 per 15 minutes"  # a client, whatever names it tries

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] | None = None, env_file: Path = ROOT / ".env"
    ) -> "Settings":
        """Read the settings from `environ`, or else from the environment, with `.env` behind it.

        Raises ConfigurationError that names every variable that is missing or makes no sense.
        """
        given = _environment(env_file) if environ is None else environ
        values: dict[str, Any] = {}
        problems: list[str] = []
        for setting, variable in _variables():
            text = given.get(variable.name, "").strip()
            try:
                if text:
                    values[setting.name] = variable.read(text)
                elif setting.default is MISSING:
                    raise ValueError(f"is missing: {HOW_TO_MAKE_A_KEY}")
            except ValueError as error:
                problems.append(f"{variable.name} {error}.")
        problems.extend(_halves(given))
        if problems:
            raise ConfigurationError("\n".join(["The settings need attention.", *problems]))
        return cls(**values, spool=_spool_beside(values.get("database_url", _DATABASE)))


def configuration_table() -> str:
    """The README's table of variables, in Markdown."""
    rows = [
        f"| `{variable.name}` | {variable.default or f'`{setting.default}`'} | {variable.meaning} |"
        for setting, variable in _variables()
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def _variables() -> Iterator[tuple[Field[Any], Variable]]:
    return ((each, each.metadata["variable"]) for each in fields(Settings) if each.metadata)


def _halves(given: Mapping[str, str]) -> Iterator[str]:
    """What is missing because the two make sense only together."""
    names = ("LEAD_WEBHOOK_URL", "LEAD_WEBHOOK_SECRET")
    there = [name for name in names if given.get(name, "").strip()]
    if len(there) == 1:
        (missing,) = set(names) - set(there)
        yield f"{missing} is missing: {there[0]} is worth nothing without it."


def _environment(env_file: Path) -> dict[str, str]:
    try:
        kept = dotenv_values(env_file, interpolate=False)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{env_file} cannot be read: {error}.") from error
    return {name: text for name, text in kept.items() if text is not None} | dict(os.environ)


def _spool_beside(database_url: str) -> Path:
    file = database_url.removeprefix("sqlite:///")
    return _SPOOL if file == database_url else Path(file).with_name("spool")
