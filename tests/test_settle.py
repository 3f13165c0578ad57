"""Ids of widgets and paths of the machine, taken out of outputs."""

from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook, new_output

from bookpress.settle import settle

VIEW, STATE = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"


def notebook(state: dict, *shown: str):
    outputs = [new_output("display_data", {VIEW: {"model_id": m}, "text/plain": "still"}) for m in shown]
    whole = {"state": state, "version_major": 2, "version_minor": 0}
    return new_notebook(cells=[new_code_cell("w", outputs=outputs)], metadata={"widgets": {STATE: whole}})


def test_classic_widgets_are_numbered_and_their_state_is_dropped() -> None:
    made = notebook({"9f": {"state": {}}, "1a": {"state": {"layout": "IPY_MODEL_9f"}}}, "1a")
    settle(made, Path("/book"))
    assert made.cells[0].outputs[0].data == {VIEW: {"model_id": "widget-2"}, "text/plain": "still"}
    assert "widgets" not in made.metadata


def test_an_anywidget_keeps_its_state_and_what_it_refers_to() -> None:
    state = {
        "aa": {"state": {"unrelated": 1}},
        "bb": {"state": {"width": None}},
        "cc": {"state": {"_esm": "export default {}", "layout": "IPY_MODEL_bb"}},
    }
    made = notebook(state, "cc")
    settle(made, Path("/book"))
    assert made.cells[0].outputs[0].data[VIEW]["model_id"] == "widget-3"
    kept = made.metadata["widgets"][STATE]["state"]
    assert list(kept) == ["widget-2", "widget-3"]
    assert kept["widget-3"]["state"]["layout"] == "IPY_MODEL_widget-2"


def test_tracebacks_lose_the_books_folder() -> None:
    inside, outside = Path.home() / "a book", Path("/a book")
    for root, written in ((outside, "/a book/src/x.py"), (inside, "~/a book/src/x.py")):
        error = new_output("error", ename="E", evalue="e", traceback=[f"File \x1b[32m{written}:3"])
        made = new_notebook(cells=[new_code_cell("w", outputs=[error])])
        settle(made, root)
        assert made.cells[0].outputs[0].traceback == ["File \x1b[32msrc/x.py:3"]
