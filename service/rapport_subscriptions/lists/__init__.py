"""Lists of subscribers, read from files and written to files."""
