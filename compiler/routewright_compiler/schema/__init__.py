"""What every later phase speaks in: codes of findings, names, places, words for types."""
