"""PUBLIC_URL: the one address under which the world finds the check, and the proxies before it."""

import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import url_for
from werkzeug.datastructures import Headers

from app.variables import public as public_address
from app.web.public_address import Proxies
from tests.http.served import served
from tests.seller import Seller
from tests.site import OpenSite, Site
from tests.visitor import Visitor

PUBLIC = "https://check.example.com"
EVIL = {"Host": "evil.example"}
HERE = {"Host": "check.example.com"}


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that knows its address, with nothing said about proxies."""
    site = Site(tmp_path_factory.mktemp("public"), public_url=public_address(PUBLIC))
    yield site
    site.close()


def answer(site: Site, path: str, headers: Mapping[str, str], method: str = "GET") -> str:
    """All that comes back for a request, headers and page."""
    response = Visitor(site, headers=headers).opens(path, method=method).response
    return f"{response.status}\n{response.headers}\n{response.text}"


@pytest.fixture
def site_of_its_own(open_site: OpenSite) -> Site:
    """A site that has said nothing yet."""
    return open_site()


def proxies_told_by(site: Site) -> str:
    """What /readyz says of the proxies."""
    return str(json.loads(Visitor(site).opens("/readyz").response.text)["proxies"])


# The address in everything


def test_behind_tls_the_public_address_makes_everything_secure(public: Site) -> None:
    seller = Seller(public, base="http://check.example.com").opens("/desk/login")
    (cookie,) = seller.response.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-desk=")
    assert "Secure" in cookie.split("; ")
    assert seller.response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_whoever_logs_in_behind_tls_stays_in(public: Site) -> None:
    seller = Seller.of(public, base=PUBLIC)
    assert seller.logs_in().is_in


def test_absolute_addresses_are_the_public_one(public: Site) -> None:
    visitor = Visitor(public, headers=HERE)
    (other,) = visitor.opens("/en/").page.all(".//link[@rel='alternate']")
    assert other.attrib["href"] == f"{PUBLIC}/nl/"
    assert f'src="{PUBLIC}/embed.js"' in visitor.opens("/embed").page.text


def test_also_the_command_line_knows_the_public_address(public: Site) -> None:
    with public.app.app_context():
        assert url_for("check.form", lang="nl") == f"{PUBLIC}/nl/"


@pytest.mark.parametrize(
    "host", ["check.example.com", "Check.Example.com", "check.example.com:443"]
)
def test_the_public_host_is_known_however_it_is_written(public: Site, host: str) -> None:
    assert Visitor(public, headers={"Host": host}).opens("/en/").response.status_code == 200


# Another host


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/en", "/en//", "/embed", "/desk", "/desk/login", "/nothing", "/static/x"]
)
def test_a_request_for_another_host_is_refused_with_the_right_address(
    public: Site, path: str
) -> None:
    for method in ("GET", "POST"):
        said = answer(public, path, EVIL, method)
        assert said.startswith("400 ")
        assert "evil" not in said
        assert f'href="{PUBLIC}/"' in said


@pytest.mark.parametrize("host", ["check.example.com.evil.example", "evil.example:443", "", "a b"])
def test_no_other_spelling_passes_for_the_public_host(public: Site, host: str) -> None:
    assert answer(public, "/en/", {"Host": host}).startswith("400 ")


def test_a_forwarded_host_changes_nothing(public: Site) -> None:
    for header in ("X-Forwarded-Host", "X-Host", "X-Original-Host", "Forwarded"):
        said = answer(public, "/embed", {**HERE, header: "host=evil.example"})
        assert said.startswith("200 ")
        assert "evil" not in said


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_platform_may_look_after_its_health_by_address(public: Site, path: str) -> None:
    assert answer(public, path, {"Host": "10.0.0.7:8000"}).startswith("200 ")


def test_without_a_public_address_no_redirect_and_no_form_names_a_host(site: Site) -> None:
    for path in ("/", "/en/", "/en", "/en//", "/en//?a=b", "/nl///method", "/nothing"):
        said = answer(site, path, EVIL)
        assert said[:3] in ("200", "302", "308", "404")
        assert "evil" not in said


def test_a_path_that_looks_like_a_host_leads_to_no_other_site(site: Site) -> None:
    client = site.app.test_client()
    for path in ("//evil.example/en", "///evil.example//", "/\\evil.example//en//"):
        response = client.get(environ_overrides={"PATH_INFO": path})
        location = response.headers.get("Location", "/")
        assert location.startswith("/")
        assert location[1:2] not in ("/", "\\")


@pytest.mark.parametrize("host", ['evil"><script>', "evil.example/<b>", "évil", "a b", "x\\y"])
def test_without_a_public_address_the_snippet_holds_no_strange_host(site: Site, host: str) -> None:
    said = answer(site, "/embed", {"Host": host})
    assert host not in said
    assert "<script>" not in said


# Proxies

FITTING = "as set"
MISFITS = {
    "none, and none said": (0, {}, FITTING),
    "one, as said": (1, {"X-Forwarded-For": "192.0.2.7"}, FITTING),
    "one, after a forgery": (1, {"X-Forwarded-For": "a, 2001:db8::1"}, FITTING),
    "two, as said": (2, {"X-Forwarded-For": "192.0.2.7, 192.0.2.8"}, FITTING),
    "For": (0, {"X-Forwarded-For": "192.0.2.7"}, "PROXY_HOPS is 0"),
    "Proto": (0, {"X-Forwarded-Proto": "https"}, "PROXY_HOPS is 0"),
    "Forwarded": (0, {"Forwarded": "for=192.0.2.7"}, "PROXY_HOPS is 0"),
    "a CDN's": (0, {"CF-Connecting-IP": "192.0.2.7"}, "PROXY_HOPS is 0"),
    "one of two": (2, {"X-Forwarded-For": "192.0.2.7"}, "PROXY_HOPS is 2"),
    "none of one": (1, {}, "PROXY_HOPS is 1"),
    "no address": (1, {"X-Forwarded-For": "unknown"}, "no bare address"),
    "with a port": (1, {"X-Forwarded-For": "192.0.2.7:80"}, "no bare address"),
}


@pytest.mark.parametrize(("hops", "sent", "said"), MISFITS.values(), ids=MISFITS)
def test_proxies_that_do_not_fit_are_told_once_and_stay_told(
    hops: int, sent: Mapping[str, str], said: str
) -> None:
    log: list[str] = []
    proxies = Proxies(hops, log.append)
    for _ in range(20):
        proxies.look(Headers(sent))
    assert said in proxies.state
    assert [said in line and "set PROXY_HOPS to" in line for line in log] == (
        [] if said == FITTING else [True]
    )
    assert "192.0.2" not in "".join(log) + proxies.state


def test_a_proxy_that_was_not_expected_is_told_on_readyz_and_once_in_the_log(
    site_of_its_own: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(20):
            Visitor(site_of_its_own, headers={"X-Forwarded-For": "192.0.2.7"}).opens("/en/")
    assert "PROXY_HOPS is 0" in proxies_told_by(site_of_its_own)
    assert len(caplog.messages) == 1
    # Whoever forged it: the next visitor sets it right.
    Visitor(site_of_its_own).opens("/en/")
    assert proxies_told_by(site_of_its_own) == FITTING


def test_health_is_looked_after_past_the_proxies(open_site: OpenSite) -> None:
    site = open_site(proxy_hops=1)
    Visitor(site).opens("/healthz")
    assert proxies_told_by(site) == FITTING


def test_a_host_that_is_refused_is_told_once_and_not_by_name(
    open_site: OpenSite, caplog: pytest.LogCaptureFixture
) -> None:
    site = open_site(public_url=public_address(PUBLIC))
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            Visitor(site, headers=EVIL).opens("/en/")
    assert len(caplog.messages) == 1
    assert "PUBLIC_URL" in caplog.text
    assert "evil" not in caplog.text


# The start


def test_a_server_on_the_internet_names_each_fact_that_its_privacy_page_lacks(
    tmp_path: Path,
) -> None:
    with served(tmp_path, PUBLIC_URL=PUBLIC, CONTROLLER_NAME="Somebody") as server:
        log = server.log
    assert f"The Alliance Check is open at {PUBLIC}/" in log
    for name in ("CONTROLLER_ADDRESS", "CONTROLLER_EMAIL", "PRIVACY_HOST", "PRIVACY_COUNTRIES"):
        assert log.count(f"{name} is not set (on the privacy page: ") == 1
    assert "CONTROLLER_NAME" not in log
    assert "PRIVACY_CRM" not in log


def test_a_server_without_a_public_address_says_so_once(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        assert server.log.count("PUBLIC_URL is not set") == 1
        assert "CONTROLLER_NAME" not in server.log
