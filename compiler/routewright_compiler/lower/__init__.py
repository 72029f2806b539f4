"""Checked parts to the decision graph."""
