"""A policy as a plain first-match list of lines, the form from which every target emits."""
