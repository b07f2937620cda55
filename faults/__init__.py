"""The fault suite: what breaks in real life is broken on purpose. Product code never imports it."""
