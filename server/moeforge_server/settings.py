"""What an operator may set: by MOEFORGE_* in the environment, or by flags of `python -m moeforge_server`."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, CliSuppress, SettingsConfigDict

MIB = 2**20


def cache_home() -> Path:
    """Where this user's caches belong (XDG Base Directory)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "moeforge"


class Settings(BaseSettings):
    """The defaults suit one user on one machine."""

    model_config = SettingsConfigDict(env_prefix="MOEFORGE_", cli_kebab_case=True, cli_prog_name="moeforge_server")

    host: str = Field(default="127.0.0.1", description="address to listen on; 0.0.0.0 for every interface")
    port: int = Field(default=50051, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    tls_cert: Path | None = Field(
        default=None, description="PEM file of a certificate and its chain: TLS; a renewed one is taken"
    )
    tls_key: Path | None = Field(default=None, description="PEM file of that certificate's key")
    token_file: Path | None = Field(
        default=None,
        description="file of tokens, one a line, read again when it changes; callers send one. "
        "MOEFORGE_TOKEN holds a single one",
    )
    token: CliSuppress[SecretStr] = Field(default=SecretStr(""))
    """By the environment alone: other users of the machine can read a process's flags."""
    workers: int = Field(default=1, ge=1, le=64, description="avatars made at once")
    threads: int = Field(default=2, ge=1, le=64, description="threads of one model")
    queue_size: int = Field(default=16, ge=0, le=4096, description="avatars that may wait for a worker")
    limit_s: float = Field(default=60.0, gt=0, le=3600, description="seconds that one avatar may take")
    drain_s: float = Field(default=15.0, ge=0, le=3600, description="seconds that running calls get at a stop")
    max_calls: int = Field(default=256, ge=1, le=65536, description="calls at once; more get RESOURCE_EXHAUSTED")
    max_request_bytes: int = Field(
        default=20 * MIB,  # two pictures of 8 MiB, a decal of 2, and room to say in our words that one is larger
        ge=1024, le=64 * MIB, description="longest request; up to max_calls of them may lie in memory",
    )  # fmt: skip
    max_inline_bytes: int = Field(default=16 * MIB, ge=0, le=64 * MIB, description="largest file inside a response")
    store_dir: Path = Field(
        default_factory=cache_home, description="folder of finished files; ~/.cache/moeforge if not given"
    )
    store_bytes: int = Field(default=1024 * MIB, ge=MIB, description="size limit of that folder")
    models: Path | None = Field(default=None, description="folder of models; the installed ones by default")
    portraits: Path | None = Field(
        default=None, description="folder of a pack that paints flat pictures; none by default"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="least level logged")
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="JSON lines, or text for people; auto: text on a terminal"
    )
    log_prompts: bool = Field(default=False, description="write prompts into the log; they may hold personal data")
