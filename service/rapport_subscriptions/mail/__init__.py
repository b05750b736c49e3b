"""Writing mails, sending them, and reading what comes back."""
