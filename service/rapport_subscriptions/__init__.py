"""Newsletter subscriptions by permission: confirmed, documented, ended in one click."""
