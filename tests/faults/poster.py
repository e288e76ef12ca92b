"""People who post through the web pages, and try again until they hold a receipt."""

import http.client
import re
import secrets
import threading
import time
import urllib.parse
from queue import Empty, Queue

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_SUBMIT = re.compile(r'name="submit_token"[^>]*value="([^"]+)"')
_CONSENT = re.compile(r'name="consent_version"[^>]*value="([^"]+)"')
NETWORK_FAULTS = (OSError, http.client.HTTPException)


class Poster(threading.Thread):
    """One browser that posts texts from a queue; each is retried with the same form."""

    def __init__(self, port: int, path: str, texts: "Queue[str]", deadline: float) -> None:
        super().__init__(daemon=True)
        self.port, self.path, self.texts, self.deadline = port, path, texts, deadline
        self.cookies: dict[str, str] = {}
        self.acknowledged: list[str] = []
        self.retries = 0

    def run(self) -> None:
        while True:
            try:
                text = self.texts.get_nowait()
            except Empty:
                return
            form = self._form()
            while form and not self._post(form, text):
                self.retries += 1
                time.sleep(0.2)
                if time.monotonic() > self.deadline:
                    return
            self.acknowledged.append(text)

    def _form(self) -> dict[str, str]:
        while time.monotonic() < self.deadline:
            try:
                status, page = self._send("GET", None)
                if status == 200:
                    return {
                        "csrf_token": _TOKEN.search(page).group(1),
                        "submit_token": _SUBMIT.search(page).group(1),
                        "consent_version": _CONSENT.search(page).group(1),
                    }
            except NETWORK_FAULTS:
                pass
            self.retries += 1
            time.sleep(0.2)
        return {}

    def _post(self, form: dict[str, str], text: str) -> bool:
        data = {**form, "text": text, "kind": "issue", "name_shown": "none", "consent": "y"}
        try:
            status, page = self._send("POST", urllib.parse.urlencode(data))
        except NETWORK_FAULTS:
            return False
        if status in (400, 422):
            raise AssertionError(f"the form was refused: {page[:2000]}")
        return status in (302, 303)

    def _send(self, method: str, body: str | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, self.path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, page
        finally:
            connection.close()


def post_all(port: int, path: str, texts: list[str], browsers: int, seconds: float) -> list[Poster]:
    """Start browsers that share the texts; join them to wait for the last receipt."""
    queue: Queue[str] = Queue()
    for text in texts:
        queue.put(text)
    deadline = time.monotonic() + seconds
    posters = [Poster(port, path, queue, deadline) for _ in range(browsers)]
    for poster in posters:
        poster.start()
    return posters


def texts(count: int) -> list[str]:
    """Different texts, each with a mark of its own by which it is found again."""
    matters = [
        "เน็ตประชารัฐที่ศาลากลางบ้านใช้ไม่ได้มาหลายวัน",
        "สัญญาณโทรศัพท์บนดอยไม่มีเลยค่ะ",
        "โดนแก๊งคอลเซ็นเตอร์โทรมาหลอกให้โอนเงิน",
        "อยากให้มีอบรมการใช้แอปสำหรับผู้สูงอายุ",
        "สายสื่อสารหน้าบ้านห้อยลงมาต่ำมาก อันตราย",
    ]
    return [f"{matters[n % len(matters)]} {secrets.token_hex(8)}" for n in range(count)]
