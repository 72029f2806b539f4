"""From flow bodies back to the language: filters to conditions, actions to rules."""
