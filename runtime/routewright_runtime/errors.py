"""Trouble in the call or the environment: one root class, the remedy in each message.

Trouble in the user's text is a Diagnostic, never one of these; trouble in us is an assertion.
"""


class RoutewrightError(Exception):
    """The work cannot be done; the message is one plain line that says what to do about it."""


class StateError(RoutewrightError):
    """A state file that cannot be opened, read or written."""
