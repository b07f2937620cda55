"""Widgets that pages share; no business words and no database."""
