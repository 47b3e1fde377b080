"""What is left of a log record once the visitor is out of it."""

import logging
import os
import sys

import pytest

from app.web.quiet_log import PageFilter, WorkerFilter

ARBITER = os.getpid() + 1


def failure(words: str, *args: object) -> logging.LogRecord:
    """The record of an error that repeats what it was asked."""
    path = "/en/result/s3cr3t"
    try:
        raise ValueError(path)
    except ValueError:
        return record(logging.ERROR, words, *args, exc_info=True)


def record(level: int, words: str, *args: object, exc_info: bool = False) -> logging.LogRecord:
    error = sys.exc_info() if exc_info else None
    return logging.LogRecord("app.leads", level, "store.py", 1, words, args, error)


def line(of: logging.LogRecord) -> str:
    return logging.Formatter("%(message)s").format(of)


def test_our_own_words_stay_with_an_error_whose_words_go() -> None:
    given = failure("%d leads wait", 3)
    assert PageFilter().filter(given)
    assert line(given).startswith("3 leads wait: ValueError\n  File ")
    assert "s3cr3t" not in line(given)


def test_what_flask_says_of_a_failing_page_loses_the_address() -> None:
    given = failure("Exception on /en/result/s3cr3t [GET]")
    assert PageFilter().filter(given)
    assert line(given).startswith("A page failed: ValueError\n  File ")
    assert "s3cr3t" not in line(given)


def test_words_without_an_error_pass_the_page_filter() -> None:
    given = record(logging.WARNING, "%d leads wait", 3)
    assert PageFilter().filter(given)
    assert line(given) == "3 leads wait"


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_small_talk_of_a_worker_about_a_request_is_dropped(level: int) -> None:
    assert not WorkerFilter(ARBITER).filter(record(level, "GET /en/result/s3cr3t"))


def test_an_unknown_warning_of_a_worker_is_taken_to_be_about_a_request() -> None:
    given = record(logging.WARNING, "Odd request %s", "/en/result/s3cr3t")
    assert WorkerFilter(ARBITER).filter(given)
    assert line(given) == "A request could not be handled: no exception"


def test_the_arbiter_is_heard_in_full() -> None:
    given = record(logging.CRITICAL, "WORKER TIMEOUT (pid:%s)", 7)
    assert WorkerFilter(os.getpid()).filter(given)
    assert line(given) == "WORKER TIMEOUT (pid:7)"
