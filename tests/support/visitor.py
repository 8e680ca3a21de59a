"""Somebody at the page, in a real browser; and a watch over what the browser asks for and complains of."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, Route, expect

from local.system import LocalSystem

END_MS: Final = 60_000
PHONE: Final = {"width": 390, "height": 844}
JOB_ADDRESS: Final = re.compile(r"#job=[0-9a-f]{8}-[0-9a-f-]{27}$")
DESKTOP: Final = {"width": 1440, "height": 900}

type File = Path | FilePayload


class Visitor:
    """One tab, and the one who looks at it.

    Attributes:
        page: Playwright's own page.
        asked: the addresses of all requests so far.
        errors: what scripts threw and the content security policy refused.
    """

    def __init__(self, context: BrowserContext, system: LocalSystem) -> None:
        self.system = system
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self._note(message.text))

    def _note(self, text: str) -> None:
        if "Security Policy" in text or "Trusted" in text:
            self.errors.append(text)

    @property
    def strangers(self) -> set[str]:
        """Hosts that were asked and are not this machine."""
        hosts = {urlsplit(url).hostname for url in self.asked if not url.startswith(("blob:", "data:"))}
        return {str(host) for host in hosts - {"127.0.0.1"}}

    def take_errors(self) -> str:
        """What went wrong so far, for a test that means it to."""
        told = "\n".join(self.errors)
        self.errors.clear()
        return told

    def come(self, key: str | None = None, job: str = "") -> None:
        """Opens the page by a link with the key in it, as the command prints it."""
        fragment = f"key={self.system.api_key if key is None else key}" + (f"&job={job}" if job else "")
        self.page.goto(f"{self.system.page_url}/#{fragment}")
        expect(self.page).not_to_have_url(re.compile("key="))

    def lay(self, *photos: File) -> None:
        """Chooses photos and waits until they lie on the desk."""
        before = self.page.locator(".preview").count()
        files = [as_file(photo.name, photo.read_bytes()) if isinstance(photo, Path) else photo for photo in photos]
        self.page.set_input_files("#files", files)
        self.page.locator(".preview").nth(before + len(photos) - 1).wait_for()

    def hand_in(self, *photos: File) -> None:
        """Chooses photos and presses the button."""
        self.lay(*photos)
        self.page.click("#go")

    def result(self) -> Locator:
        """The result, once it is there with its pictures."""
        self.page.locator(".result [data-part=card][download]").wait_for(timeout=END_MS)
        return self.page.locator(".result")

    def trouble(self) -> Locator:
        """What is told of a job that came back, once it is there."""
        trouble = self.page.locator(".trouble")
        trouble.wait_for(timeout=END_MS)
        return trouble

    def job_id(self) -> str:
        """The id of the job that the address names."""
        expect(self.page).to_have_url(JOB_ADDRESS, timeout=END_MS)
        return self.page.url.rpartition("#job=")[2]

    def meet(self, *statuses: object) -> None:
        """Lets uploads arrive and jobs be in these states one after the other, at the wire: nobody works on them."""
        remaining = list(statuses)
        self.answer(f"**/{self.system.upload_bucket}", {}, status=204)
        self.answer("**/process", {}, status=202)
        self.page.route(
            "**/status/*", lambda route: _fulfill(route, remaining.pop(0) if remaining[1:] else remaining[0])
        )

    def answer(self, address: str, body: object, *, status: int = 200, times: int | None = None) -> None:
        """Lets the other side answer so, at the wire."""
        self.page.route(address, lambda route: _fulfill(route, body, status), times=times)

    def fits(self) -> bool:
        """Whether nothing stands out to the side."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def _fulfill(route: Route, body: object, status: int = 200) -> None:
    headers = {"access-control-allow-origin": "*", "access-control-expose-headers": "retry-after", "retry-after": "1"}
    if route.request.method == "OPTIONS":
        route.continue_()
    elif status == httpx.codes.NO_CONTENT:
        route.fulfill(status=status, headers=headers)
    else:
        route.fulfill(status=status, headers=headers, json=body)


def as_file(name: str, content: bytes, content_type: str = "") -> FilePayload:
    """A file to choose that lies on no disk."""
    return {"name": name, "mimeType": content_type, "buffer": content}
