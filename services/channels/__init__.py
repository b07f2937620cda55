"""Ways out of the house. In-app is the reminder row itself; mail goes by SMTP, robots by their web hooks."""
