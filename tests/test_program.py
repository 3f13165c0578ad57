"""Which expressions a text asks for, held against what mystmd finds in it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bookpress.errors import ChapterError
from bookpress.program import expressions, steps

TEXT = r"""
# Bread

## Its {eval}`heading`

One {eval}`1 + 1`, code `` {eval}`no` ``, spaces {eval}` kept `, ticks {eval}``a`b``, {eval #id}`named`, \{eval}`no`.

| flour | {eval}`cell` |
|---|---|
| rye | {eval}`d["x"]` |

```{note} Title
In a directive {eval}`note`, a lone `{eval}`.
```

:::{tip} With {eval}`title`
:class: dropdown
{eval}`tip`
````{note}
{eval}`nested`
````
:::

```python
{eval}`no`
```

```{code} python
{eval}`no`
```

$$
x {eval}`no`
$$

Money costs $x {eval}`no` y$ but [a {eval}`link`](https://example.org) and *an {eval}`emphasis`* do not.
<!-- {eval}`no` -->

% {eval}`no`

> Quoted {eval}`quote`

- item {eval}`item`
"""


def test_expressions_are_those_of_mystmd(tmp_path: Path) -> None:
    myst = Path(sys.executable).with_name("myst")
    if not myst.exists() or not shutil.which("node"):
        pytest.skip("mystmd is not installed")
    (tmp_path / "template" / "public").mkdir(parents=True)
    (tmp_path / "template" / "template.yml").write_text("myst: v1\nkind: site\ntitle: T\n")
    (tmp_path / "myst.yml").write_text(
        "version: 1\nproject:\n  toc:\n    - file: text.md\nsite:\n  template: ./template\n"
    )
    (tmp_path / "text.md").write_text(TEXT)
    command = [str(myst), "build", "--site"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    pages = list((tmp_path / "_build/site/content").glob("*.json"))
    assert pages, done.stdout + done.stderr

    def found(node: object) -> list[str]:
        if isinstance(node, list):
            return [value for part in node for value in found(part)]
        if not isinstance(node, dict):
            return []
        own = [node["value"]] if node.get("type") == "inlineExpression" else []
        return own + found(node.get("children", []))

    theirs = found(json.loads(pages[0].read_text())["mdast"])
    assert sorted(set(expressions(TEXT))) == sorted(set(theirs))
    assert len(theirs) == 15


def test_order_is_the_documents() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["{eval}`a` and\n", "{eval}`b`"]},
        {"cell_type": "code", "source": "x = 1"},
        {"cell_type": "code", "source": "  \n"},
        {"cell_type": "markdown", "source": "{eval}`c`"},
    ]
    assert [(s.kind, s.text, s.cell) for s in steps(cells)] == [
        ("eval", "a", 0),
        ("eval", "b", 0),
        ("code", "x = 1", 1),
        ("eval", "c", 3),
    ]


def test_an_expression_over_two_lines_is_refused() -> None:
    with pytest.raises(ChapterError, match="Write it on one line"):
        expressions("The sum is {eval}`a +\nb`.")
