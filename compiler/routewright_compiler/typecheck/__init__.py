"""Declarations to checked parts: names and types settled, values canonical, no order yet."""
