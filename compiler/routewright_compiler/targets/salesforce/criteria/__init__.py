"""Criteria of assignment rules: which test says what, and the shortest filter over them."""
