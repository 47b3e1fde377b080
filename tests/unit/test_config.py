"""What the environment may say, and what Settings make of it."""

from pathlib import Path

import pytest

from app.config import ROOT, Settings
from app.errors import ConfigurationError
from app.lasting import thrown_away_by
from app.origin import ONLY_OURSELVES
from app.privacy_facts import PrivacyFacts
from app.variables import variables_of

KEY = "k" * 32
OTHER_KEY = "o" * 40


def settings(**environ: str) -> Settings:
    return Settings.from_environment({"SECRET_KEY": KEY, **environ})


def complaint(**environ: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        settings(**environ)
    return str(caught.value)


def test_a_secret_key_is_all_it_takes() -> None:
    given = settings()
    assert given.secret_key == KEY
    assert given.secret_key_fallbacks == ()
    assert given.database_url.file == ROOT / "data" / "leads.db"
    assert given.embed_origins == ONLY_OURSELVES
    assert given.sources == ()
    assert given.contact_url == "https://2scalealliances.com/contact"
    assert given.retention_weeks == 104
    assert given.redis_url is None
    assert given.proxy_hops == 0
    assert (given.port, given.web_concurrency) == (8000, 2)


def test_an_empty_variable_is_as_good_as_none() -> None:
    names = ("DATABASE_URL", "EMBED_ORIGINS", "REDIS_URL", "PORT", "SECRET_KEY_FALLBACKS")
    assert settings(**dict.fromkeys(names, " ")) == settings()


@pytest.mark.parametrize("environ", [{}, {"SECRET_KEY": " "}], ids=["absent", "blank"])
def test_nothing_starts_without_a_secret_key(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=r"SECRET_KEY is missing: make one with `python3"):
        Settings.from_environment(environ)


@pytest.mark.parametrize("name", ["SECRET_KEY", "SECRET_KEY_FALLBACKS"])
def test_a_short_key_is_refused_without_repeating_it(name: str) -> None:
    message = complaint(**{name: "hunter2"})
    assert f"{name} has 7 characters" in message
    assert "hunter2" not in message


def test_a_key_has_no_spaces_or_it_could_not_become_a_fallback() -> None:
    assert "without spaces" in complaint(SECRET_KEY="correct horse battery staple and so on")


def test_several_older_keys_are_parted_by_spaces() -> None:
    assert settings(SECRET_KEY_FALLBACKS=f"{KEY}  {OTHER_KEY}").secret_key_fallbacks == (
        KEY,
        OTHER_KEY,
    )


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        pytest.param("sqlite:///var/a.db", f"sqlite:///{ROOT}/var/a.db", id="from the project"),
        pytest.param("sqlite:////srv/a.db", "sqlite:////srv/a.db", id="from the root"),
        pytest.param("postgresql://u:p@db/leads", "postgresql://u:p@db/leads", id="postgresql"),
        pytest.param("postgres://u:p@db/leads", "postgresql://u:p@db/leads", id="postgres"),
    ],
)
def test_a_database_is_a_file_or_a_postgresql_server(given: str, meant: str) -> None:
    assert settings(DATABASE_URL=given).database_url.url == meant


@pytest.mark.parametrize(
    "given",
    [
        "mysql://ann:hunter2@db/leads",
        "ann:hunter2@db/leads",
        "hunter2",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite://hunter2/leads.db",
    ],
)
def test_another_database_is_refused_without_repeating_its_password(given: str) -> None:
    message = complaint(DATABASE_URL=given)
    assert "DATABASE_URL" in message
    assert "sqlite:///" in message
    assert "hunter2" not in message


def test_another_kind_of_redis_address_is_refused_without_repeating_its_password() -> None:
    message = complaint(REDIS_URL="http://:hunter2@cache:6379")
    assert "REDIS_URL begins with 'http://': begin with redis://" in message
    assert "hunter2" not in message
    assert settings(REDIS_URL="rediss://:p@cache:6379/0").redis_url == "rediss://:p@cache:6379/0"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("*", "*"),
        ("self", "'self'"),
        ("'self' https://Example.com/", "'self' https://example.com"),
        ("https://a.example:443 http://b.example:80", "'self' https://a.example http://b.example"),
        ("http://localhost:81 http://[::1]:81", "'self' http://localhost:81 http://[::1]:81"),
        ("https://a.example https://A.example:443/", "'self' https://a.example"),
    ],
    ids=["everybody", "self", "trailing slash", "standard ports", "other ports", "twice"],
)
def test_origins_are_written_as_a_browser_writes_them(given: str, meant: str) -> None:
    assert str(settings(EMBED_ORIGINS=given).embed_origins) == meant


