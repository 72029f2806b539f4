"""Service levels: due times, and the steps that follow while an owner stays silent."""

from routewright_runtime.sla.assignment import (
    Assignment,
    Owner,
    RotationUse,
    UserTarget,
    begin,
)
from routewright_runtime.sla.due import due
from routewright_runtime.sla.step import PassedStep, StepOutcome, TermReader, next_step

__all__ = [
    "Assignment",
    "Owner",
    "PassedStep",
    "RotationUse",
    "StepOutcome",
    "TermReader",
    "UserTarget",
    "begin",
    "due",
    "next_step",
]
