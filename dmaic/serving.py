"""How is the application served? By waitress, in one process with threads.

What asks for the port needs the standard library only: the first start asks before it installs anything.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from dmaic.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config import Config


def serve(config: Config, *, demo: Mapping[str, str] | None = None) -> int:
    """Serve until stopped, with the sign-ins of a demo where it is one. A taken port is said so before all else."""
    import waitress  # installed by now, which it need not be when this module only asks for the port

    from dmaic.app import create_app

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
    """Refuse with a sentence when the port is taken, and name one that is free."""
    problem = _taken(host, port)
    if problem:
        free = next((one for one in range(port + 1, min(port + 100, 65_536)) if not _taken(host, one)), None)
        other = (
            "choose another" if free is None else f"choose another, for example --port {free} (or DMAIC_PORT={free})"
        )
        raise Refused(f"Port {port} on {host} can't be used ({problem}). Stop what uses it, or {other}.")


def _taken(host: str, port: int) -> str:
    """Why nothing can listen there; empty where it can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError:
            return "ports go from 1 to 65535"
        except OSError as error:
            return error.strerror or str(error)
    return ""
