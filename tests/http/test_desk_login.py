"""Coming into the desk and going out: who is let in, what a cookie is worth, what is refused."""

import re

import pytest

from tests.cli.conftest import put
from tests.interface import said
from tests.seller import PASSWORD, Seller
from tests.site import OpenSite, Site
from tests.visitor import Visitor

LEAD = "AC-00000-00001"
INSIDE = [
    "/desk",
    "/desk/",
    "/desk?weeks=4",
    "/desk/leads",
    f"/desk/leads/{LEAD}",
    f"/desk/leads/{LEAD}/radar.svg",
    "/desk/find?code=AC",
    "/desk/export",
    "/desk/audit",
]
SENT = ["/desk/logout", "/desk/export", f"/desk/leads/{LEAD}/delete"]


@pytest.fixture
def site(site: Site) -> Site:
    """The usual site, with one lead."""
    put(site, LEAD)
    return site


@pytest.fixture
def anna(site: Site) -> Seller:
    """Anna, who has an account and is not in yet."""
    return Seller.of(site)


# --- Strangers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", INSIDE)
def test_a_stranger_is_sent_to_the_login_page_and_sees_nothing(site: Site, path: str) -> None:
    stranger = Seller(site).opens(path)
    assert stranger.status == 303
    assert stranger.response.headers["Location"].startswith("/desk/login?next=")
    assert LEAD not in re.sub(r"next=\S+", "", stranger.response.text)


@pytest.mark.parametrize("path", SENT)
def test_a_stranger_can_do_nothing(site: Site, path: str) -> None:
    stranger = Seller(site).opens("/desk/login").sends(path)
    assert (stranger.status, stranger.response.headers["Location"]) == (303, "/desk/login")
    assert len(site.leads()) == 1
    assert site.services.audit.entries() == []


@pytest.mark.parametrize("path", ["/desk", "/desk/leads?level=3&source=a", "/desk/?weeks=52"])
def test_after_the_login_one_is_where_one_wanted_to_be(anna: Seller, path: str) -> None:
    login = anna.opens(path).response.headers["Location"]
    anna.opens(login)
    anna.sends(login, name="anna", password=PASSWORD)
    assert (anna.status, anna.response.headers["Location"]) == (303, path)
    assert anna.opens(login).response.headers["Location"] == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/desk",
        "//evil.example/desk",
        "/desk.evil.example",
        "/desk/..//evil.example\\",
        "\\\\evil.example/desk",
        "/en/",
        "javascript:alert(1)",
        "/desk\r\nX: y",
        "http:///desk",
        " /desk",
        "",
    ],
)
def test_a_login_leads_nowhere_else(anna: Seller, elsewhere: str) -> None:
    anna.opens("/desk/login", query_string={"next": elsewhere})
    token = re.search(r'csrf_token" value="([^"]+)"', anna.response.text)
    assert token
    anna.opens(
        "/desk/login",
        method="POST",
        query_string={"next": elsewhere},
        data={"name": "anna", "password": PASSWORD, "csrf_token": token[1]},
    )
    assert (anna.status, anna.response.headers["Location"]) == (303, "/desk")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_wrong_password_and_a_wrong_name_are_told_alike(anna: Seller, language: str) -> None:
    def told(name: str) -> tuple[int, str, dict[str, str]]:
        anna.tries("not the password", name=name, query=f"?ui={language}")
        hides = re.sub(r'csrf_token" value="[^"]+"', "", anna.response.text).replace(name, "…")
        kept = {k: v for k, v in anna.response.headers.items() if k != "Set-Cookie"}
        return anna.status, hides, kept

    known, unknown = told("anna"), told("ivan")
    assert known == unknown
    assert known[0] == 422
    assert anna.page.language == language
    assert said(language, "That name and password don’t match.") in anna.page.text
    assert not anna.is_in


# --- Throttling --------------------------------------------------------------------------------


def test_ten_wrong_passwords_throttle_the_account_and_nobody_else(anna: Seller) -> None:
    bram = Seller.of(anna.site, "bram")
    assert [anna.tries("not the password").status for _ in range(11)] == [422] * 10 + [429]
    assert 0 < int(anna.response.headers["Retry-After"]) <= 15 * 60
    assert "15 minutes" in anna.page.text
    assert anna.tries().status == 429
    assert bram.logs_in().is_in


