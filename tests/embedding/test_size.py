"""What embedding costs a host page in bytes."""

import gzip
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "static" / "js"


def test_loader_and_frame_script_fit_in_two_kilobytes_together() -> None:
    text = b"".join((SCRIPTS / name).read_bytes() for name in ("embed.js", "frame.js"))
    assert len(gzip.compress(text, 9)) <= 2048
