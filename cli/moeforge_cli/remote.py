"""A small gRPC client: what a Python program needs to ask a server for avatars."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import grpc

from moeforge.errors import MoeforgeError, TooLargeError
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2, avatar_service_pb2_grpc

FORMATS: Mapping[str, avatar_pb2.AssetFormat.ValueType] = {
    "vrm": avatar_pb2.ASSET_FORMAT_VRM1,
    "glb": avatar_pb2.ASSET_FORMAT_GLB,
    "png": avatar_pb2.ASSET_FORMAT_PNG,
}
"""File ending -> format on the wire."""
PICTURE_BYTES = 8 << 20
"""Longest picture that a server takes, as the protos say."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A prompt, a picture file's bytes, both, or a seed; and a name for the files."""

    name: str
    prompt: str = ""
    seed: int = 0
    picture: bytes = b""

    def message(self) -> avatar_pb2.AvatarWish:
        """As the API takes it; TooLargeError for a picture that no server takes."""
        if len(self.picture) > PICTURE_BYTES:
            raise TooLargeError(
                f"the picture of {self.name} has {len(self.picture)} bytes; a server takes at most {PICTURE_BYTES} "
                "(8 MiB): shrink it or save it as a JPEG",
                field="picture",
            )
        if self.prompt:
            return avatar_pb2.AvatarWish(prompt=self.prompt, picture=self.picture)
        if self.picture:
            return avatar_pb2.AvatarWish(picture=self.picture)
        return avatar_pb2.AvatarWish(seed_only=self.seed)


class Client:
    """A connection to a server; MoeforgeError when it cannot be reached in time or refuses.

    `certificate`: PEM of what signed the server's; with it, or with b"" for the usual authorities, the line is
    encrypted. `token`: one of the server's.
    """

    def __init__(self, address: str, timeout_s: float, *, token: str = "", certificate: bytes | None = None) -> None:
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        self._channel = _channel(address, certificate)
        try:
            grpc.channel_ready_future(self._channel).result(timeout=timeout_s)
        except grpc.FutureTimeoutError as error:
            self._channel.close()
            how = "with TLS" if certificate is not None else "without TLS"
            raise MoeforgeError(
                f"no server answers {how} at {address} within {timeout_s:.0f} s; is it running, and does it speak so?"
            ) from error
        self._stub = avatar_service_pb2_grpc.AvatarServiceStub(self._channel)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._channel.close()

    def generate(self, wish: Wish, ending: str, progress: Callable[[str, float], None]) -> bytes:
        """The file of a wish, streamed; `progress` hears each stage."""
        request = avatar_service_pb2.StreamAvatarRequest(wish=wish.message(), format=FORMATS[ending])
        data = bytearray()
        try:
            for event in self._stub.StreamAvatar(request, timeout=120, metadata=self._metadata):
                if event.HasField("progress"):
                    progress(event.progress.stage, event.progress.fraction)
                data += event.chunk.data
        except grpc.RpcError as error:
            raise MoeforgeError(
                f"no {wish.name} from the server ({error.code().name}): {_told(error, request)}"
            ) from error
        return bytes(data)


def _told(error: grpc.RpcError, request: avatar_service_pb2.StreamAvatarRequest) -> str:
    """What the server says; a message that is too long is refused by gRPC itself, in words without a way out."""
    said = error.details() or ""
    if "larger than max" not in said:
        return said
    return (
        f"{said}; the request has {request.ByteSize()} bytes: send less, or start the server with --max-request-bytes"
    )


def _channel(address: str, certificate: bytes | None) -> grpc.Channel:
    if certificate is None:
        return grpc.insecure_channel(address)
    return grpc.secure_channel(address, grpc.ssl_channel_credentials(certificate or None))
