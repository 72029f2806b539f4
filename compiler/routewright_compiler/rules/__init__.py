"""The finding rules: one module a finding, found by discovery; its docstring is its page."""
