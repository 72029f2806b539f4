"""`routewright diff`: where the two versions come from, and how their differences are written."""
