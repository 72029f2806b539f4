"""Rules that exist: what their entries say, and the policy that says the same."""
