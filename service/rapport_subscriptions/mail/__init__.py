"""Composing emails, sending them, and reading bounces."""
