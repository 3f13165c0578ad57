"""The standard library's functions: cut out whole, held out by module."""

import ast
import random
from pathlib import Path

import pytest

from genai_book.datasets import library_source as data
from genai_book.datasets.library_shortened import shortened
from genai_book.errors import DataMissingError

MODULE = '''import os

class A:
    @property
    def first(self):
        """What it is
        for."""
        def inner():
            return 1
        return self.values[0] + inner() + 1000

if True:
    async def second(a,
                     b):
        await a
        return b + 1000 * (a + b + 1000) + 1000
    def short(): pass
'''


def test_functions_are_cut_out_and_moved_to_the_margin() -> None:
    first, second = data.of_file("a.py", MODULE)
    assert first.source.startswith('def first(self):\n    """What it is\n    for."""\n    def inner():')
    assert first.prompt == 'def first(self):\n    """What it is\n    for."""\n'
    assert second.prompt == "async def second(a,\n                 b):\n"
    assert data.of_file("b.py", "def f(:") == []


def test_the_library_of_this_interpreter() -> None:
    found = data.functions()
    assert len(found) > 5000 and len({one.source for one in found}) == len(found)
    hidden = [one for one in found if one.held_out]
    assert 0.01 < len(hidden) / len(found) < 0.1
    modules = {one.module for one in hidden}
    assert modules.isdisjoint(one.module for one in found if not one.held_out)
    assert not any("test" in Path(one.module).parts or "site-packages" in one.module for one in found)
    for one in found[::100]:
        ast.parse(one.source)
        assert one.source.startswith(one.prompt) and one.source != one.prompt


def test_a_text_that_training_has_too_is_not_held_out(tmp_path: Path) -> None:
    names = [f"m{number}.py" for number in range(100)]
    hidden = next(name for name in names if data.LibraryFunction(name, "", 1).held_out)
    source = "def f(a):\n    return a + 1000 * (a + 1000) + 1000 * a * a * a\n"
    (tmp_path / hidden).write_text(source)
    assert [one.held_out for one in data.functions(tmp_path)] == [True]
    data.functions.cache_clear()
    other = next(name for name in names if not data.LibraryFunction(name, "", 1).held_out)
    (tmp_path / other).write_text(source)
    assert [one.module for one in data.functions(tmp_path)] == [other]
    data.functions.cache_clear()


def test_what_else_is_read_is_neither_held_out_nor_read_already(tmp_path: Path) -> None:
    short = "def f(a):\n    return a + 1000 * (a + 1000) + 1000 * a * a * a\n"
    long = "def g(a):\n" + "    a = a + 1000 * (a + 1000)\n" * 100
    names = [f"m{number}.py" for number in range(100)]
    for name in names:
        (tmp_path / name).write_text(short + long + f"    return {name[1:-3]}\n")
    with pytest.raises(DataMissingError, match=r"no tests of Python in .* run the command again"):
        data.further(tmp_path)
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "test_a.py").write_text(short + short.replace("f(a)", "test_f(a)"))
    data.functions.cache_clear()
    found = data.further(tmp_path)
    hidden = {name for name in names if data.LibraryFunction(name, "", 1).held_out}
    assert hidden and {one.module for one in found} == {*names, "test/test_a.py"} - hidden
    assert [one.source[:10] for one in found if "test" in one.module] == ["def test_f"]
    assert all(len(one.source) > data.LONGEST_BYTES for one in found if "test" not in one.module)
    data.functions.cache_clear()
    data.further.cache_clear()


def test_shortened_functions_are_functions_that_end() -> None:
    rng = random.Random(1)
    for one in [*data.functions()[::40], *data.further()[::100]]:
        shorter = shortened(one, 450, rng)
        ast.parse(shorter)
        assert set(shorter.splitlines()) <= set(one.source.splitlines())
        assert shorter.splitlines()[-1] == one.source.splitlines()[-1]
    one = data.of_file("a.py", MODULE)[0]
    assert shortened(one, 450, rng) == one.prompt + "        return self.values[0] + inner() + 1000\n".replace(
        "    ", "", 1
    )


def test_without_the_source(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match=r"no Python source in .* run the command again"):
        data.functions(tmp_path)
