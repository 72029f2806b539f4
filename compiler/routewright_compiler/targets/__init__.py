"""The platforms that policies are emitted to and imported from; one folder each, found by name."""
