"""What the figures were taken on, without names of machines or people."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """Return one line: `2 × Some CPU, 25 GB memory, Linux x86_64, CPython 3.11.7`."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    python = f"{platform.python_implementation()} {platform.python_version()}"
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} × {_processor()}, {memory:.0f} GB memory, {system}, {python}"


def load() -> float:
    """Return how many processes wanted a CPU in the last minute."""
    return os.getloadavg()[0]


def _processor() -> str:
    """Return the processor's model, or just `CPU` where the system doesn't say."""
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return "CPU"
