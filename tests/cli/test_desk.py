"""`flask desk`: who may log in; the password is asked for, and everything is in the audit."""

import pytest
from click.testing import Result

from app.errors import LoginRefused
from tests.seller import PASSWORD
from tests.site import Site

NEW = "other words that fit"


def adds(site: Site, name: str, password: str = PASSWORD, again: str | None = None) -> Result:
    """Make an account, typing the password twice."""
    typed = f"{password}\n{password if again is None else again}\n"
    return site.runs("desk", "add-user", name, given=typed)


def audited(site: Site) -> list[tuple[str, str, str]]:
    """The lines of the audit, oldest first."""
    entries = reversed(site.services.audit.entries())
    return [(entry.account, entry.action, entry.about) for entry in entries]


def test_an_account_is_made_with_a_password_that_is_asked_for_twice(site: Site) -> None:
    result = adds(site, "Anna")
    assert result.exit_code == 0, result.stderr
    assert (result.stdout, PASSWORD in result.stderr) == ("", False)
    assert site.services.accounts.enter("anna", PASSWORD).name == "anna"
    assert audited(site) == [("@command-line", "account-add", "anna")]


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        pytest.param("anna", PASSWORD, "already", id="there already"),
        pytest.param("bram", "short", "5 characters", id="too short"),
        pytest.param("b ram", PASSWORD, "cannot be an account's name", id="no name"),
    ],
)
def test_an_account_that_will_not_do_is_refused(
    site: Site, name: str, password: str, said: str
) -> None:
    adds(site, "anna")
    result = adds(site, name, password)
    assert result.exit_code == 1
    assert said in result.stderr
    assert site.runs("desk", "list-users").stdout == "anna\n"
    assert len(audited(site)) == 1


def test_a_password_typed_wrong_the_second_time_makes_no_account(site: Site) -> None:
    assert adds(site, "anna", again="something else").exit_code != 0
    assert site.runs("desk", "list-users").stdout == ""


@pytest.mark.parametrize("command", ["add-user", "set-password"])
def test_a_password_cannot_be_an_argument(site: Site, command: str) -> None:
    for more in ([PASSWORD], ["--password", PASSWORD]):
        result = site.runs("desk", command, "anna", *more)
        assert result.exit_code == 2
    assert "--password" not in site.runs("desk", command, "--help").stdout


def test_a_new_password_takes_the_place_of_the_old_one(site: Site) -> None:
    adds(site, "anna")
    assert site.runs("desk", "set-password", "ANNA", given=f"{NEW}\n{NEW}\n").exit_code == 0
    assert site.services.accounts.enter("anna", NEW).name == "anna"
    with pytest.raises(LoginRefused):
        site.services.accounts.enter("anna", PASSWORD)
    assert audited(site)[1:] == [("@command-line", "password", "anna")]


def test_an_account_is_removed_when_that_is_confirmed(site: Site) -> None:
    adds(site, "anna")
    assert site.runs("desk", "remove-user", "anna", given="n\n").exit_code == 1
    assert site.runs("desk", "list-users").stdout == "anna\n"
    assert site.runs("desk", "remove-user", "Anna", "--yes").exit_code == 0
    assert site.runs("desk", "list-users").stdout == ""
    assert audited(site)[1:] == [("@command-line", "account-remove", "anna")]


@pytest.mark.parametrize("command", [["remove-user", "anna", "--yes"], ["set-password", "anna"]])
def test_what_is_done_to_nobody_says_so(site: Site, command: list[str]) -> None:
    result = site.runs("desk", *command, given=f"{NEW}\n{NEW}\n")
    assert result.exit_code == 1
    assert "no account 'anna'" in result.stderr
    assert audited(site) == []


def test_an_intact_audit_is_said_to_be_and_a_line_taken_out_is_named(site: Site) -> None:
    for name in ("anna", "bram", "carla"):
        adds(site, name)
    intact = site.runs("desk", "audit", "verify")
    assert (intact.exit_code, "intact: 3 lines" in intact.stdout) == (0, True)
    with site.services.store.engine.writing() as connection:
        connection.execute("DELETE FROM audit WHERE about = 'bram'")
    broken = site.runs("desk", "audit", "verify")
    assert broken.exit_code == 1
    assert "broken at line 3 " in broken.stderr
    assert "lines before it are missing: 1" in broken.stderr
