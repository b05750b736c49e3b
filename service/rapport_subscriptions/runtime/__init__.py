"""What processes and threads run on: clock, logs, batches and polling."""
