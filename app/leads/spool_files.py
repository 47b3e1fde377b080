"""The files of a spool: lines in them are written, read and struck out whole or not at all.

Plain files, and no SQLite: that leaves copies of rows where it has moved them between pages, needs
room on a full disk to delete anything, and lets those who wait for a lock try again by chance.
"""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def locked(path: Path, mode: int = 0, flags: int = os.O_APPEND) -> Iterator[int]:
    """The file, opened for appending and locked against everybody else."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | mode)
        try:
            yield descriptor
        finally:
            # Closing alone would not do: a process forked meanwhile shares the lock.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        os.close(descriptor)


def exists(path: Path) -> bool:
    """Whether we can see it; Path.exists() raises where a folder may not be looked into."""
    return os.access(path, os.F_OK)


def is_still(descriptor: int, path: Path) -> bool:
    """Whether the open file is the one of that name, and not one that was set aside."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def save_names(folder: Path) -> None:
    """See it safe on the disk which files the folder holds, not only what is in them."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_line(descriptor: int, line: bytes) -> None:
    """Append a line in one write, whole or not at all, and see it safe on the disk."""
    size = os.fstat(descriptor).st_size
    if size and os.pread(descriptor, 1, size - 1) != b"\n":
        # A crash has torn the line before; it must not spoil this one.
        line = b"\n" + line
    if os.write(descriptor, line) != len(line):
        os.ftruncate(descriptor, size)
        raise OSError(errno.ENOSPC, "no space for the whole line")
    os.fsync(descriptor)


def lines_with(path: Path, mark: bytes) -> list[bytes]:
    """The lines that hold these bytes, oldest first; none when there is no such file."""
    try:
        with path.open("rb") as lines:
            return [line for line in lines if mark in line]
    except FileNotFoundError:
        return []


def strike_out(path: Path, goes: Callable[[bytes], object]) -> None:
    """Write spaces over every line that has to go; nobody else may write to the file now.

    In its place: that takes no disk space, and leaves nothing of the line on the disk.
    """
    with suppress(FileNotFoundError), path.open("rb") as lines:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
        try:
            place = 0
            for line in lines:
                if line.strip() and goes(line):
                    os.pwrite(descriptor, b" " * len(line.rstrip(b"\n")), place)
                place += len(line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
