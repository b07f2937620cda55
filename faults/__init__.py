"""The fault suite: what breaks in real life is broken on purpose and measured. Product code never imports it."""
