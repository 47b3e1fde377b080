"""How a command reports what went wrong."""

from collections.abc import Callable
from functools import update_wrapper
from typing import ParamSpec, TypeVar

import click

from app.errors import AllianceCheckError

P = ParamSpec("P")
R = TypeVar("R")


def plain_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Report an error of ours in a line instead of a traceback."""

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except AllianceCheckError as error:
            raise click.ClickException(str(error)) from error

    return update_wrapper(run, command)
