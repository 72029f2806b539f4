"""What its tests reach of a policy: rules, outcomes of conditions, bounds, fallbacks, steps."""
