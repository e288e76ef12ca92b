"""A real SMTP conversation with a local server."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class SmtpServer(socketserver.ThreadingTCPServer):
    """A mail server of a few lines: it keeps letters, and refuses addresses that begin with no."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        super().__init__(("127.0.0.1", 0), SmtpSession)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)

    def start(self) -> "SmtpServer":
        self._thread.start()
        return self

    def stop(self) -> None:
        """End it and give the port back; a second time changes nothing."""
        self.shutdown()
        self.server_close()
        self._thread.join()

    def letters(self) -> list[EmailMessage]:
        """Every letter that came, in order."""
        return [message_from_bytes(raw, policy=policy.default) for raw in list(self.kept)]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class SmtpSession(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            verb = line.split()[0].upper()
            if verb in (b"EHLO", b"MAIL", b"RSET"):
                self.say("250 yes")
            elif verb == b"RCPT":
                self.say("550 no such person" if b"<no" in line else "250 yes")
            elif verb == b"DATA":
                self.say("354 go on")
                self.server.kept.append(self.letter())
                self.say("250 kept")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("502 unknown")

    def letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def serving() -> Iterator[SmtpServer]:
    """A running server, stopped at the end."""
    server = SmtpServer().start()
    try:
        yield server
    finally:
        server.stop()
