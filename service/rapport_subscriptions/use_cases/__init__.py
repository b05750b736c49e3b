"""What readers and operators can do; pure but for the ports."""
