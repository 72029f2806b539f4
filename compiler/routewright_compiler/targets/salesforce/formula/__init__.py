"""Salesforce formulas: their syntax tree, its text, and what the common part of them means."""
