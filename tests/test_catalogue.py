"""The catalogue is consistent, and a wrong name is told what was meant."""

import re

import pytest

from genai_book import catalogue, list_models
from genai_book.errors import UnknownModelError


def test_every_row_is_whole() -> None:
    names = [row.name for row in catalogue.ROWS]
    assert len(set(names)) == len(names)
    for row in catalogue.ROWS:
        if row.hub_id is None:
            assert row.embedded and row.embedded.name == row.name and row.revision is None
            continue
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", row.hub_id)
        assert row.revision is None or re.fullmatch("[0-9a-f]{40}", row.revision)
        assert row.revision is not None or not row.revision_confirmed
        assert row.licence and row.parameters > 0 and row.download_bytes > row.parameters
        assert any("safetensors" in pattern for pattern in row.files)
        assert not any(pattern.endswith((".py", ".bin", ".pt", ".ckpt")) for pattern in row.files)


def test_a_task_alone_means_its_first_row() -> None:
    for task in catalogue.tasks():
        assert catalogue.find(task) is catalogue.list_models(task)[0]
    assert list_models() == list(catalogue.ROWS)
    assert [row.name for row in list_models("text-to-image")] == ["stable-diffusion-v1-5"]


def test_a_model_is_found_by_short_name_and_by_hub_id() -> None:
    row = catalogue.find("text-generation", "gpt2")
    assert catalogue.find("text-generation", "openai-community/gpt2") is row
    assert catalogue.find_name("gpt2") is catalogue.find_name("text") is row
    assert catalogue.find("text-generation", "code") is catalogue.find_name("Salesforce/codegen-350M-mono")


@pytest.mark.parametrize(
    ("task", "model", "says"),
    [
        ("text-generaton", None, "did you mean 'text-generation'? It has: text-generation, question-answering"),
        ("Text_Generation", None, "did you mean 'text-generation'?"),
        ("juggling", None, "There is no task 'juggling' in the book's catalogue. It has: text-generation"),
        (
            "text-generation",
            "gtp2",
            "no model 'gtp2' for 'text-generation'; did you mean 'gpt2'? It has: gpt2, codegen",
        ),
        ("text-to-image", "gpt2", "it belongs to the task 'text-generation'."),
    ],
)
def test_unknown_names_are_told_the_near_miss_and_what_exists(task: str, model: str | None, says: str) -> None:
    with pytest.raises(UnknownModelError) as caught:
        catalogue.find(task, model)
    assert says in str(caught.value)
    assert isinstance(caught.value, KeyError)


def test_unknown_task_of_list_models() -> None:
    with pytest.raises(UnknownModelError, match="no task 'speech'"):
        list_models("speech")
