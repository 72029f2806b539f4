"""What people type first, and the message that shows the right spelling.

`signs` looks at the whole text for what is never legal; the other modules look at the place where
the parse failed. Each detector takes a `Situation` and returns a `Mistake` or None; `diagnose`
asks them in order and falls back on what was found and what was expected.
"""
