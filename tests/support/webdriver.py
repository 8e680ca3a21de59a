"""A browser driven as W3C WebDriver has it, for browsers that Playwright does not drive as their makers build them.

Found on the machine, never fetched: Firefox with geckodriver, and WebKitGTK's MiniBrowser with WebKitWebDriver, which
needs a display (`DISPLAY`, or Xvfb).
"""

import base64
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from local.process import free_port

ELEMENT: Final = "element-6066-11e4-a52e-4f735466cecf"
KEYS: Final = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "ArrowRight": "\ue014"}
_START_S: Final = 60.0
_COMMAND_S: Final = 60.0
_PAUSE_S: Final = 0.2
_MINI_BROWSERS: Final = "*/webkit2gtk-4.*/MiniBrowser"


class MissingBrowserError(RuntimeError):
    """The browser, or what drives it, is not on this machine; the message says what is missing."""


class WebDriverError(RuntimeError):
    """The driver could not do it."""


@dataclass(frozen=True, slots=True)
class Session:
    """One window of a browser.

    Attributes:
        http: speaks to the driver, below the session's address.
    """

    http: httpx.Client

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """Sends a command.

        Raises:
            WebDriverError: if the driver refuses it.
        """
        answer = self.http.request(method, path, json=body if method == "POST" else None)
        value = answer.json()["value"]
        if answer.is_error:
            raise WebDriverError(f"{value['error']}: {value['message']}")
        return value

    def go(self, url: str) -> None:
        """Opens an address."""
        self.ask("POST", "url", url=url)

    def run(self, script: str, *arguments: object) -> Any:
        """What the body of a function returns in the page."""
        return self.ask("POST", "execute/sync", script=script, args=list(arguments))

    def find(self, css: str, timeout_s: float = 60) -> str:
        """The element that a selector names, once it is there and visible."""
        script = """
            const found = document.querySelector(arguments[0]);
            return found?.checkVisibility() ? found : null;
        """
        return str(self.until(lambda: self.run(script, css), css, timeout_s)[ELEMENT])

    def until(self, look: Callable[[], Any], what: str, timeout_s: float = 60) -> Any:
        """What a look finds, once it finds something.

        Raises:
            AssertionError: if that takes too long.
        """
        deadline = time.monotonic() + timeout_s
        while not (found := look()):
            assert time.monotonic() < deadline, f"not there in {timeout_s:g} s: {what}"
            time.sleep(_PAUSE_S)
        return found

    def text(self, css: str) -> str:
        """The text of an element, once it is visible."""
        return str(self.ask("GET", f"element/{self.find(css)}/text"))

    def click(self, css: str) -> None:
        """Clicks an element, once it is visible."""
        self.ask("POST", f"element/{self.find(css)}/click")

    def choose(self, css: str, photo: Path) -> None:
        """Chooses a file in a field, which may be hidden."""
        field = self.ask("POST", "element", using="css selector", value=css)[ELEMENT]
        self.ask("POST", f"element/{field}/value", text=str(photo))

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, wherever the focus is."""
        actions = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
        self.ask("POST", "actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def focused(self) -> str:
        """The id or the part of the element that has the focus, or its tag."""
        return str(
            self.run("const e = document.activeElement; return e.id || e.dataset.part || e.tagName.toLowerCase()")
        )

    def screenshot(self) -> bytes:
        """What is in the window, as a PNG."""
        return base64.b64decode(self.ask("GET", "screenshot"))


@contextmanager
def firefox(prefs: Mapping[str, Any] | None = None) -> Iterator[Session]:
    """A headless Firefox with an empty profile.

    Args:
        prefs: preferences of it.

    Raises:
        MissingBrowserError: if it or geckodriver is missing.
    """
    binary, driver = shutil.which("firefox-esr") or shutil.which("firefox"), shutil.which("geckodriver")
    if binary is None or driver is None:
        raise MissingBrowserError("no Firefox (Debian's `firefox-esr`) with geckodriver in PATH")
    options = {"binary": binary, "args": ["-headless"], "prefs": dict(prefs or {})}
    port = free_port()
    # By default it would listen on a port of its own choice for the browser, too: the same for all that run at once.
    command = [driver, "--port", str(port), "--marionette-port", str(free_port())]
    with _session(command, port, {"browserName": "firefox", "moz:firefoxOptions": options}, os.environ) as session:
        yield session


@contextmanager
def webkit() -> Iterator[Session]:
    """A MiniBrowser of WebKitGTK, on a display of its own if there is none.

    Raises:
        MissingBrowserError: if it, its driver or a display is missing.
    """
    driver = shutil.which("WebKitWebDriver")
    binary = next(Path("/usr/lib").glob(_MINI_BROWSERS), None)
    if driver is None or binary is None:
        raise MissingBrowserError("no MiniBrowser with WebKitWebDriver (Debian's `webkit2gtk-driver`)")
    options = {"binary": str(binary), "args": ["--automation"]}
    port = free_port()
    wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}
    with _display() as display, _session([driver, f"--port={port}"], port, wanted, display) as session:
        yield session


@contextmanager
def _session(
    command: list[str], port: int, capabilities: Mapping[str, Any], environment: Mapping[str, str]
) -> Iterator[Session]:
    with ExitStack() as stack:
        stack.enter_context(_running(command, environment))
        http = stack.enter_context(
            httpx.Client(base_url=f"http://127.0.0.1:{port}/", timeout=_COMMAND_S, trust_env=False)
        )
        driver = Session(http)
        driver.until(lambda: _answers(http), command[0], _START_S)
        made = driver.ask("POST", "session", capabilities={"alwaysMatch": dict(capabilities)})
        http.base_url = httpx.URL(f"http://127.0.0.1:{port}/session/{made['sessionId']}/")
        try:
            yield driver
        finally:
            http.delete(f"http://127.0.0.1:{port}/session/{made['sessionId']}")


def _answers(http: httpx.Client) -> bool:
    try:
        return bool(http.get("status").is_success)
    except httpx.TransportError:
        return False


@contextmanager
def _running(command: list[str], environment: Mapping[str, str]) -> Iterator[None]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=dict(environment), **quiet) as process:  # type: ignore[call-overload]
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def _display() -> Iterator[Mapping[str, str]]:
    """The environment of a browser that needs a display."""
    if "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ:
        yield os.environ
        return
    server = shutil.which("Xvfb")
    if server is None:
        raise MissingBrowserError("no display and no Xvfb (Debian's `xvfb`)")
    number, write = os.pipe()
    screen = ["-screen", "0", "1440x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        [server, "-displayfd", str(write), *screen], pass_fds=[write], stderr=subprocess.DEVNULL
    ) as x:
        os.close(write)
        try:
            with os.fdopen(number) as said:
                yield {**os.environ, "DISPLAY": f":{said.readline().strip()}"}
        finally:
            x.terminate()
            x.wait(30)
