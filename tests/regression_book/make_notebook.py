"""Writes outputs.ipynb, every kind of output a cell can have, by really executing it: `python make_notebook.py`."""

import json
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HERE = Path(__file__).parent
FRONTMATTER = "---\ndescription: What a cell can show, and how it is shown.\n---\n"
MARKDOWN = "markdown"
CELLS: list[tuple[str, str]] = [
    (
        MARKDOWN,
        "(ch-outputs)=\n# Every kind of output\n\n"
        "```{admonition} What does a cell show?\n:class: opening\n\nYou should know how to run a cell. It takes 5 minutes.\n```\n",
    ),
    (
        "code",
        "import base64\nimport math\nimport sys\n\nimport matplotlib.pyplot as plt\nimport numpy as np\n"
        "from IPython.display import HTML, JSON, SVG, Image, Latex, Markdown, Math, display\n\n"
        'print("tokens:", 4096)\nfor name in ("greedy", "beam"):\n    print(f"{name:>8} {len(name):6.2f}")',
    ),
    (MARKDOWN, "The last value of a cell, and a message on the error stream:"),
    ("code", "[token.upper() for token in 'once upon a time'.split()]"),
    ("code", 'print("to the error stream", file=sys.stderr)\nprint("\\x1b[31mred\\x1b[0m and \\x1b[1mbold\\x1b[0m")'),
    ("code", "#| tags: [raises-exception]\n1 / 0"),
    ("code", "#| label: fig-curve\n#| caption: A curve of a cell, with a formula $e^{-x}$ in its caption.\n" + "{FIGURE}"),
    ("code", "{FIGURE2}"),
    ("code", "#| label: fig-pixels\n#| caption: Pixels.\n{PIXELS}"),
    ("code", "{WEBP}"),
    (
        "code",
        'rows = "".join(f"<tr><td>{n}</td><td>{math.sqrt(n):.3f}</td><td>{10 ** n}</td></tr>" for n in range(1, 5))\n'
        'HTML(f"<table><thead><tr><th>n</th><th>root</th><th>power</th></tr></thead><tbody>{rows}</tbody></table>")',
    ),
    ("code", 'Markdown("A **Markdown** output with a list:\\n\\n- one\\n- two\\n\\n| a | b |\\n|---|--:|\\n| x | 1.5 |\\n\\nand $x^2$.")'),
    ("code", r'Latex(r"$$\sum_{k=0}^{\infty} \frac{1}{2^k} = 2$$")'),
    ("code", r'Math(r"\int_0^1 x\,dx = \tfrac12")'),
    ("code", 'JSON({"vocabulary": 4096, "layers": [1, 2, 3]})'),
    ("code", "#| tags: [hide-input]\nprint('the input of this cell is folded')"),
    ("code", "#| tags: [hide-output]\nprint('the output of this cell is folded')"),
    ("code", "#| tags: [hide-cell]\nprint('the whole cell is folded')"),
    ("code", "#| tags: [remove-input]\nprint('only the output of this cell is left')"),
    ("code", "#| tags: [remove-output]\nprint('nobody sees this')"),
    ("code", "#| tags: [remove-cell]\nprint('nobody sees this cell')"),
    ("code", "#| tags: [scroll-output]\nfor i in range(60):\n    print(i, i**2)"),
    (MARKDOWN, "## Widgets\n\nA slider that needs a kernel, and has a still form:"),
    ("code", "{EXPLORER}"),
    (MARKDOWN, "An anywidget from Python, which needs none:"),
    ("code", "{ANYWIDGET}"),
    (MARKDOWN, "## Values in the text\n\nThe logarithm of two is {eval}`f'{math.log(2):.4f}'`, and the cells hold {eval}`len(rows)` characters."),
    (MARKDOWN, "## An exercise\n\n:::{exercise}\n:label: ex-root\nWhat is the root of two?\n:::"),
    (MARKDOWN, "#| tags: [solution]\nAsk the standard library:"),
    ("code", "#| tags: [solution]\nmath.sqrt(2)"),
    (MARKDOWN, "The end. See [](#fig-curve) and [](#fig-pixels).\n\n:::{embed} #fig-curve\n:remove-input:\n:::\n"),
]
PICTURE = '''class Picture:
    """A figure with a description, as SVG whose ink follows the page."""

    def __init__(self, figure, alt):
        import io

        buffer = io.StringIO()
        with plt.rc_context({"svg.hashsalt": "book"}):
            figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        plt.close(figure)
        svg = buffer.getvalue()
        svg = svg[svg.index("<svg") :].replace("#1b1b1a", "currentColor")
        self.alt = alt
        self.svg = svg.replace("<svg", '<svg color="#1b1b1a" role="img"', 1).replace(">", f"><title>{alt}</title>", 1)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"image/svg+xml": self.svg, "text/plain": self.alt}


'''
DRAW = (
    'plt.rcParams.update({key: "#1b1b1a" for key in ("axes.edgecolor", "text.color", "axes.labelcolor", "xtick.color", "ytick.color")})\n'
    "figure, axes = plt.subplots(figsize=(6.4, 3))\n"
    "x = np.linspace(0, 5, 50)\n"
    'axes.plot(x, np.exp(-x), color="#0072b2", label="decay")\n'
    'axes.set(xlabel="time", ylabel="$e^{-x}$")\n'
    "axes.legend(frameon=False)\n"
)
EXPLORER = (
    "import ipywidgets\n\n"
    "class Explorer:\n"
    "    def _repr_mimebundle_(self, include=None, exclude=None):\n"
    '        slider = ipywidgets.FloatSlider(value=1.0, description="rate")\n'
    "        return {**slider._repr_mimebundle_(), **picture._repr_mimebundle_()}\n\n\n"
    "Explorer()"
)
ANYWIDGET = (
    "import anywidget\nimport traitlets\n\n\n"
    "class Counter(anywidget.AnyWidget):\n"
    '    _esm = """\n'
    "    function render({ model, el }) {\n"
    "      const button = document.createElement('button');\n"
    "      button.textContent = `Value: ${model.get('value')}`;\n"
    "      button.addEventListener('click', () => {\n"
    "        model.set('value', model.get('value') + 1);\n"
    "        button.textContent = `Value: ${model.get('value')}`;\n"
    "      });\n"
    "      el.append(button);\n"
    "    }\n"
    "    export default { render };\n"
    '    """\n'
    '    _css = "button { font-weight: bold; }"\n'
    "    value = traitlets.Int(7).tag(sync=True)\n\n\n"
    "Counter()"
)
PARTS = {
    "{FIGURE}": PICTURE + DRAW + 'picture = Picture(figure, "A curve that falls from one towards zero")\npicture',
    "{FIGURE2}": "figure, axes = plt.subplots(figsize=(6.4, 2))\naxes.bar(['a', 'b', 'c'], [3, 1, 2], color='#d55e00')\n"
    'Picture(figure, "Three bars, the first the tallest")',
    "{PIXELS}": "import io\n\nfrom PIL import Image as Pixels\n\n"
    "buffer = io.BytesIO()\n"
    "grey = (np.random.default_rng(0).random((16, 32)) * 255).astype('uint8').repeat(12, 0).repeat(12, 1)\n"
    'Pixels.fromarray(grey).save(buffer, format="PNG")\n'
    'display({"image/png": base64.b64encode(buffer.getvalue()).decode(), "text/plain": "A rectangle of grey noise"}, raw=True)',
    "{WEBP}": 'buffer = io.BytesIO()\nPixels.fromarray(grey).save(buffer, format="WEBP", lossless=True)\n'
    'display({"image/webp": base64.b64encode(buffer.getvalue()).decode(), "text/plain": "The same noise as WebP"}, raw=True)',
    "{EXPLORER}": EXPLORER,
    "{ANYWIDGET}": ANYWIDGET,
}


