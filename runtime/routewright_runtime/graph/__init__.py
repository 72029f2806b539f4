"""The decision graph: the lowered policy as a plain, versioned, serialisable form."""
