"""The grammar of small functions: right by their own tests, held out by combination, and different from one another."""

import ast
import random

from genai_book.datasets import small_functions as data
from genai_book.datasets.small_functions_parts import CHANGES, CONDITIONS, Filled, changed, fill, verb

MANY = [data.function(f"test/{index}") for index in range(1500)]


def part(kind: str, key: str, table=CHANGES, **values: str) -> Filled:
    return Filled(next(one for one in table[kind] if one.key == key), values)


def test_verbs_agree() -> None:
    assert verb("be even", False) == "is even" and verb("be even", True) == "are even"
    assert verb("have more than 3 characters", False) == "has more than 3 characters"
    assert verb("do not contain 'a'", False) == "does not contain 'a'"
    assert verb("be a vowel|are vowels", True) == "are vowels"
    assert verb("begin with 'a'", False) == "begins with 'a'" and verb("exceed 3", False) == "exceeds 3"


def test_brackets_only_where_needed() -> None:
    plus, double, square = part("number", "plus", k="3"), part("number", "double"), part("number", "square")
    assert changed([double, plus], "n") == "n * 2 + 3"
    assert changed([plus, double], "n") == "(n + 3) * 2"
    assert changed([plus, square], "n") == "(n + 3) ** 2"
    assert changed([part("word", "append", s="'!'"), part("word", "upper")], "w") == "(w + '!').upper()"


def test_changes_in_a_row_do_what_each_does_alone() -> None:
    """Every pair of changes of numbers, against one after the other: no bracket is missing."""
    rng = random.Random(1)
    numbers = [one for one in CHANGES["number"] if not one.gives]
    for first in numbers:
        for second in numbers:
            a, b = fill(rng, first), fill(rng, second)
            for n in (-7, 0, 12):
                expected = eval(b.code("y"), {"y": eval(a.code("x"), {"x": n})})
                assert eval(changed([a, b], "x"), {"x": n}) == expected, (first.key, second.key)


def test_every_part_is_a_right_expression() -> None:
    rng = random.Random(2)
    example = {"number": 12, "word": "level", "character": "e"}
    for table, kinds in ((CONDITIONS, (bool,)), (CHANGES, (int, str))):
        for kind, parts in table.items():
            for one in parts:
                filled = fill(rng, one)
                assert isinstance(eval(filled.code("x"), {"x": example[kind]}), kinds), (kind, one.key)
                phrases = getattr(one, "phrases", None) or one.participles
                assert not any("{" in filled.said(phrase) for phrase in phrases), (kind, one.key)


def test_the_same_seed_gives_the_same_function() -> None:
    assert data.function(5) == data.function(5) and data.function(5).source != data.function(6).source
    assert len({one.source for one in MANY}) > 0.95 * len(MANY)


def test_functions_are_whole_and_say_everything() -> None:
    for one in MANY:
        (tree,) = ast.parse(one.source).body
        assert isinstance(tree, ast.FunctionDef) and tree.name == one.name
        docstring = ast.get_docstring(tree)
        assert docstring.endswith(".") and "{" not in one.source.replace("{}", "").split('"""')[1], one.source
        assert one.source.startswith(one.prompt) and one.prompt.endswith('"""\n')


def test_functions_pass_their_own_tests_on_every_input() -> None:
    for one in MANY[:400]:
        namespace: dict = {}
        exec(one.source + data.tests(one), namespace)


def test_held_out_combinations_never_occur_in_training() -> None:
    hidden = data.held_out_functions(100)
    combinations = {one.combination for one in hidden}
    assert len(combinations) == 100 and all(data.held_out(one) for one in combinations)
    assert combinations.isdisjoint(one.combination for one in MANY)
    assert not any(data.held_out(one.combination) for one in MANY)


def test_their_parts_do() -> None:
    seen = {key for one in MANY for key in one.combination}
    parts = {key for one in data.held_out_functions(100) for key in one.combination}
    assert len(parts - seen) <= 0.02 * len(parts)


def test_a_combination_leaves_out_constants_names_source_and_style() -> None:
    by_combination: dict[tuple[str, ...], set[str]] = {}
    for one in MANY:
        by_combination.setdefault(one.combination, set()).add(one.source)
    assert max(map(len, by_combination.values())) > 3


def test_there_are_very_many_combinations() -> None:
    """As many different ones among 1,500 draws as there are if most of the possible ones were never drawn."""
    assert len({one.combination for one in MANY}) > 1000


def test_tests_tell_right_from_wrong() -> None:
    """The body of another function of the same parameters passes the tests of a held-out one almost never."""
    hidden = data.held_out_functions(100)
    tried = caught = 0
    for one in hidden:
        for other in MANY:
            if [kind for _, kind in other.parameters] == [kind for _, kind in one.parameters] and tried < 2000:
                names = ", ".join(name for name, _ in other.parameters)
                namespace: dict = {}
                exec(f"def {one.name}({names}):\n{other.body}", namespace)
                tried += 1
                try:
                    exec(data.tests(one), namespace)
                except Exception:
                    caught += 1
    assert tried > 500 and caught / tried > 0.98


def test_longer_functions_have_a_part_more_than_any_over_a_sequence_that_is_read() -> None:
    def most(one: data.SmallFunction) -> int:
        return max(sum(key.startswith(start) for key in one.combination) for start in ("if ", "each "))

    longer = data.longer_functions(60)
    over_sequences = [one for one in MANY if one.combination[0] in ("number", "word", "character")]
    assert {most(one) for one in longer} == {3} and max(map(most, over_sequences)) == 2
    assert longer[:5] == data.longer_functions(5)
    for one in longer:
        namespace: dict = {}
        exec(one.source + data.tests(one), namespace)
