"""The former place of `rapport publish`, which hooks of the release before this one still run."""

import sys

from rapport.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["publish", *sys.argv[1:]]))
