"""`python -m rapport.cli`: the command without its script."""

import sys

from rapport.cli.main import main

sys.exit(main())