@pytest.mark.parametrize(
    "given",
    [
        "example.com",
        "https://example.com/shop",
        "https://example.com;script-src",
        "https://a.example,https://b.example",
        "https://a.example *",
        "https://*.example.com",
        "https://exämple.com",
        "https://example.com:99999",
        "ftp://example.com",
    ],
)
def test_what_is_no_origin_never_reaches_a_header(given: str) -> None:
    assert "EMBED_ORIGINS has " in complaint(EMBED_ORIGINS=given)


def test_sources_are_labels_each_once() -> None:
    assert settings(SOURCES=" homepage news-2026-11 homepage ").sources == (
        "homepage",
        "news-2026-11",
    )


@pytest.mark.parametrize("given", ["Homepage", "home_page", "jan-0612345678", "a,b", "x" * 41])
def test_what_is_no_label_is_no_source(given: str) -> None:
    assert f"SOURCES has {given!r}: give labels such as" in complaint(SOURCES=f"fair {given}")


@pytest.mark.parametrize(
    "given",
    [
        "example.com/contact",
        "javascript:alert(1)",
        "https:///contact",
        "https://example.com;x/contact",
        "https://user@example.com/",
        "https://example.com/a b",
        "https://example.com/a\nSet-Cookie: b",
        "https://[example.com/",
        "https://{lang}.example.com/",
    ],
)
def test_the_contact_link_is_a_plain_web_address(given: str) -> None:
    assert "CONTACT_URL is " in complaint(CONTACT_URL=given)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("https://example.com/?a1={reference}", "'{reference}'"),
        ("https://example.com/?a1={ref", "'{ref'"),
        ("https://example.com/?a1={{ref}}", "'{}'"),
        ("https://example.com/{}", "'{}'"),
    ],
)
def test_what_the_contact_link_cannot_fill_in_is_named(given: str, named: str) -> None:
    complained = f"CONTACT_URL has {named}: only {{ref}}, {{level}} and {{lang}} are filled in"
    assert complained in complaint(CONTACT_URL=given)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/talk?from=check#form",
        "http://[::1]/",
        "https://cal.com/us/{lang}?metadata[ref]={ref}&metadata[level]={level}",
    ],
)
def test_the_contact_link_is_kept_as_it_is(address: str) -> None:
    assert settings(CONTACT_URL=address).contact_url == address


@pytest.mark.parametrize(
    ("name", "given", "range_"),
    [
        ("RETENTION_WEEKS", "0", "1 to 5200"),
        ("RETENTION_WEEKS", "two", "1 to 5200"),
        ("RETENTION_WEEKS", "1.5", "1 to 5200"),
        ("RETENTION_WEEKS", "１０", "1 to 5200"),
        ("PROXY_HOPS", "-1", "0 to 10"),
        ("PORT", "65536", "1 to 65535"),
        ("WEB_CONCURRENCY", "0", "1 to 256"),
    ],
)
def test_a_number_out_of_range_is_repeated_with_the_range(
    name: str, given: str, range_: str
) -> None:
    assert f"{name} is '{given}': give a whole number from {range_}." in complaint(**{name: given})


def test_all_problems_are_told_at_once() -> None:
    message = complaint(SECRET_KEY="", PORT="web", EMBED_ORIGINS="example.com")
    assert [line.split()[0] for line in message.splitlines()[1:]] == [
        "SECRET_KEY",
        "EMBED_ORIGINS",
        "PORT",
    ]


# --- The webhook ---------------------------------------------------------------------------------

SECRET = "whsec_" + "c2VjcmV0" * 4  # 24 bytes