def test_a_name_that_does_not_exist_is_throttled_too(anna: Seller) -> None:
    tried = [anna.tries("not the password", name="ivan").status for _ in range(11)]
    assert tried == [422] * 10 + [429]


def test_who_is_in_stays_in_while_somebody_guesses(anna: Seller) -> None:
    anna.logs_in()
    guesser = Seller(anna.site, address="192.0.2.66")
    assert [guesser.tries("not the password").status for _ in range(11)][-1] == 429
    assert anna.is_in


@pytest.mark.parametrize("language", ["en", "nl"])
def test_one_client_cannot_try_one_name_after_the_other(open_site: OpenSite, language: str) -> None:
    site = open_site(login_limit="3 per hour")
    anna = Seller.of(site)
    statuses = [anna.tries("not the password", name=f"name{n}").status for n in range(3)]
    assert statuses == [422] * 3
    anna.tries(query=f"?ui={language}")
    assert anna.status == 429
    assert anna.page.heading == said(language, "Too many attempts from your network")
    assert Seller(site, address="192.0.2.2").logs_in().is_in
    assert anna.opens("/desk/login").status == 200
    assert Visitor(site).starts().answers(all=3).submits().sent.status_code == 303


# --- Cookies -----------------------------------------------------------------------------------


def cookie_of(seller: Seller) -> tuple[str, set[str]]:
    """Name and attributes of the cookie that the last answer set."""
    (header,) = seller.response.headers.getlist("Set-Cookie")
    pair, *attributes = header.split("; ")
    return pair.partition("=")[0], {a for a in attributes if not a.startswith("Expires=")}


