"""How is the application served? By waitress, in one process with threads."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import waitress

from dmaic.app import create_app
from dmaic.errors import Refused

if TYPE_CHECKING:
    from config import Config


def serve(config: Config, *, demo: bool = False) -> int:
    """Serve until stopped. A taken port is said so before anything else starts."""
    ask_for_port(config.HOST, config.PORT)
    app = create_app(config, demo=demo)
    print(f"Serving on http://{config.HOST}:{config.PORT} - stop with Ctrl+C.", flush=True)  # noqa: T201
    waitress.serve(
        app,
        host=config.HOST,
        port=config.PORT,
        threads=config.THREADS,
        _quiet=True,
        max_request_body_size=config.MAX_UPLOAD_MB * 1024 * 1024,
    )
    return 0


def ask_for_port(host: str, port: int) -> None:
    """Refuse with a sentence when the port is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                f"Port {port} on {host} can't be used ({error.strerror}). Stop what uses it, or choose another: "
                f"DMAIC_PORT={port + 1}"
            ) from None
