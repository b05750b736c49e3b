"""Newsletter subscriptions with consent: confirmed, documented, ended in one click."""
