"""Makes fresh outputs the same wherever they are made: ids of widgets are random, paths are the machine's."""

import json
import re
from pathlib import Path

from nbformat import NotebookNode, from_dict

_VIEW = "application/vnd.jupyter.widget-view+json"
_STATE = "application/vnd.jupyter.widget-state+json"


def settle(notebook: NotebookNode, root: Path) -> None:
    """Takes chance and the machine out of a notebook's outputs, in place. `root` is the book's folder."""
    _settle_widgets(notebook)
    # IPython writes the home folder as ~ in a traceback; nothing compares tracebacks.
    places = [f"{root}/"] + ([f"~/{root.relative_to(Path.home())}/"] if root.is_relative_to(Path.home()) else [])
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                for place in places:
                    output.traceback = [line.replace(place, "") for line in output.traceback]


def _settle_widgets(notebook: NotebookNode) -> None:
    """Numbers the widgets' ids in order of creation; keeps the state of those that a page can show without a kernel.

    These are the anywidgets, whose state holds the module that draws them, and what they refer to.
    """
    state = notebook.metadata.get("widgets", {}).get(_STATE, {}).get("state", {})
    shown = [
        output.data[_VIEW]["model_id"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if _VIEW in output.get("data", {})
    ]
    numbers = {old: f"widget-{i}" for i, old in enumerate(dict.fromkeys([*state, *shown]), 1)}
    kept = _reachable([model for model in shown if "_esm" in state.get(model, {}).get("state", {})], state)
    notebook.metadata.pop("widgets", None)
    if kept:
        part = {model: state[model] for model in state if model in kept}
        whole = {"version_major": 2, "version_minor": 0, "state": _renumber(part, numbers)}
        notebook.metadata["widgets"] = {_STATE: whole}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [_renumber(output, numbers) for output in cell.outputs]


def _reachable(models: list[str], state: dict) -> set[str]:
    found: set[str] = set()
    while models:
        model = models.pop()
        if model in state and model not in found:
            found.add(model)
            models += re.findall(r"IPY_MODEL_([\w-]+)", json.dumps(state[model]))
    return found


def _renumber(value: dict, numbers: dict[str, str]) -> NotebookNode:
    if not numbers:
        return from_dict(value)
    pattern = re.compile("|".join(map(re.escape, numbers)))
    return from_dict(json.loads(pattern.sub(lambda match: numbers[match[0]], json.dumps(value))))
