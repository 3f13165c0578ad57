"""The workflows: pinned, with as few rights as they need, and made of what a contributor can run."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def jobs(path: Path) -> dict[str, dict]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit_with_their_tag_beside_it(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        assert re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_the_same_action_is_pinned_to_the_same_commit_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for action, commit in re.findall(r"uses: ([\w/-]+)@(\w+)", path.read_text(encoding="utf-8")):
            pins.setdefault(action, set()).add(commit)
    assert {action: commits for action, commits in pins.items() if len(commits) > 1} == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_job_may_write_what_it_need_not(path: Path) -> None:
    whole = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert whole["permissions"] in ({}, {"contents": "read"})
    needed = {
        ("publish", "pages"): {"pages": "write", "id-token": "write"},
        ("publish", "colab"): {"contents": "write"},
        ("publish", "release"): {"contents": "write"},
        ("canary", "tell"): {"issues": "write"},
    }
    for name, job in whole["jobs"].items():
        assert job["timeout-minutes"] <= 120
        writes = {key: value for key, value in job.get("permissions", {}).items() if value == "write"}
        assert writes == needed.get((path.stem, name), {})
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_what_they_run_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    runs = [step["run"] for path in WORKFLOWS for job in jobs(path).values() for step in job["steps"] if "run" in step]
    text = "\n".join(runs)
    assert {target for target in re.findall(r"\bmake (\w+)", text)} <= targets
    assert {command for command in re.findall(r"\.venv[\w-]*/bin/([\w-]+)", text)} <= {*scripts, "pip", "python"}
    # What an event carries is not written into a shell, where it could be a command.
    assert "${{" not in text


def test_the_book_says_how_to_cite_it() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == project["version"]
    assert set(citation["license"]) == set(project["license"].split(" AND "))
    assert citation["title"] == yaml.safe_load((ROOT / "myst.yml").read_text(encoding="utf-8"))["project"]["title"]
