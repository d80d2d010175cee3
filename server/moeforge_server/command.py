"""The server as a command: its flags, and what it says where it cannot serve."""

import asyncio
import sys
from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_settings import CliApp

from moeforge.errors import MoeforgeError
from moeforge.memory import keep_memory
from moeforge_server.app import serve
from moeforge_server.settings import Settings


def run(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; flags from `arguments`, or the process's own. The exit code: 0, 1 or 2."""
    keep_memory(few_arenas=True)
    try:
        asyncio.run(serve(CliApp.run(Settings, cli_args=None if arguments is None else list(arguments))))
    except ValidationError as error:
        for wrong in error.errors():
            name = "-".join(str(part) for part in wrong["loc"]).replace("_", "-")
            sys.stderr.write(f"moeforge_server: --{name} is {wrong['input']!r}: {wrong['msg']}\n")
        return 2
    except (MoeforgeError, OSError) as error:
        sys.stderr.write(f"moeforge_server: {error}\n")
        return 1
    return 0
