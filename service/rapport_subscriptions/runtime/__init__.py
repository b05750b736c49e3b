"""The runtime of processes and threads: clock, logs, batches and polling."""
