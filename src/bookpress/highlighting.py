"""The colours of code in Word and EPUB, as on the site: two colours, weight and slope are enough to read it by."""

import json

_QUIET, _BLUE, _RUST, _INK = "#5d5a53", "#0a5a8f", "#a3410a", "#1b1b1a"
_COLOURS = {
    _BLUE: ("Keyword", "ControlFlow", "Import", "Preprocessor", "Attribute", "DataType"),
    _RUST: ("String", "VerbatimString", "SpecialString", "Char", "SpecialChar"),
    _QUIET: ("Comment", "Documentation", "Annotation", "CommentVar", "Information", "Warning"),
}


def theme() -> str:
    """A theme as pandoc reads it."""
    styles = {}
    for colour, names in _COLOURS.items():
        for name in names:
            italic = colour == _QUIET
            styles[name] = {"text-color": colour, "bold": False, "italic": italic, "underline": False}
    return json.dumps({"text-color": _INK, "background-color": None, "text-styles": styles})
