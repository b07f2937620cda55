"""Views in, bytes out: no query, no clock, no session."""
