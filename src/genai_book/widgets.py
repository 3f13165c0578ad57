"""The Python side of what a reader can turn and type. Every control also has a still form for pages without Python."""

from collections.abc import Callable

from .plots import Picture


class Explorer:
    """A drawing with controls under a running kernel, and the same drawing, still, everywhere else."""

    def __init__(self, draw: Callable[..., Picture], controls: dict) -> None:
        import ipywidgets

        self._widgets = ipywidgets
        made = ipywidgets.interactive(lambda **values: None, **controls)
        self._controls = {child.description: child for child in made.children[:-1]}
        self._draw = draw
        self._view = ipywidgets.HTML()
        self.still = self._redraw()
        for control in self._controls.values():
            control.continuous_update = False
            control.observe(lambda change: self._redraw(), names="value")
        self._panel = ipywidgets.VBox([*self._controls.values(), self._view])

    def _redraw(self) -> Picture:
        shown = self._draw(**{name: control.value for name, control in self._controls.items()})
        self._view.value = shown.html
        return shown

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {**self._panel._repr_mimebundle_(), **self.still._repr_mimebundle_()}


def explore(draw: Callable[..., Picture], **controls) -> Explorer:
    """Calls `draw` again whenever the reader moves a control, and shows the picture it returns (see `plots.show`).

    Each keyword names a parameter of `draw`; its value is what `ipywidgets.interact` accepts: `(low, high, step)` for a
    slider, a list for a menu, a string for a text field, or a widget, whose value is the starting one. Where no kernel
    runs (the built site, PDF, Word) the drawing of the starting values stands in its place.
    """
    return Explorer(draw, controls)
