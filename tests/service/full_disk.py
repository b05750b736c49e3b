"""A full disk for PostgreSQL alone: its tables can't grow while a file stands beside them.

The server's calls that would make a file of a table longer fail with ENOSPC, as the C library of a
machine without room says it; what a file holds can still be overwritten.
"""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_refused(int file, off_t end) {
    char link[64], path[PATH_MAX];
    struct stat found;
    if (access(FLAG, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, "/base/") && fstat(file, &found) == 0 && end > found.st_size;
}

#define REFUSE(file, end) if (is_refused(file, end)) { errno = ENOSPC; return -1; }

ssize_t pwrite(int file, const void *data, size_t length, off_t start) {
    REFUSE(file, start + (off_t)length)
    ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
    return real(file, data, length, start);
}

ssize_t pwrite64(int file, const void *data, size_t length, off_t start) {
    return pwrite(file, data, length, start);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t start) {
    off_t end = start;
    for (int number = 0; number < count; number++) end += parts[number].iov_len;
    REFUSE(file, end)
    ssize_t (*real)(int, const struct iovec *, int, off_t) = dlsym(RTLD_NEXT, "pwritev");
    return real(file, parts, count, start);
}

ssize_t pwritev64(int file, const struct iovec *parts, int count, off_t start) {
    return pwritev(file, parts, count, start);
}

int posix_fallocate(int file, off_t start, off_t length) {
    if (is_refused(file, start + length)) return ENOSPC;
    int (*real)(int, off_t, off_t) = dlsym(RTLD_NEXT, "posix_fallocate");
    return real(file, start, length);
}

int posix_fallocate64(int file, off_t start, off_t length) {
    return posix_fallocate(file, start, length);
}
"""


class Disk:
    """The disk of one server, which has room unless it is told otherwise."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)  # the server has a user of its own
        self.library = folder / "full_disk.so"
        self._flag = folder / "full"
        source = folder / "full_disk.c"
        source.write_text(_SOURCE, encoding="utf-8")
        compiler = shutil.which("cc") or shutil.which("gcc")
        assert compiler, "A C compiler is missing: the tests need gcc"
        flag = f'-DFLAG="{self._flag}"'
        command = [compiler, "-shared", "-fPIC", flag, "-o", str(self.library), str(source), "-ldl"]
        subprocess.run(command, check=True)
        for folder_above in (folder, *folder.parents[:3]):
            folder_above.chmod(
                folder_above.stat().st_mode | 0o055
            )  # the server has a user of its own

    @contextmanager
    def full(self) -> Iterator[None]:
        """Have no room meanwhile."""
        self._flag.touch()
        try:
            yield
        finally:
            self._flag.unlink()
