"""The command line: a public contract for administrators, scripts and cron."""