def test_on_https_the_cookie_stays_with_this_host_and_this_protocol(site: Site) -> None:
    anna = Seller.of(site, base="https://check.example").logs_in()
    assert cookie_of(anna) == (
        "__Host-desk",
        {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"},
    )
    assert anna.is_in


def test_on_http_as_on_ones_own_machine_the_cookie_works_too(anna: Seller) -> None:
    assert cookie_of(anna.logs_in()) == ("desk", {"HttpOnly", "Path=/", "SameSite=Lax"})
    assert anna.is_in


def test_a_cookie_from_http_is_worth_nothing_on_https(anna: Seller) -> None:
    value = anna.logs_in().cookies["desk"]
    thief = Seller(anna.site, base="https://localhost")
    thief.browser.set_cookie("desk", value)
    assert not thief.is_in


def test_behind_a_proxy_that_speaks_https_the_cookie_is_for_https(open_site: OpenSite) -> None:
    anna = Seller.of(open_site(proxy_hops=1))
    anna.opens("/desk/login", headers={"X-Forwarded-Proto": "https"})
    assert cookie_of(anna)[0] == "__Host-desk"


@pytest.mark.parametrize("path", ["/", "/en/", "/nl/method", "/embed", "/healthz", "/deskx"])
def test_no_page_outside_the_desk_sets_a_cookie_even_for_who_is_in(anna: Seller, path: str) -> None:
    response = anna.logs_in().opens(path).response
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


def replayed(site: Site, cookies: dict[str, str]) -> Seller:
    """Somebody who has got hold of these cookies."""
    thief = Seller(site)
    for name, value in cookies.items():
        thief.browser.set_cookie(name, value)
    return thief


def test_a_cookie_from_before_the_log_out_is_refused_afterwards(anna: Seller) -> None:
    cookies = anna.logs_in().cookies
    assert replayed(anna.site, cookies).is_in
    anna.logs_out()
    assert anna.response.headers["Location"] == "/desk/login?left=1"
    assert not anna.is_in
    assert not replayed(anna.site, cookies).is_in


def test_logging_out_ends_the_sessions_on_other_devices_and_of_nobody_else(anna: Seller) -> None:
    laptop, bram = Seller(anna.site).logs_in(), Seller.of(anna.site, "bram").logs_in()
    anna.logs_in().logs_out()
    assert (laptop.is_in, bram.is_in) == (False, True)


def test_a_cookie_is_refused_after_another_password_was_set(anna: Seller) -> None:
    cookies = anna.logs_in().cookies
    anna.site.services.accounts.set_password("anna", "quite another password")
    assert not replayed(anna.site, cookies).is_in


def test_a_cookie_is_refused_after_the_account_was_removed(anna: Seller) -> None:
    cookies = anna.logs_in().cookies
    anna.site.services.accounts.remove("anna")
    assert not replayed(anna.site, cookies).is_in
    anna.site.services.accounts.add("anna", PASSWORD)
    assert not replayed(anna.site, cookies).is_in


def test_a_cookie_of_before_the_login_does_not_come_in_with_it(anna: Seller) -> None:
    before = anna.opens("/desk/login").cookies
    anna.sends("/desk/login", name="anna", password=PASSWORD)
    assert anna.is_in
    assert not replayed(anna.site, before).is_in


def test_a_forged_cookie_is_refused(anna: Seller) -> None:
    value = anna.logs_in().cookies["desk"]
    forged = value[:-3] + ("aaa" if value[-3:] != "aaa" else "bbb")
    assert not replayed(anna.site, {"desk": forged}).is_in


def test_a_session_that_is_not_used_for_half_a_day_is_over(site: Site) -> None:
    assert site.app.permanent_session_lifetime.total_seconds() == 12 * 3600


# --- What others make a browser do -------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("path", SENT)
@pytest.mark.parametrize("token", [None, "", "forged", "of somebody else"])
def test_what_was_not_sent_from_a_page_of_the_desk_is_refused(
    anna: Seller, path: str, token: str | None, language: str
) -> None:
    data = {} if token is None else {"csrf_token": token}
    if token == "of somebody else":
        bram = Seller.of(anna.site, "bram").logs_in().opens("/desk")
        data = {"csrf_token": bram.page.all(".//input[@name='csrf_token']")[0].attrib["value"]}
    lines = len(anna.logs_in().site.services.audit.entries())
    anna.opens(f"{path}?ui={language}", method="POST", data=data)
    assert anna.status == 400
    assert anna.page.heading == said(language, "This did not come from a page of the desk")
    assert len(anna.site.leads()) == 1
    assert len(anna.site.services.audit.entries()) == lines
    assert anna.is_in


def test_a_login_that_was_not_sent_from_the_login_page_is_refused(anna: Seller) -> None:
    anna.opens("/desk/login", method="POST", data={"name": "anna", "password": PASSWORD})
    assert anna.status == 400
    assert not anna.is_in


@pytest.mark.parametrize("referrer", ["https://evil.example/", None])
def test_on_https_a_form_from_another_site_is_refused(site: Site, referrer: str | None) -> None:
    anna = Seller.of(site, base="https://check.example").logs_in().opens("/desk")
    token = anna.page.all(".//input[@name='csrf_token']")[0].attrib["value"]
    headers = {"Referer": referrer} if referrer else {}
    anna.opens("/desk/logout", method="POST", data={"csrf_token": token}, headers=headers)
    assert anna.status == 400
    assert anna.is_in


@pytest.mark.parametrize("path", ["/desk/login", *INSIDE, "/desk/nothing", "/desk/audit?before=x"])
def test_no_page_of_the_desk_is_framed_kept_or_found_by_a_search_engine(
    anna: Seller, path: str
) -> None:
    for seller in (Seller(anna.site), anna.logs_in()):
        headers = seller.opens(path).response.headers
        policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
        assert policy["frame-ancestors"] == "'none'"
        if path != "/desk/nothing":
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Cache-Control"] == "no-store"


# --- The audit ---------------------------------------------------------------------------------


def test_the_audit_tells_of_logins_mistakes_and_log_outs_and_keeps_no_unknown_name(
    anna: Seller,
) -> None:
    anna.tries("not the password")
    anna.tries("not the password", name="my-secret")
    anna.logs_in().logs_out()
    lines = [(entry.account, entry.action) for entry in anna.site.services.audit.entries()]
    assert lines[::-1] == [
        ("anna", "refused"),
        ("@nobody", "refused"),
        ("anna", "login"),
        ("anna", "logout"),
    ]
