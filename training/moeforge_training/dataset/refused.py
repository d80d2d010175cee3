"""Why one file is left out."""

OUT_OF_MEMORY = "needs more memory than allowed"


class Refused(Exception):  # noqa: N818 - it names the outcome of a file, not a fault of the program
    """`code` is the row of the reasons table, `reason` the sentence for this file."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason

    def __reduce__(self) -> tuple[type["Refused"], tuple[str, str]]:
        return Refused, (self.code, self.reason)
