"""`python -m moeforge_server --port 50051`: the server without the rest of the command line."""

import asyncio
import sys

from pydantic_settings import CliApp

from moeforge.errors import MoeforgeError
from moeforge_server.app import serve
from moeforge_server.settings import Settings


def main() -> int:
    """Serve until stopped; 1 with one line on standard error when that is not possible."""
    try:
        asyncio.run(serve(CliApp.run(Settings)))
    except (MoeforgeError, OSError) as error:
        sys.stderr.write(f"moeforge_server: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
