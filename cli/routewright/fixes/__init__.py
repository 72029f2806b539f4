"""Repairs of findings: which may be written, what they do to a text, and the proof before it."""
