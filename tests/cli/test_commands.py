"""Every command as a program of its own: help, exit codes, errors in a line, pipes that close."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.site import PERSONAS, ROOT, SECRET_KEY, Site
from tests.visitor import Visitor

COMMANDS = [
    ["leads"],
    ["leads", "export"],
    ["leads", "import"],
    ["leads", "stats"],
    ["leads", "find"],
    ["leads", "purge"],
    ["leads", "backup"],
    ["leads", "copy"],
    ["leads", "deliver"],
    ["leads", "barometer"],
    ["desk"],
    ["desk", "add-user"],
    ["desk", "list-users"],
    ["desk", "remove-user"],
    ["desk", "set-password"],
    ["desk", "audit"],
    ["bank"],
    ["bank", "check"],
    ["bank", "new-edition"],
    ["bank", "release"],
    ["score"],
    ["demo"],
]


def named(command: list[str]) -> str:
    return " ".join(command)


def flask(
    folder: Path, *command: str, given: str = "", **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run `flask --app wsgi COMMAND` as an operator does."""
    settings = {
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": f"sqlite:///{folder / 'data' / 'leads.db'}",
        "TMPDIR": str(folder),
    }
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT,
        env={**os.environ, **settings, **environ},
        input=given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=map(named, COMMANDS))
def test_every_command_helps(site: Site, command: list[str]) -> None:
    result = site.runs(*command, "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Usage: ")
    assert not site.database.exists()  # helping changes nothing


def test_these_are_all_the_commands_that_are_ours(site: Site) -> None:
    found: list[list[str]] = []
    for name in ("leads", "desk", "bank", "score", "demo"):
        command = site.app.cli.commands[name]
        found.append([name])
        if isinstance(command, click.Group):
            found += [[name, inner] for inner in command.commands]
    assert sorted(found) == sorted(COMMANDS)


INNER = [command for command in COMMANDS if len(command) > 1]


@pytest.mark.parametrize("command", INNER, ids=map(named, INNER))
def test_every_option_says_what_it_is_for(site: Site, command: list[str]) -> None:
    group = site.app.cli.commands[command[0]]
    assert isinstance(group, click.Group)
    options = [p for p in group.commands[command[1]].params if isinstance(p, click.Option)]
    assert all(option.help for option in options)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["leads", "find"], id="without its argument"),
        pytest.param(["leads", "stats", "--nothing"], id="an unknown option"),
        pytest.param(["leads", "nothing"], id="an unknown command"),
        pytest.param(["score", "file.jsonl"], id="an argument too many"),
    ],
)
def test_a_command_that_is_mistyped_says_how_it_is_used(site: Site, command: list[str]) -> None:
    result = site.runs(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: " in result.stderr
    assert "Error: " in result.stderr


# --- As programs -------------------------------------------------------------------------------


def test_score_as_a_program_reads_scores_and_complains(tmp_path: Path) -> None:
    lines = [json.dumps(PERSONAS[0]), "{", json.dumps(PERSONAS[1])]
    done = flask(tmp_path, "score", given="\n".join(lines))
    assert done.returncode == 1
    assert [json.loads(line)["level"] for line in done.stdout.splitlines()] == [1, 3]
    assert done.stderr.startswith("line 2: ")
    assert done.stderr.count("\n") == 1


def test_an_export_as_a_program_writes_the_bytes_of_the_file(visitor: Visitor) -> None:
    visitor.starts().answers(all=4).submits()
    done = flask(visitor.site.folder, "leads", "export")
    assert (done.returncode, done.stderr) == (0, "1 leads written.\n")
    assert done.stdout.startswith("\ufeff")
    assert visitor.reference in done.stdout


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        pytest.param({"SECRET_KEY": "short"}, "SECRET_KEY has 5 characters", id="a short key"),
        pytest.param({"DATABASE_URL": "mysql://x"}, "begin with sqlite:///", id="a wrong database"),
        pytest.param({"PROXY_HOPS": "many"}, "PROXY_HOPS is 'many'", id="a wrong number"),
    ],
)
def test_settings_that_make_no_sense_are_told_without_a_traceback(
    tmp_path: Path, environ: dict[str, str], said: str
) -> None:
    done = flask(tmp_path, "leads", "stats", **environ)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_database_in_trouble_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    done = flask(tmp_path, "leads", "export")
    assert done.returncode == 1
    assert "is unavailable" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", [["score"], ["leads", "export"]], ids=named)
def test_a_reader_that_leaves_early_is_no_reason_for_a_traceback(
    tmp_path: Path, command: list[str]
) -> None:
    given = tmp_path / "sheets.jsonl"
    given.write_text("".join(f"{json.dumps(PERSONAS[0])}\n" for _ in range(500)))
    reading, writing = os.pipe()
    os.close(reading)
    environ = {
        **os.environ,
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'leads.db'}",
    }
    try:
        with given.open() as sheets:
            done = subprocess.run(
                [sys.executable, "-m", "flask", "--app", "wsgi", *command],
                cwd=ROOT, env=environ, stdin=sheets, stdout=writing, stderr=subprocess.PIPE,
                text=True, timeout=300, check=False,
            )  # fmt: skip
    finally:
        os.close(writing)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr
