"""The commands, with their settings from the environment."""
