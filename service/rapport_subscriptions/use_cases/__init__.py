"""The use cases of readers and operators; pure except for the ports."""
