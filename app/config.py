"""The settings: read from the environment, checked at start-up, described for the README."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field
from pathlib import Path
from typing import Annotated, Any

from dotenv import dotenv_values

from app import lasting, variables
from app.database.address import DatabaseAddress
from app.errors import ConfigurationError
from app.origin import ONLY_OURSELVES, Framers, Origin
from app.privacy_facts import PrivacyFacts
from app.variables import HOW_TO_MAKE_A_KEY, SHORTEST_KEY, Variable, variables_of, whole

ROOT = Path(__file__).resolve().parent.parent
_SPOOL = ROOT / "data" / "spool"


def _database(text: str) -> DatabaseAddress:
    return DatabaseAddress.read(text, home=ROOT)


_DATABASE = _database("sqlite:///data/leads.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator may set: each Variable is read from the environment, in capitals.

    `repr` leaves out what may hold a secret.
    """

    public_url: Annotated[
        Origin | None,
        Variable(
            variables.public,
            "the check's public address, such as `https://check.example.com`: decides scheme, "
            "host, secure cookies and absolute addresses; requests for another host are refused",
            "none, for your own machine",
        ),
    ] = None
    secret_key: Annotated[
        str,
        Variable(
            variables.secret,
            f"signs form tickets and result links; {SHORTEST_KEY} characters or more, "
            "and nothing starts without it",
            "made once by `make run`, kept in `.env`",
        ),
    ] = field(repr=False)
    secret_key_fallbacks: Annotated[
        tuple[str, ...],
        Variable(
            variables.secrets, "older keys that still open links, separated by spaces", "none"
        ),
    ] = field(default=(), repr=False)
    database_url: Annotated[
        DatabaseAddress,
        Variable(
            _database,
            "where the leads are kept: `sqlite:///` and a path, relative to the project's folder, "
            "or `postgresql://`, which some platforms write as `postgres://`",
            "`sqlite:///data/leads.db`",
        ),
    ] = _DATABASE
    allow_ephemeral: Annotated[
        bool,
        Variable(lasting.allowed, "`1`: leads may be kept on a disk that a restart wipes", "no"),
    ] = False
    embed_origins: Annotated[
        Framers,
        Variable(
            variables.framers,
            "who may frame the check: origins separated by spaces, or `*` for everybody",
            "`'self'`",
        ),
    ] = ONLY_OURSELVES
    sources: Annotated[
        tuple[str, ...],
        Variable(
            variables.sources,
            "the accepted source labels, separated by spaces, which `/embed` offers as a choice; "
            "any other is stored as `other`",
            "none: any label is accepted",
        ),
    ] = ()
    contact_url: Annotated[
        str,
        Variable(variables.contact, 'where "talk to us" leads, with `{ref}`, `{level}`, `{lang}`'),
    ] = "https://2scalealliances.com/contact"
    retention_weeks: Annotated[
        int, Variable(whole(1, 5200), "how many weeks leads are kept before they are purged")
    ] = 104
    audit_weeks: Annotated[
        int, Variable(whole(1, 5200), "how many weeks lines of the desk's audit are kept")
    ] = 104
    redis_url: Annotated[
        str | None,
        Variable(
            variables.redis,
            "lets several machines share their rate limits; "
            "without it, only the processes of one machine do",
            "none",
        ),
    ] = field(default=None, repr=False)
    lead_webhook_url: Annotated[
        str | None,
        Variable(
            variables.webhook,
            "where new leads, next steps and deletions are posted, signed, for a CRM; https",
            "none",
        ),
    ] = field(default=None, repr=False)
    lead_webhook_secret: Annotated[
        str | None,
        Variable(
            variables.webhook_secret,
            "the key that signs what is posted there, as Standard Webhooks write it: `whsec_…`",
            "none",
        ),
    ] = field(default=None, repr=False)
    proxy_hops: Annotated[
        int, Variable(whole(0, 10), "how many proxies in front are yours, and trusted")
    ] = 0
    port: Annotated[int, Variable(whole(1, 65535), "where the server listens")] = 8000
    web_concurrency: Annotated[
        int, Variable(whole(1, 256), "how many worker processes the server runs")
    ] = 2

    privacy: PrivacyFacts = field(default_factory=PrivacyFacts)

    # Not from the environment:
    questions: Path = ROOT / "questions"
    translations: Path = ROOT / "app" / "web" / "translations"
    spool: Path = _SPOOL  # a folder; beside the database when that is a file
    min_fill_seconds: int = 5  # a form sent sooner is taken for a robot's
    submission_limit: str = "60 per minute; 300 per hour"  # a whole office can be one client
    step_limit: str = "300 per minute; 3000 per hour"  # of counted steps, 11 a visit
    image_limit: str = "240 per minute; 2400 per hour"  # at most three a visit
    flush_seconds: float = 5.0  # between writes of the counts; a `kill -9` loses those in between
    handover_seconds: int = 3600  # between messages to a CRM, so that none tells when a lead came
    login_limit: str = "60 per 15 minutes"  # per client, whatever names it tries
    flood_limit: str = "120 per 10 minutes; 400 per hour"  # of new leads, from all clients together

    @property
    def forgotten(self) -> Path:
        """The file of forgotten references: beside the spool, and so beside the database."""
        return self.spool.with_name("forgotten")

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] | None = None, env_file: Path = ROOT / ".env"
    ) -> "Settings":
        """Read the settings from `environ`, by default the environment, completed from `.env`.

        Raises ConfigurationError, naming every variable that is missing or makes no sense.
        """
        given = _environment(env_file) if environ is None else environ
        problems: list[str] = []
        values, facts = (_read(each, given, problems) for each in (Settings, PrivacyFacts))
        problems.extend(_halves(given))
        url: DatabaseAddress = values.get("database_url", _DATABASE)
        spool = _SPOOL if url.file is None else url.file.with_name("spool")
        lost = lasting.warning(spool.parent, given) if url.file is not None else None
        if lost is not None and "allow_ephemeral" not in values:
            problems.append(lost)
        if problems:
            raise ConfigurationError("\n".join(["The settings need attention.", *problems]))
        return cls(**values, privacy=PrivacyFacts(**facts), spool=spool)

    @property
    def is_public(self) -> bool:
        """Whether the check is on the internet: PUBLIC_URL is an https address."""
        return self.public_url is not None and self.public_url.scheme == "https"

    @property
    def gaps(self) -> list[str]:
        """What a server on the internet still lacks, a sentence each, for the log at its start."""
        if self.public_url is None:
            return [
                "PUBLIC_URL is not set. That is fine on your own machine; on the internet, set it "
                "to the address that visitors type, such as https://check.example.com."
            ]
        handed_over = self.lead_webhook_url is not None
        return self.privacy.gaps(handed_over) if self.is_public else []


def _read(settings: type, given: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    """The values that were given, by field; adds a line to `problems` for each bad one."""
    values = {}
    for name, default, variable in variables_of(settings):
        text = given.get(name.upper(), "").strip()
        try:
            if text:
                values[name] = variable.read(text)
            elif default is MISSING:
                raise ValueError(f"is missing: {HOW_TO_MAKE_A_KEY}")
        except ValueError as error:
            problems.append(f"{name.upper()} {error}.")
    return values


def _halves(given: Mapping[str, str]) -> Iterator[str]:
    """Name the missing half of a pair of settings that only work together."""
    names = ("LEAD_WEBHOOK_URL", "LEAD_WEBHOOK_SECRET")
    there = [name for name in names if given.get(name, "").strip()]
    if len(there) == 1:
        (missing,) = set(names) - set(there)
        yield f"{missing} is missing: {there[0]} does not work without it."


def _environment(env_file: Path) -> dict[str, str]:
    try:
        kept = dotenv_values(env_file, interpolate=False)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{env_file} cannot be read: {error}.") from error
    return {name: text for name, text in kept.items() if text is not None} | dict(os.environ)
