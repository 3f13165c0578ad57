"""The directives and roles that mystmd 1.11.0 knows, aliases included; it shows any other as plain text and goes on.

tests/test_rules.py reads them from the installed mystmd, so a new version of it that knows others makes the test fail.
"""

_DIRECTIVES = """
admonition anywidget aside attention bibliography blockquote card caution code code-block code-cell contents
csv-table danger div dropdown embed epigraph error exercise exercise-end exercise-start figure genindex glossary
grid grid-item grid-item-card hint iframe image important include index list-table literalinclude margin math mdast
mermaid myst note proof pull-quote raw raw:latex raw:tex raw:typ raw:typst seealso show-index sidebar solution
solution-end solution-start sourcecode tab tab-item tab-set tabItem tabSet table table-of-contents tableofcontents
tip toc toctree topic warning
"""
_ROLES = """
abbr abbreviation button chem chemicalFormula cite cite:alp cite:alps cite:author cite:authorpar cite:authorpars
cite:authors cite:cauthor cite:cauthors cite:ct cite:cts cite:label cite:labelpar cite:p cite:ps cite:t cite:ts
cite:year cite:yearpar del delete doc download eq eval index kbd keyboard math numref prf:ref proof:ref raw:latex
raw:tex raw:typ raw:typst ref sc si smallcaps span strike sub subscript sup superscript term u underline
"""
_PROOFS = """
algorithm assumption axiom conjecture corollary criterion definition example lemma observation proof property
proposition remark theorem
"""

DIRECTIVES = frozenset(_DIRECTIVES.split()) | {f"{p}:{kind}" for p in ("prf", "proof") for kind in _PROOFS.split()}
ROLES = frozenset(_ROLES.split())
