"""Decision graph, record, state and time to a decision; free of parser, networkx and templates."""