def main() -> None:
    notebook = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    for index, (kind, source) in enumerate(CELLS):
        for mark, text in PARTS.items():
            source = source.replace(mark, text)
        lines = source.split("\n")
        metadata: dict = {}
        while lines[0].startswith("#| "):
            key, _, value = lines.pop(0)[3:].partition(": ")
            metadata[key] = [value.strip("[]")] if key == "tags" else value
        source = "\n".join(lines)
        if kind == MARKDOWN:
            cell = new_markdown_cell((FRONTMATTER + "\n" if index == 0 else "") + source, metadata=metadata)
        else:
            cell = new_code_cell(source, metadata=metadata)
        cell["id"] = f"cell-{index}"
        notebook.cells.append(cell)
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", store_widget_state=True)
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                client.execute_cell(cell, index)
        expressions = ["f'{math.log(2):.4f}'", "len(rows)"]
        question = new_code_cell(
            f"import json\nprint(json.dumps(get_ipython().user_expressions({({e: e for e in expressions})!r})))"
        )
        notebook.cells.append(question)
        client.execute_cell(question, len(notebook.cells) - 1)
        values = json.loads(notebook.cells.pop().outputs[0].text)
        for cell in notebook.cells:
            if cell.cell_type == MARKDOWN and "{eval}" in cell.source:
                cell.metadata["user_expressions"] = [{"expression": e, "result": values[e]} for e in expressions]
        client.set_widgets_metadata()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    nbformat.validate(notebook)
    nbformat.write(notebook, HERE / "outputs.ipynb")


if __name__ == "__main__":
    main()
