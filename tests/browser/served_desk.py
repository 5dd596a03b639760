"""The desk on a port of the loopback, in a thread, for a real Chromium."""

from __future__ import annotations

import asyncio
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from admin.desk import HASHED, NAME, Desk
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from marsad.journal.journal import open_journal


class ServedDesk:
    """A desk with one editor; ``stop`` it in the end."""

    def __init__(self, folder: Path, bundled: bool = False, tls: bool = False) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        scheme = "https" if tls else "http"
        self.address = f"{scheme}://localhost:{self._listening.getsockname()[1]}"
        self._certificate = own_certificate(folder) if tls else None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(folder, bundled)))
        self._thread.start()
        assert self._ready.wait(30)

    async def _run(self, folder: Path, bundled: bool) -> None:
        journal = await open_journal("sqlite", folder / "journal", 2)
        self.desk = Desk(folder, journal, bundled=bundled)
        self.desk.office.editors.add(NAME, HASHED, self.desk.time)
        application = self.desk.application
        self._server = uvicorn.Server(
            uvicorn.Config(
                application,
                log_level="error",
                lifespan="off",
                ssl_certfile=self._certificate,
                ssl_keyfile=self._certificate,
            )
        )
        self._ready.set()
        await self._server.serve([self._listening])
        self.desk.office.close()
        await journal.close()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)


def own_certificate(folder: Path) -> Path:
    """A certificate for localhost that signs itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2126, 1, 1, tzinfo=UTC))
        .sign(key, SHA256())
    )
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "localhost.pem"
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(Encoding.PEM))
    return path
