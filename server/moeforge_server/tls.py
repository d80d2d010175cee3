"""TLS: the certificate and key that an operator names, checked before they are used, and read again when renewed."""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import cast

import grpc
import structlog

from moeforge_server.errors import SettingError
from moeforge_server.watched import Watched

log = structlog.stdlib.get_logger()


def credentials(cert: Path | None, key: Path | None) -> grpc.ServerCredentials | None:
    """What the port is opened with; None without either file. SettingError for half a pair or one that does not fit.

    Connections made after the files changed are shown the new certificate; a pair that cannot be keeps the old one.
    """
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        missing = "--tls-key" if key is None else "--tls-cert"
        raise SettingError(f"{missing} is missing: TLS takes --tls-cert FILE and --tls-key FILE", field="tls")
    pair = Pair(cert, key)
    renewed = cast(Callable[[], grpc.ServerCertificateConfiguration], pair.renewed)  # the stub knows no None: unchanged
    return grpc.dynamic_ssl_server_credentials(pair.good, renewed)


class Pair:
    """A certificate and its key, as last read."""

    def __init__(self, cert: Path, key: Path) -> None:
        self._cert, self._key = cert, key
        self._watched = Watched(cert, key)
        self.good = _read_pair(cert, key)

    def renewed(self) -> grpc.ServerCertificateConfiguration | None:
        """The new pair where the files changed, else None. gRPC asks at each handshake, in a thread of its own."""
        if not self._watched.changed():
            return None
        try:
            self.good = _read_pair(self._cert, self._key)
        except (SettingError, OSError) as error:
            log.warning("tls.kept", why=str(error))
            return None
        log.info("tls.read")
        return self.good


def _read_pair(cert: Path, key: Path) -> grpc.ServerCertificateConfiguration:
    pair = _read(key, "--tls-key"), _read(cert, "--tls-cert")
    _check(cert, key)
    return grpc.ssl_server_certificate_configuration([pair])


def _read(path: Path, flag: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingError(f"{flag} {path} cannot be read: {error.strerror}; name a PEM file", field="tls") from error


def _check(cert: Path, key: Path) -> None:
    """gRPC would open the port with any bytes and fail at each handshake; OpenSSL says what is wrong."""

    def asked() -> str:
        raise SettingError(f"--tls-key {key} has a passphrase; `openssl pkey -in {key} -out plain.pem` takes it off")

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, asked)
    except ssl.SSLError as error:
        why = (
            "they do not belong together" if error.reason == "KEY_VALUES_MISMATCH" else f"no PEM pair ({error.reason})"
        )
        raise SettingError(
            f"--tls-cert {cert} and --tls-key {key}: {why}; name a PEM certificate and its key"
        ) from error
