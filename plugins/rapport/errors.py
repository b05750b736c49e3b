"""What a command tells the person who typed it."""


class UsageError(Exception):
    """What was asked for can't be done; the message is one line that says why."""
