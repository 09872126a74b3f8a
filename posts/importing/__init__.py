"""Files in: what a file says, what a post makes of it, and a report in sentences."""
