"""Lark's tree to the AST: one module for each part of the language."""