@pytest.mark.parametrize(
    "address",
    [
        "https://crm.example.com/leads?token=hunter2",
        "https://crm.example.com:8443/",
        "http://localhost:9000/leads",
        "http://127.0.0.1/leads",
        "http://[::1]:9000",
    ],
)
def test_a_webhook_is_an_https_address_or_on_this_machine(address: str) -> None:
    given = settings(LEAD_WEBHOOK_URL=address, LEAD_WEBHOOK_SECRET=SECRET)
    assert (given.lead_webhook_url, given.lead_webhook_secret) == (address, SECRET)


@pytest.mark.parametrize(
    "address",
    [
        "http://crm.example.com/hunter2",
        "http://localhost.example.com/hunter2",
        "http://127.0.0.1.example.com/hunter2",
        "ftp://crm.example.com/hunter2",
        "crm.example.com/hunter2",
        "https://ann:hunter2@crm.example.com/",
        "https://crm.example.com/hunter2#here",
        "https://crm.example.com:99999/hunter2",
        "https://crm.example.com/hunter 2",
        "https://crm.example.com/hunter2\r\nX-A: b",
        "https:///hunter2",
    ],
)
def test_another_webhook_is_refused_without_repeating_its_path(address: str) -> None:
    message = complaint(LEAD_WEBHOOK_URL=address, LEAD_WEBHOOK_SECRET=SECRET)
    assert "LEAD_WEBHOOK_URL " in message
    assert "https://" in message
    assert "hunter2" not in message


@pytest.mark.parametrize(
    "secret",
    [
        "c2VjcmV0" * 4,
        "whsec_" + "c2VjcmV0" * 3,
        "whsec_" + "c2VjcmV0" * 11,
        "whsec_" + "c2Vjcm!0" * 4,
        "whsec_" + "c2VjcmV0" * 4 + "c",
        "whsec_",
    ],
    ids=["no prefix", "short", "long", "no base64", "torn base64", "empty"],
)
def test_another_webhook_secret_is_refused_without_repeating_it(secret: str) -> None:
    message = complaint(LEAD_WEBHOOK_URL="https://crm.example.com", LEAD_WEBHOOK_SECRET=secret)
    assert f"LEAD_WEBHOOK_SECRET has {len(secret)} characters: use whsec_" in message
    assert "c2Vjcm" not in message


@pytest.mark.parametrize("padding", ["", "="])
def test_a_webhook_secret_may_go_without_its_padding(padding: str) -> None:
    secret = "whsec_" + "c2VjcmV0" * 5 + "c2U" + padding
    given = settings(LEAD_WEBHOOK_URL="https://crm.example.com", LEAD_WEBHOOK_SECRET=secret)
    assert given.lead_webhook_secret == secret


def test_half_a_webhook_is_refused_by_the_name_of_the_other_half() -> None:
    address = complaint(LEAD_WEBHOOK_URL="https://crm.example.com/hunter2")
    assert "LEAD_WEBHOOK_SECRET is missing: LEAD_WEBHOOK_URL does not work without it" in address
    assert "LEAD_WEBHOOK_URL is missing: " in complaint(LEAD_WEBHOOK_SECRET=SECRET)


# --- What a public server needs besides ----------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://check.example.com", "https://check.example.com"),
        ("HTTPS://Check.Example.com:443/", "https://check.example.com"),
        ("https://check.example.com:8443", "https://check.example.com:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_a_public_address_is_a_scheme_and_a_host(given: str, meant: str) -> None:
    assert str(settings(PUBLIC_URL=given).public_url) == meant


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("check.example.com", "give scheme and host, such as https://check.example.com"),
        ("https://example.com/check", "without a path"),
        ("https://check.example.com/?a=b", "without a path"),
        ("https://a.example https://b.example", "give scheme and host"),
        ("https://ann:secret@check.example.com", "give scheme and host"),
        ("'self'", "give scheme and host"),
        ("*", "give scheme and host"),
        ("http://check.example.com", "use https://; http is for localhost only"),
    ],
)
def test_another_public_address_is_refused_with_what_is_not_allowed(given: str, said: str) -> None:
    message = complaint(PUBLIC_URL=given)
    assert "PUBLIC_URL " in message
    assert said in message


