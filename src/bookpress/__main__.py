"""`python -m bookpress` is `bookpress`."""

import sys

from .cli import main

sys.exit(main())
