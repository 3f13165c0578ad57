"""`python -m genai_book` is `genai-book`."""

import sys

from .cli import main

sys.exit(main())
