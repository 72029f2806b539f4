"""Fields cut into classes: a partition of each kind of value by the literals of the policy."""
