"""What counts as the same output: noise of rounding passes, a changed fact does not, and the words say which."""

import base64
import io
import math

import numpy as np
import pytest
from PIL import Image

from bookpress import wording
from bookpress.compare import Tolerance, compare_expressions, compare_outputs
from bookpress.errors import ChapterError


def stream(text: str, name: str = "stdout") -> dict:
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data) -> dict:
    bundle = {
        {"plain": "text/plain", "html": "text/html", "svg": "image/svg+xml", "png": "image/png"}[k]: v
        for k, v in data.items()
    }
    return {"output_type": "execute_result", "data": bundle, "metadata": {}, "execution_count": 1}


def text(stored: str, fresh: str, *tags: str) -> list[str]:
    return compare_outputs([stream(stored)], [stream(fresh)], tags)


def png(pixels: np.ndarray, kind: str = "PNG") -> str:
    buffer = io.BytesIO()
    Image.fromarray((np.clip(pixels, 0, 1) * 255).round().astype(np.uint8)).save(buffer, kind, lossless=True)
    return base64.b64encode(buffer.getvalue()).decode()


# --- numbers


def test_one_ulp_of_noise_is_the_same_fact():
    value = 0.8421373
    noisy = math.nextafter(value, 1)
    assert text(f"similarity {value!r}\n", f"similarity {noisy!r}\n") == []
    assert text(f"{np.float32(1 / 3)} of {10:d}", f"{np.nextafter(np.float32(1 / 3), 1)} of 10") == []


def test_a_changed_number_says_what_was_stored_what_came_and_by_how_much():
    (said,) = text("two banks: 0.842 and 0.363\n", "two banks: 0.851 and 0.363\n")
    assert said == (
        "the output (stdout): stored 0.842, came 0.851, off by 0.009 (1.1e-02 of it), in 'two banks: 0.851 and 0.363'"
    )


@pytest.mark.parametrize(
    ("stored", "fresh", "same"),
    [
        ("1000", "1001", False),  # an integer is a count, and counts are exact
        ("-3", "3", False),
        ("1", "1.0", False),  # a count that became a measurement is another cell
        ("0.12345", "0.12346", True),  # one step of the last of five digits: a sum rounded on another processor
        ("0.84", "0.85", False),  # but of two digits it is more than a percent
        ("12.5", "12.6", False),
        ("1.00000", "0.99999999", True),
        ("1.", "0.99999994", True),  # as NumPy prints
        ("2019.", "2018.", False),  # the end of a sentence, not a float
        ("1e-05", "9.9999e-06", True),
        ("2.7e-17", "-3.1e-17", True),  # rounding around zero
        ("1e-4", "2e-4", False),
        ("nan", "nan", True),
        ("nan", "0.5", False),
        ("inf", "-inf", False),
        ("0.5", "inf", False),
        ("1e400", "2e400", False),
    ],
)
def test_numbers(stored, fresh, same):
    assert (text(f"x = {stored} ok", f"x = {fresh} ok") == []) is same


def test_digits_inside_names_and_versions_are_words():
    assert text("torch 2.13.0", "torch 2.13.1")
    assert text("model-3 fp16 gpt2", "model-3 fp32 gpt2")
    assert text("607a30d783dfa663", "607a30d783dfa664")


def test_text_around_numbers_is_exact_and_the_count_of_numbers_too():
    (said,) = text("cat: 0.5\ndog: 0.5", "cat: 0.5\nhog: 0.5")
    assert "from its line 2 on" in said and "'cat: 0.5⏎dog: 0.5'" in said
    (said,) = text("1 2 3", "1 2")
    assert "(3 numbers stored, 2 came)" in said


def test_blanks_follow_the_width_of_a_number_and_nothing_else():
    assert text("[1.        0.5]", "[0.99999994 0.5]") == []
    assert text("a  0.5", "a 0.5")


def test_a_tolerance_tag_widens_this_cell_alone_and_must_make_sense():
    assert text("0.842", "0.843")
    assert text("0.842", "0.843", "tolerance=1e-2") == []
    assert text("842", "843", "tolerance=1e-2")  # integers stay exact
    with pytest.raises(ChapterError, match=r"write a number between 0 and 1, such as tolerance=1e-3"):
        Tolerance.of(["tolerance=lots"])


def test_timings_are_left_out_only_where_the_tag_says_so():
    stored, fresh = "cached: 1,232 tokens/s in 0.081 s for 100 tokens", "cached: 987 tokens/s in 0.1 s for 100 tokens"
    assert text(stored, fresh)
    assert text(stored, fresh, "timings") == []
    assert text(stored, fresh.replace("100 tokens", "90 tokens"), "timings")


