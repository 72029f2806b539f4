"""The .route language: text to syntax tree to AST, and back to text."""
