"""Progress on a terminal, for what takes long."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress(label: str, length: Callable[[], int]) -> Iterator[Callable[[int], object] | None]:
    """On a terminal, a bar that is moved by telling it how much is done; None elsewhere.

    `length`: how much there is to do, asked for only when there is a bar.
    """
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=length(), file=sys.stderr, label=label) as bar:
        yield lambda done: bar.update(done - bar.pos)
