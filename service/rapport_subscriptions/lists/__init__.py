"""Lists of subscribers, from files and to files."""
