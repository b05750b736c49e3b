"""Subscriptions by permission: asked once, proven, given back in one click."""
