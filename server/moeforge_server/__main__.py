"""`python -m moeforge_server --port 50051`: the server without the rest of the command line."""

import sys
from collections.abc import Sequence

from moeforge_server import signals


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; flags from `arguments`, or the process's own.

    0 after a drain, or for a SIGTERM before it; 2 for a setting that cannot be, 1 when serving is not possible, these
    two with their reason; 130 for a Ctrl-C while modules are loaded.
    """
    signals.leave_quietly()
    try:
        from moeforge_server.command import run  # takes a second, in which a signal may come

        code = run(arguments)
    except KeyboardInterrupt:
        code = 130
    signals.ignore()
    return code


if __name__ == "__main__":
    sys.exit(main())
