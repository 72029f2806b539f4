"""How many steps the search may take, for one question and in all; what is over stays undecided."""

QUESTION_STEPS = 5_000
TOTAL_STEPS = 2_000_000


class NotDecidedError(Exception):
    """The budget ran out before the question was answered; caught by the facts and counted."""


NotDecided = NotDecidedError


class Budget:
    """Counts steps; a step is one node of the search, so the same policy always costs the same."""

    __slots__ = ("question_steps", "spent", "total_steps")

    def __init__(
        self, question_steps: int = QUESTION_STEPS, total_steps: int = TOTAL_STEPS
    ) -> None:
        self.question_steps = question_steps
        self.total_steps = total_steps
        self.spent = 0

    def check(self, steps: int) -> None:
        """Raise NotDecided where a question that took `steps` so far may not go on."""
        if steps > self.question_steps or self.spent + steps > self.total_steps:
            self.spent += steps
            raise NotDecided

    def book(self, steps: int) -> None:
        """Add the steps of an answered question to the total."""
        self.spent += steps