def test_many_differences_are_counted_not_listed():
    said = text(" ".join(f"{i}.5" for i in range(20)), " ".join(f"{i}.9" for i in range(20)))
    assert len(said) == 6 and said[-1].endswith("and 15 more of its 20 numbers")


# --- what is taken out first


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("<Thing at 0x7f3a12bc>", "<Thing at 0x…>"),
        ("0xdeadbeef is a number", "0xdeadbeef is a number"),
        ("saved /tmp/tmpab12/model.bin", "saved <temporary>/model.bin"),
        ("/private/var/folders/x1/y2/T/tmp9: 3", "<temporary>: 3"),
        ("pid 4711, PID=4712", "pid …, PID=…"),
        ("  5%|▌ | 1/20 [00:00<00:10]\r100%|██| 20/20 [00:03<00:00, 6.3it/s]\ndone", "100%|██| 20/20 […]\ndone"),
        ("wrong\x08\x08\x08\x08\x08right", "right"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_sanitise(raw, clean):
    assert wording.sanitise(raw) == clean


# --- lists of outputs


def test_streams_are_merged_between_other_outputs_and_by_name():
    stored = [stream("a\n"), stream("warn\n", "stderr"), stream("b\n"), shown(plain="1.5"), stream("c\n")]
    fresh = [stream("warn\n", "stderr"), stream("a\nb\n"), shown(plain="1.5"), stream("c\n"), stream("", "stderr")]
    assert compare_outputs(stored, fresh) == []
    moved = [stream("warn\n", "stderr"), shown(plain="1.5"), stream("a\nb\nc\n")]
    assert compare_outputs(stored, moved) == [
        "stored 4 outputs (stdout, stderr, execute_result, stdout); came 3 outputs (stderr, execute_result, stdout)"
    ]


def test_an_unexpected_error_is_named():
    raised = {"output_type": "error", "ename": "KeyError", "evalue": "'cat'", "traceback": ["…"]}
    assert compare_outputs([stream("ok")], [raised]) == [
        "stored 1 output (stdout); came 1 output (error)",
        "the cell raised KeyError: 'cat'",
    ]
    other = raised | {"evalue": "'dog'", "traceback": ["another"]}
    assert compare_outputs([raised], [raised | {"traceback": []}]) == []
    (said,) = compare_outputs([raised], [other])
    assert "stored the error 'KeyError: 'cat'', came 'KeyError: 'dog''" in said


def test_mime_types_must_match():
    said = compare_outputs([shown(plain="x", html="<b>x</b>")], [shown(plain="x", png=png(np.ones((4, 4))))])
    assert said == [
        "the output (execute_result): stored as text/html, which did not come",
        "the output (execute_result): came as image/png, which is not stored",
    ]


def test_html_tables_and_json_are_compared_number_by_number():
    table = "<td>{}</td><td>cat</td>"
    assert compare_outputs([shown(html=table.format(0.84213))], [shown(html=table.format(0.842131))]) == []
    assert compare_outputs([shown(html=table.format(0.84))], [shown(html=table.format(0.86))])

    def data(value):
        return {
            "output_type": "display_data",
            "metadata": {},
            "data": {"application/json": {"rows": [{"n": 3, "p": value}]}},
        }

    assert compare_outputs([data(0.5)], [data(0.5000001)]) == []
    (said,) = compare_outputs([data(0.5)], [data(0.6)])
    assert said.endswith("application/json: at $.rows[0].p stored 0.5, came 0.6")


def test_widget_model_ids_are_dropped_but_the_still_form_is_not():
    def explorer(model, still):
        view = {"model_id": model, "version_major": 2, "version_minor": 0}
        output = shown(plain=still)
        output["data"]["application/vnd.jupyter.widget-view+json"] = view
        return [output]

    assert compare_outputs(explorer("a1", "a slider at 3"), explorer("b2", "a slider at 3")) == []
    assert compare_outputs(explorer("a1", "a slider at 3"), explorer("b2", "a slider at 4"))


def test_sources_split_into_lines_are_one_text():
    assert compare_outputs([stream("a\nb\n") | {"text": ["a\n", "b\n"]}], [stream("a\nb\n")]) == []


# --- pictures


PHOTO = np.random.default_rng(0).random((64, 64, 3))


@pytest.mark.parametrize(("kind", "mime"), [("PNG", "image/png"), ("WebP", "image/webp")])
def test_rasterisation_noise_passes_and_another_picture_does_not(kind, mime):
    def picture(pixels):
        return [{"output_type": "display_data", "metadata": {}, "data": {mime: png(pixels, kind)}}]

    noise = np.random.default_rng(1).integers(-1, 2, PHOTO.shape) / 255
    assert compare_outputs(picture(PHOTO), picture(PHOTO + noise)) == []
    (said,) = compare_outputs(picture(PHOTO), picture(1 - PHOTO))
    assert "the pictures differ by" in said and "allowed 1.00%" in said


def test_a_changed_detail_is_found_though_the_whole_is_alike():
    large = np.ones((400, 400, 3))
    detail = large.copy()
    detail[200:206, 304:310] = 0
    (said,) = compare_outputs([shown(png=png(large))], [shown(png=png(detail))])
    assert "in the worst block, at pixel (304, 200)" in said


def test_one_flipped_pixel_of_a_tiny_picture_is_found():
    digit = np.zeros((8, 8))
    flipped = digit.copy()
    flipped[3, 3] = 1
    assert compare_outputs([shown(png=png(digit))], [shown(png=png(flipped))])


def test_pictures_of_another_size_or_none_at_all():
    (said,) = compare_outputs([shown(png=png(PHOTO))], [shown(png=png(PHOTO[:32]))])
    assert said.endswith("stored a picture of 64 by 64 pixels, came one of 64 by 32")
    (said,) = compare_outputs([shown(png=png(PHOTO))], [shown(png="AAAA")])
    assert "a picture cannot be read" in said


# --- drawings


SVG = (
    '<svg viewBox="0 0 460.8 244.8"><title>A curve at 0.50</title><defs><path id="m1f" d="M 0 3"/></defs>'
    '<path d="M 10 20.50 L 30.25 -1.50" fill="#3b4cc0" clip-path="url(#p9)"/><use xlink:href="#m1f" x="10.25"/>'
    '<image href="data:image/png;base64,{image}"/><clipPath id="p9"/></svg>'
)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("20.50", "20.51", True),  # one step of the second decimal
        ("20.50", "20.53", False),
        ('x="10.25"', 'x="11"', False),
        ("M 10", "M 9.995", True),
        ("#3b4cc0", "#3b4dc0", True),  # a colour computed from a float
        ("#3b4cc0", "#ff0000", False),
        ("at 0.50", "at 0.51", False),  # what a reader reads has the tolerance of text
        ("#m1f", "#p9", False),  # refers to another thing
        ("<use ", "<g/><use ", False),
        ("A curve", "A line", False),
    ],
)
def test_svg(old, new, same):
    drawing = SVG.replace("{image}", png(PHOTO))
    assert (compare_outputs([shown(svg=drawing)], [shown(svg=drawing.replace(old, new))]) == []) is same


