"""Who is next: rotations by turn, by weight and by load, availability, caps and hold."""

from routewright_runtime.rotation.person import Person
from routewright_runtime.rotation.pool import Pick, Pool, Requirement
from routewright_runtime.rotation.rotation import Rotation
from routewright_runtime.rotation.skip import Skip, SkipReason

__all__ = ["Person", "Pick", "Pool", "Requirement", "Rotation", "Skip", "SkipReason"]
