"""Debian's Firefox, headless, driven by the protocol that it speaks itself (Marionette)."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = ("firefox-esr", "firefox")
PATIENCE = 90  # seconds

# How the protocol marks an element or a frame.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"

# A fresh browser that calls nobody: no updates, no telemetry, no captive portal.
_PREFERENCES = {
    "marionette.port": 0,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.region.network.url": "",
    "browser.search.update": False,
    "browser.startup.homepage": "about:blank",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.blocklist.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.prefetch-next": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "startup.homepage_welcome_url": "about:blank",
    "toolkit.telemetry.enabled": False,
}


class FirefoxError(Exception):
    """What the browser answered instead of a result."""


class Firefox:
    """One browser with one window."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._receive()  # what it is and which protocol it speaks
        self._count = 0
        self.asks("WebDriver:NewSession", {"capabilities": {}})
        self.asks("WebDriver:SetTimeouts", {"script": PATIENCE * 1000})

    def opens(self, address: str) -> None:
        """Go to a page."""
        self.asks("WebDriver:Navigate", {"url": address})

    def runs(self, script: str, *arguments: Any) -> Any:
        """The value of a JavaScript expression, in the page or frame where we are."""
        parameters = {"script": f"return {script}", "args": list(arguments)}
        return self.asks("WebDriver:ExecuteScript", parameters)["value"]

    def waits_for(self, script: str) -> Any:
        """Wait until an expression is true, and give its value."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if found := self.runs(script):
                    return found
            except FirefoxError:
                pass  # between two pages
            time.sleep(0.05)
        raise AssertionError(f"still false after {PATIENCE} s: {script}")

    def enters(self, frame: str) -> None:
        """Go into the frame that this selector names."""
        self.asks("WebDriver:SwitchToFrame", {"element": self._find(frame)[ELEMENT]})

    def leaves(self) -> None:
        """Go back to the page around all frames."""
        self.asks("WebDriver:SwitchToFrame", {"id": None})

    def clicks(self, selector: str) -> None:
        """Click, as with the mouse, on the first element that is shown and fits the selector."""
        for element in self._find_all(selector):
            parameters = {"id": element[ELEMENT]}
            if self.asks("WebDriver:IsElementDisplayed", parameters)["value"]:
                self.asks("WebDriver:ElementClick", parameters)
                return
        raise AssertionError(f"nothing is shown that fits {selector}")

    def quits(self) -> None:
        """Close the browser."""
        self.asks("Marionette:Quit", {"flags": ["eForceQuit"]})
        self._stream.close()
        self._socket.close()

    def asks(self, command: str, parameters: Mapping[str, Any]) -> Any:
        """Send a command and wait for what comes of it."""
        self._count += 1
        message = json.dumps([0, self._count, command, parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        _, _, error, result = self._receive()
        if error is not None:
            raise FirefoxError(f"{command}: {error['error']}: {error['message']}")
        return result

    def _find(self, selector: str) -> dict[str, str]:
        return self._find_all(selector)[0]

    def _find_all(self, selector: str) -> list[dict[str, str]]:
        parameters = {"using": "css selector", "value": selector}
        found: list[dict[str, str]] = self.asks("WebDriver:FindElements", parameters)
        return found

    def _receive(self) -> Any:
        """A message: its length in bytes, a colon, JSON."""
        length = b""
        while (byte := self._stream.read(1)) != b":":
            if not byte:
                raise FirefoxError("the browser has gone")
            length += byte
        return json.loads(self._stream.read(int(length)))


def firefox_path() -> str:
    """The Firefox of this machine; a test that finds none has failed."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        pytest.fail(f"No Firefox found. Install one of: {', '.join(PROGRAMS)}.")
    return found


@contextmanager
def firefox(folder: Path, **preferences: Any) -> Iterator[Firefox]:
    """A Firefox with its profile in `folder`; `preferences` with `__` for the dots."""
    given = {name.replace("__", "."): value for name, value in preferences.items()}
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
        for name, value in {**_PREFERENCES, **given}.items()
    ]
    (folder / "user.js").write_text("".join(lines), "utf-8")
    command = [firefox_path(), "--headless", "--no-remote", "--marionette", "--profile"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [*command, str(folder)],
            env={**os.environ, "HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            browser = Firefox(_port(folder, process))
            yield browser
            browser.quits()
            process.wait(PATIENCE)
        finally:
            process.kill()


def _port(folder: Path, process: subprocess.Popen[bytes]) -> int:
    """Where the browser listens; it says so in a file, once it does."""
    file = folder / "MarionetteActivePort"
    deadline = time.monotonic() + 2 * PATIENCE
    while not (file.exists() and file.read_text().strip()):
        assert process.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
        time.sleep(0.05)
    return int(file.read_text())
