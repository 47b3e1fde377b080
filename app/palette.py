"""The site's colours, read from base.css, where they are defined."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

Scheme = Literal["light", "dark"]

_STYLES = Path(__file__).parents[1] / "static" / "css" / "base.css"
_COLOUR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
_found = _COLOUR.findall(_STYLES.read_text("utf-8"))

# Colours such as "#0f6b66", by scheme and by the name of their CSS property.
PALETTE: Mapping[Scheme, Mapping[str, str]] = {
    "light": {name: light for name, light, _dark in _found},
    "dark": {name: dark for name, _light, dark in _found},
}