FACTS = {
    "CONTROLLER_NAME": "2Scale Alliances B.V.",
    "CONTROLLER_ADDRESS": "Kade 1, 3511 AB Utrecht",
    "CONTROLLER_KVK": "12345678",
    "CONTROLLER_EMAIL": "privacy@example.com",
    "PRIVACY_HOST": "Hosting B.V.",
    "PRIVACY_COUNTRIES": "nl DE nl",
    "PRIVACY_BACKUP_WEEKS": "4",
    "PRIVACY_NOTES_MONTHS": "24",
}


def test_a_public_server_misses_every_fact_of_its_privacy_page_by_name() -> None:
    gaps = settings(PUBLIC_URL="https://check.example.com").gaps
    assert [gap.split()[0] for gap in gaps] == list(FACTS)
    given = settings(PUBLIC_URL="https://check.example.com", **FACTS)
    assert given.gaps == []
    assert given.privacy.privacy_countries == ("NL", "DE")


def test_a_crm_is_missed_where_leads_are_handed_over() -> None:
    webhook = {"LEAD_WEBHOOK_URL": "https://crm.example.com", "LEAD_WEBHOOK_SECRET": SECRET}
    given = settings(PUBLIC_URL="https://check.example.com", **webhook, **FACTS)
    assert [gap.split()[0] for gap in given.gaps] == ["PRIVACY_CRM"]


def test_on_ones_own_machine_nothing_is_missed_but_a_public_address() -> None:
    assert [gap.split()[0] for gap in settings().gaps] == ["PUBLIC_URL"]
    assert settings(PUBLIC_URL="http://localhost:8000").gaps == []


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("CONTROLLER_EMAIL", "privacy at example.com", "give an e-mail address such as"),
        ("CONTROLLER_EMAIL", "a@b.c?subject=x", "give an e-mail address such as"),
        ("CONTROLLER_NAME", "x" * 201, "give one line of 200 at most"),
        ("CONTROLLER_ADDRESS", "Kade 1\nUtrecht", "give one line of 200 at most"),
        ("PRIVACY_COUNTRIES", "NL Germany", "has 'GERMANY': give two-letter codes"),
        ("PRIVACY_COUNTRIES", "QQ", "has 'QQ': give two-letter codes"),
        ("PRIVACY_BACKUP_WEEKS", "0", "give a whole number from 1 to 520"),
        ("PRIVACY_DATE", "21-11-2026", "give a day such as 2026-11-21"),
    ],
)
def test_a_fact_that_makes_no_sense_stops_the_start(name: str, given: str, said: str) -> None:
    message = complaint(**{name: given})
    assert f"{name} " in message
    assert said in message


def test_the_real_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text(f"SECRET_KEY={KEY}\nRETENTION_WEEKS=7\nPORT=7000\nEMBED_ORIGINS='self'\n")
    for name in ("SECRET_KEY", "RETENTION_WEEKS", "EMBED_ORIGINS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORT", "9000")
    given = Settings.from_environment(env_file=env_file)
    assert (given.secret_key, given.retention_weeks, given.port) == (KEY, 7, 9000)
    assert given.embed_origins == ONLY_OURSELVES


def test_a_dollar_in_a_kept_key_is_a_dollar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    env_file = tmp_path / ".env"
    env_file.write_text(f"SECRET_KEY=${{HOME}}{KEY}\n")
    assert Settings.from_environment(env_file=env_file).secret_key == "${HOME}" + KEY


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"SECRET_KEY=\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"\.env cannot be read"):
        Settings.from_environment(env_file=env_file)


def test_the_spool_lies_beside_the_database_file() -> None:
    assert settings().spool == ROOT / "data" / "spool"
    assert settings(DATABASE_URL="sqlite:////srv/leads.db").spool == Path("/srv/spool")
    assert settings(DATABASE_URL="postgres://db/leads").spool == ROOT / "data" / "spool"


