"""How many processes work at a time."""

import multiprocessing
import os


def processors() -> int:
    """Return how many processors this process may use; 1 where it can't pass on what it knows."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
