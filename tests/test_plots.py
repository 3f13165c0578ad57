"""plots.py: the same figure gives the same bytes, fit for a strict page; every picture is described."""

import re
import xml.etree.ElementTree as ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest

from genai_book import plots
from genai_book.widgets import explore


@pytest.fixture(autouse=True)
def style():
    with plt.rc_context():
        plots.use_style()
        yield


def draw(n: int = 3) -> plots.Picture:
    figure, axes = plt.subplots()
    axes.plot(np.arange(n) / 3, label="a line")
    axes.legend()
    return plots.show(figure, "A line that rises to the right & stays <below> one.")


def test_the_same_figure_twice_is_the_same_bytes():
    assert draw().data == draw().data


def test_svg_holds_nothing_that_a_strict_page_refuses():
    svg = draw().data
    ElementTree.fromstring(svg)
    assert "style" not in svg and "<metadata" not in svg and plots.INK not in svg.partition(">")[2]
    assert "currentColor" in svg
    assert "<title>A line that rises to the right &amp; stays &lt;below&gt; one.</title>" in svg


def test_coordinates_have_two_decimals():
    paths = re.findall(r' d="([^"]*)"', draw().data)
    assert paths and not any(re.search(r"\.\d{3}", path) for path in paths)


def test_a_figure_is_closed_once_shown():
    before = plt.get_fignums()
    draw()
    assert plt.get_fignums() == before


def test_the_description_is_the_output_s_plain_text():
    assert draw()._repr_mimebundle_()["text/plain"].startswith("A line that rises")


@pytest.mark.parametrize("alt", ["", "a plot", "<Figure size 640x480>"])
def test_a_picture_without_a_description_is_refused(alt):
    with pytest.raises(ValueError, match="does not describe a picture"):
        plots.picture(np.zeros((2, 2)), alt)


def test_pixels_are_kept_as_they_are():
    import io

    from PIL import Image

    shown = plots.picture(np.array([[0.0, 1.0], [0.5, 0.25]]), "Four grey pixels in a square", scale=3)
    pixels = np.asarray(Image.open(io.BytesIO(shown.data)))
    assert pixels.shape == (6, 6) and pixels[::3, ::3].tolist() == [[0, 255], [128, 64]]
    with pytest.raises(ValueError, match=r"\(2, 2, 2\)"):
        plots.picture(np.zeros((2, 2, 2)), "Four pixels of a strange kind")


def test_tokens_show_their_spaces_and_wrap_into_lines():
    one, many = (plots.tokens([" cat"] * n, "Boxes with the word cat", list(range(n))).data for n in (2, 40))
    heights = [float(re.search(r'height="([\d.]+)pt"', svg)[1]) for svg in (one, many)]
    assert heights[1] > 3 * heights[0]


def test_a_control_redraws_and_its_still_form_is_the_starting_picture():
    explorer = explore(draw, n=(2, 5))
    bundle = explorer._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "image/svg+xml", "text/plain"} <= set(bundle)
    still = bundle["image/svg+xml"]
    slider, view = explorer._panel.children
    assert view.value == still
    slider.value = 5
    assert view.value != still and bundle["image/svg+xml"] == still


def test_pixels_under_controls():
    explorer = explore(
        lambda shade: plots.picture(np.full((2, 2), shade), "Four grey squares & no more"), shade=(0.0, 1.0)
    )
    still = explorer._repr_mimebundle_()["image/png"]
    slider, view = explorer._panel.children
    assert view.value.startswith('<img src="data:image/png;base64,iVBOR') and "squares &amp; no" in view.value
    before, slider.value = view.value, 1.0
    assert view.value != before and explorer._repr_mimebundle_()["image/png"] == still


def test_shades_replace_the_colours_of_tokens():
    svg = plots.tokens(["a", "b"], "Two boxes, one pale, one deep", shades=[0.0, 1.0]).data
    assert svg.count(plots.VERMILION) == 2 and plots.BLUE not in svg
    assert 'opacity="0.05"' in svg and 'opacity="0.8"' in svg


def test_bars_for_the_next_token_on_one_and_on_several_panels():
    one = plots.next_token_bars([" a", "b"], [0.7512, 0.0312], "Two bars for two tokens", marked=[0]).data
    assert one.count(plots.BLUE) == 2 and one.count('opacity="0.3"') == 1
    again = plots.next_token_bars([" a", "b"], [0.75121, 0.03119], "Two bars for two tokens", marked=[0]).data
    assert again == one  # what differs between processors is rounded away
    four = plots.next_token_bars([["a"], ["b", "c"]] * 2, [[0.5], [0.2, 0.1]] * 2, "Bars in four panels", list("wxyz"))
    assert four.data.count(plots.BLUE) == 6
    with pytest.raises(ValueError, match="argument"):
        plots.next_token_bars([["a"]], [[1.0]], "Bars in too few panels", ["one", "two"])


def test_a_sheet_of_digits_is_ink_on_paper_with_a_margin() -> None:
    import io

    from PIL import Image

    rows = np.full((2, 3, 64), -1.0)
    rows[1, 2] = 1.5  # beyond ink is ink
    shown = plots.digit_sheet(rows, "Six squares, the last of them black.", scale=1)
    pixels = np.asarray(Image.open(io.BytesIO(shown.data)))
    assert pixels.shape == (20, 30)
    assert (pixels[11:19, 21:29] == 0).all() and (pixels == 0).sum() == 64
    with pytest.raises(ValueError, match=r"rows, columns, 64"):
        plots.digit_sheet(np.zeros((2, 64)), "Two squares without a row.")
