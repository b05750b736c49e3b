"""Measurements of the subscription service; `bench.subscriptions` prints them."""
