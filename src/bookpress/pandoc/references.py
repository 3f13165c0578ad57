"""Everything that points elsewhere: links, cross-references, citations, footnotes, the bibliography."""

from . import ast
from .ast import Node
from .command import parse
from .writer import Blocks, Writer

CITATION = "cite"  # anchors of the bibliography are named cite--label


def _link(node: dict, writer: Writer) -> list[Node]:
    url = node["url"]
    if node.get("error"):
        writer.fail(f'links to "{url}", which does not resolve')
    content = writer.children(node) or ast.words(url)
    if not url.startswith(("/", "#", ".")):
        return [ast.link(content, url)]
    slug = writer.slug(url)
    if slug:
        return pointing(writer, content, writer.target(slug, url.partition("#")[2]), "reference")
    if writer.book.asset(url) is None:
        writer.fail(f'links to "{url}", which the book does not have')
    # A file to download is on the site, not in a file that one carries away.
    return pointing(writer, content, writer.target_on_site(), "download")


def pointing(writer: Writer, content: list[Node], target: str | None, kind: str) -> list[Node]:
    """A link; just its words where the place it leads to is outside the file and its address unknown."""
    if target is None:
        writer.counts["unlinked"] = writer.counts.get("unlinked", 0) + 1
        return [ast.span(content, classes=["unlinked"])]
    return [ast.link(content, target, [kind])]


def _cross_reference(node: dict, writer: Writer) -> list[Node]:
    meant = None if node.get("resolved") is False else writer.reference(node)
    if meant is None:
        writer.fail(f'refers to "{node.get("label") or node.get("identifier")}", which is nowhere')
    content = writer.children(node) or ast.words(node.get("label") or meant[1])
    return pointing(writer, content, writer.target(*meant), "reference")


def _cite(node: dict, writer: Writer) -> list[Node]:
    label = node["label"]
    if node.get("error") or label not in writer.page.citations:
        writer.fail(f'cites "{label}", which is not in the bibliography')
    content = writer.children(node)
    if not content:
        writer.fail(f'cites "{label}", which has neither author nor year')
    return [ast.link(content, f"#{CITATION}--{label}", ["citation"])]


def _cite_group(node: dict, writer: Writer) -> list[Node]:
    inside = node.get("kind") == "parenthetical"
    content: list[Node] = [ast.string("(")] if inside else []
    for index, child in enumerate(node.get("children") or []):
        if index:
            content += ast.words("; " if inside else " and ")
        content += writer.inlines([child])
    return [*content, ast.string(")")] if inside else content


def _footnote(node: dict, writer: Writer) -> list[Node]:
    definition = writer.notes.get(node["identifier"])
    if definition is None:
        writer.fail(f'has the footnote "{node["identifier"]}", which is written nowhere')
    return [ast.note(writer.blocks(definition.get("children") or []))]


def entries(writer: Writer) -> list[Node]:
    """What the pages of the file cite, by author, each under the name that citations lead to."""
    cited = {}
    for page in writer.pages:
        cited |= page.citations
    if not cited:
        return []
    listed = "".join(f"<li>{entry['html']}</li>" for entry in cited.values())
    (parsed,) = parse(f"<ul>{listed}</ul>", "html")
    made = []
    for label, blocks in zip(cited, parsed["c"], strict=True):
        content = [each for block in blocks for each in block["c"]]
        made.append(
            (ast.text_of(content), ast.div([ast.para(content)], writer.claim(f"{CITATION}--{label}"), ["entry"]))
        )
    return [entry for _, entry in sorted(made, key=lambda pair: pair[0].casefold())]


def _bibliography(node: dict, writer: Writer) -> list[Node]:
    writer.counts["bibliographies"] = writer.counts.get("bibliographies", 0) + 1
    return [ast.div(entries(writer), "", ["bibliography"])]


INLINES: Blocks = {
    "link": _link,
    "crossReference": _cross_reference,
    "cite": _cite,
    "citeGroup": _cite_group,
    "footnoteReference": _footnote,
}
BLOCKS: Blocks = {
    "bibliography": _bibliography,
    "footnoteDefinition": lambda node, writer: [],
    "linkBlock": lambda node, writer: [ast.para(_link({**node, "children": node.get("children") or []}, writer))],
}
