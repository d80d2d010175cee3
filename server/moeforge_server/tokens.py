"""Tokens: who may call. A caller sends one as metadata, `authorization: Bearer TOKEN`; health checks need none."""

from collections.abc import Awaitable, Callable
from hmac import compare_digest
from pathlib import Path
from typing import Any

import grpc
import structlog
from grpc.aio import ServerInterceptor
from grpc_health.v1.health import SERVICE_NAME as HEALTH

from moeforge_server.errors import SettingError, UnauthenticatedError
from moeforge_server.guard import Context, Handler
from moeforge_server.status import abort, code_of
from moeforge_server.watched import Watched

log = structlog.stdlib.get_logger()
LEAST = 16
"""Characters of a token; `openssl rand -hex 32` makes 64."""
MAX_BYTES = 1 << 20
"""Of a file of tokens: some 16,000 of them."""
_SCHEME = "bearer"
_MAKE = "`openssl rand -hex 32` makes one"


def read_tokens(file: Path | None, own: str) -> tuple[bytes, ...]:
    """The tokens of a file, one a line (# starts a comment), and that of MOEFORGE_TOKEN. SettingError for a bad one."""
    lines = [line.strip() for line in _read(file).splitlines()] if file else []
    named = [(f"--token-file {file}", line) for line in lines if line and not line.startswith("#")]
    if file and not named:
        raise SettingError(f"--token-file {file} holds no token; {_MAKE}", field="token")
    if own:
        named.append(("MOEFORGE_TOKEN", own.strip()))
    return tuple(_checked(where, token) for where, token in named)


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text"
        raise SettingError(f"--token-file {file} cannot be read: {why}", field="token") from error
    if len(raw) > MAX_BYTES:
        raise SettingError(f"--token-file {file} has more than {MAX_BYTES} bytes; take tokens out", field="token")
    return text


def _checked(where: str, token: str) -> bytes:
    """The token itself is a secret, so no message holds it."""
    if len(token) < LEAST or not (token.isascii() and token.isprintable()) or " " in token:
        raise SettingError(
            f"{where} has a token of {len(token)} characters: it takes {LEAST} or more, ASCII without spaces; {_MAKE}",
            field="token",
        )
    return token.encode()


class Tokens:
    """The tokens that are good now: a file that changed is read again; one that cannot be keeps the old ones."""

    def __init__(self, file: Path | None, own: str) -> None:
        self._file, self._own = file, own
        self._watched = Watched(*([file] if file else []))
        self._good = read_tokens(file, own)

    def good(self) -> tuple[bytes, ...]:
        """Those of the last look, at most a second old; empty where the server asks for none."""
        if self._watched.changed():
            self._renew()
        return self._good

    def _renew(self) -> None:
        try:
            self._good = read_tokens(self._file, self._own)
        except SettingError as error:
            log.warning("tokens.kept", why=str(error), count=len(self._good))
        else:
            log.info("tokens.read", count=len(self._good))


class TokenGate(ServerInterceptor):
    """Refuses calls without a known token before anything of them is read."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler | None:
        """See grpc.aio.ServerInterceptor."""
        method = handler_call_details.method
        handler = await continuation(handler_call_details)
        if handler is None or method.startswith(f"/{HEALTH}/"):
            return handler
        sent = dict(handler_call_details.invocation_metadata or ()).get("authorization", "")
        return handler if self._known(sent) else _refusal(method, "is not known here" if sent else "is missing")

    def _known(self, sent: str | bytes) -> bool:
        scheme, _, token = (sent if isinstance(sent, str) else "").partition(" ")
        raw = token.strip().encode("utf-8", "surrogatepass")
        found = [compare_digest(raw, known) for known in self._tokens.good()]  # all of them: the time tells nothing
        return scheme.lower() == _SCHEME and any(found)


def _refusal(method: str, fault: str) -> Handler:
    error = UnauthenticatedError(
        f"the token {fault}: send the metadata authorization: Bearer TOKEN, with a token of the server's "
        "--token-file or MOEFORGE_TOKEN",
        field="authorization",
    )

    async def refuse(requests: Any, context: Context) -> None:  # noqa: ANN401 - an iterator that is not read
        del requests
        log.info("call", method=method, code=code_of(error).name)
        await abort(context, error)

    return grpc.stream_stream_rpc_method_handler(refuse)
