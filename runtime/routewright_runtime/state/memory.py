"""State that lives as long as the process."""

from routewright_runtime.state.cached import CachedState


class MemoryState(CachedState):
    """State in memory only: nothing is behind it; a batch that fails keeps what it had done."""