def test_settings_never_show_a_secret() -> None:
    given = settings(
        SECRET_KEY_FALLBACKS=OTHER_KEY,
        DATABASE_URL="postgres://ann:hunter2@db/leads",
        REDIS_URL="redis://:hunter2@cache",
        LEAD_WEBHOOK_URL="https://crm.example.com/hunter2",
        LEAD_WEBHOOK_SECRET=SECRET,
    )
    assert not any(secret in repr(given) for secret in (KEY, OTHER_KEY, SECRET, "hunter2"))


def configuration_table() -> str:
    """The README's table of variables, in Markdown."""
    rows = [
        f"| `{name.upper()}` | {variable.default or f'`{default}`'} | {variable.meaning} |"
        for each in (Settings, PrivacyFacts)
        for name, default, variable in variables_of(each)
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def test_the_table_describes_every_variable_in_three_cells() -> None:
    header, _rule, *rows = configuration_table().splitlines()
    assert header == "| variable | default | meaning |"
    assert all(row.count("|") == 4 for row in rows)
    assert [row.split("`")[1] for row in rows] == [
        "PUBLIC_URL",
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "DATABASE_URL",
        "ALLOW_EPHEMERAL",
        "EMBED_ORIGINS",
        "SOURCES",
        "CONTACT_URL",
        "RETENTION_WEEKS",
        "AUDIT_WEEKS",
        "REDIS_URL",
        "LEAD_WEBHOOK_URL",
        "LEAD_WEBHOOK_SECRET",
        "PROXY_HOPS",
        "PORT",
        "WEB_CONCURRENCY",
        *(f"CONTROLLER_{what}" for what in ("NAME", "ADDRESS", "KVK", "EMAIL")),
        *(f"PRIVACY_{what}" for what in ("HOST", "CRM", "COUNTRIES")),
        *(f"PRIVACY_{what}" for what in ("BACKUP_WEEKS", "NOTES_MONTHS", "DATE")),
    ]
    assert str(ROOT) not in configuration_table()


def test_the_readme_holds_the_table_as_it_is() -> None:
    assert configuration_table() in (ROOT / "README.md").read_text("utf-8")


# --- A disk that is thrown away ----------------------------------------------------------------

MOUNTS = """\
overlay / overlay rw 0 0
tmpfs /tmp tmpfs rw 0 0
/dev/nvme1n1 /srv/my\\040disk ext4 rw 0 0
/dev/vda1 /var ext4 rw 0 0
tmpfs /var/run tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "environ", "platform"),
    [
        ("/app/data", {}, None),
        ("/app/data", {"RENDER": "true"}, "Render"),
        ("/srv/my disk/leads", {"RENDER": "true"}, None),
        ("/srv/my disk", {"FLY_APP_NAME": "check"}, None),
        ("/srv", {"FLY_APP_NAME": "check"}, "Fly.io"),
        ("/tmp/data", {"K_SERVICE": "check"}, "Cloud Run"),
        ("/var/lib/leads", {"RAILWAY_PROJECT_ID": "1"}, None),
        ("/var/run/leads", {"RAILWAY_PROJECT_ID": "1"}, "Railway"),
        ("/srv/my disk", {"DYNO": "web.1"}, "Heroku"),
    ],
)
def test_a_platform_that_throws_its_disk_away_is_known_by_what_it_says(
    folder: str, environ: dict[str, str], platform: str | None, tmp_path: Path
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, "utf-8")
    assert thrown_away_by(Path(folder), environ, mounts) == platform
    assert thrown_away_by(Path(folder), environ, tmp_path / "none") in (None, "Heroku")


def test_leads_are_not_kept_on_a_disk_that_is_thrown_away() -> None:
    assert "Heroku throws away" in complaint(DYNO="web.1")
    assert "ALLOW_EPHEMERAL=1" in complaint(DYNO="web.1", DATABASE_URL="sqlite:////srv/leads.db")
    assert settings(DYNO="web.1", ALLOW_EPHEMERAL="1").allow_ephemeral
    elsewhere = settings(DYNO="web.1", DATABASE_URL="postgres://db.example.com/leads")
    assert elsewhere.database_url.file is None
    assert "give 1 or nothing" in complaint(ALLOW_EPHEMERAL="yes")
