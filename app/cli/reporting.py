"""How a command reports errors and progress."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from typing import ParamSpec, TypeVar

import click

from app.errors import AllianceCheckError

P = ParamSpec("P")
R = TypeVar("R")


def plain_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Report an error of our own as one line instead of a traceback."""

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except AllianceCheckError as error:
            raise click.ClickException(str(error)) from error

    return update_wrapper(run, command)


@contextmanager
def progress(label: str, length: Callable[[], int]) -> Iterator[Callable[[int], object] | None]:
    """On a terminal, a function that moves a bar to how much is done; None elsewhere.

    `length`: how much there is to do, asked for only when there is a bar.
    """
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=length(), file=sys.stderr, label=label) as bar:
        yield lambda done: bar.update(done - bar.pos)
