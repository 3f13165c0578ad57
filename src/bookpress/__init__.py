"""Tools that keep an executable MyST book true: pair, execute, verify, check, build. Knows nothing of its subject."""

import sys

# subtle: jsonschema, which nbformat imports, compiles a grammar of URLs as it is imported, which takes two seconds, and
# does without where the module is missing. Notebooks hold no URLs that would be checked by it.
sys.modules.setdefault("rfc3987_syntax", None)