def test_svg_ids_are_names_and_its_pictures_pictures():
    drawing, near, far = (SVG.replace("{image}", png(p)) for p in (PHOTO, PHOTO + 1 / 255, PHOTO[::-1]))
    renamed = SVG.replace("m1f", "m77").replace("p9", "pa0").replace("{image}", png(PHOTO))
    assert compare_outputs([shown(svg=drawing)], [shown(svg=renamed)]) == []
    assert compare_outputs([shown(svg=drawing)], [shown(svg=near)]) == []
    assert compare_outputs([shown(svg=drawing)], [shown(svg=far)])


# --- {eval}


def value(expression: str, plain: str) -> dict:
    return {"expression": expression, "result": {"status": "ok", "data": {"text/plain": plain}, "metadata": {}}}


def test_values_of_eval_roles():
    assert compare_expressions([value("p", "0.84213")], [value("p", "0.842131")]) == []
    assert compare_expressions([value("n", "12")], [value("n", "13")]) == [
        "{eval}`n`: text/plain: stored 12, came 13, off by 1 (7.7e-02 of it), in '13'"
    ]
    assert compare_expressions([], [value("n", "13")]) == ["{eval}`n` has no stored value; it is now 13"]
    assert compare_expressions([value("m", "1")], []) == [
        "a value is stored for {eval}`m`, which the text does not ask for"
    ]
    failed = {"expression": "n", "result": {"status": "error", "ename": "NameError", "evalue": "n"}}
    assert compare_expressions([value("n", "12")], [failed]) == ["{eval}`n` raised NameError: n"]
    assert compare_expressions([failed], [value("n", "12")]) == ["{eval}`n` is stored as an error (NameError: n)"]
