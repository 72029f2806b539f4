"""Trouble in the call or the environment: one root class, the remedy in each message.

Trouble in the user's text is a Diagnostic, never one of these; trouble in us is an assertion.
"""


class RoutewrightError(Exception):
    """The work cannot be done; the message is one plain line that says what to do about it."""


class StateError(RoutewrightError):
    """A state file that cannot be opened, read or written."""


class NobodyLeftError(RoutewrightError):
    """Nobody can take a record, since those whom the last fallback rotates are said to be absent.

    `team` is the one it rotates, `passed_over` says of each member why, as in `ana: away`.
    """

    def __init__(self, team: str, passed_over: tuple[str, ...]) -> None:
        super().__init__(
            f"nobody is left to take this record: the last fallback rotates `{team}`, and there is"
            f" nobody there ({'; '.join(passed_over)}); name fewer people as absent, or end the"
            " fallback in a queue"
        )
        self.team = team
        self.passed_over = passed_over
