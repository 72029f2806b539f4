"""Record-triggered flows: what assignment rules cannot do."""
