"""What each command does, with its settings from the environment."""
