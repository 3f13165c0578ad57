"""hub.py against a Hub on loopback: one that tells the truth, and ones that lie, stall, drop and refuse."""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from genai_book import catalogue, hub
from genai_book.errors import (
    CacheError,
    CorruptFileError,
    GenaiBookError,
    HubUnreachableError,
    NotOnHubError,
    SourceError,
)
from genai_book.files import count
from simulated_hub import REVISION, Repository, SimulatedHub, sibling

ROW = replace(catalogue.find("text-generation"), hub_id="book/tiny", name="tiny", revision=REVISION)
WEIGHTS_BYTES = 50_000
STORED = f"book/tiny/stored/{REVISION}/model.safetensors"


def safetensors(values: int) -> bytes:
    header = json.dumps({"w": {"dtype": "F16", "shape": [values], "data_offsets": [0, 2 * values]}}).encode()
    body = b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(values // 16 + 1))[: 2 * values]
    return len(header).to_bytes(8, "little") + header + body


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "repository"
    (folder / "onnx").mkdir(parents=True)
    (folder / "config.json").write_text('{"model_type": "gpt2"}')
    (folder / "tokenizer.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(safetensors(WEIGHTS_BYTES // 2))
    (folder / "pytorch_model.bin").write_bytes(b"a pickle that nobody should fetch")
    (folder / "modeling_evil.py").write_text("raise SystemExit('remote code ran')")
    (folder / "onnx" / "model.safetensors").write_bytes(b"not asked for")
    return Repository(folder)


@pytest.fixture
def simulated(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedHub]:
    from huggingface_hub import constants, file_download
    from huggingface_hub.utils import _http

    monkeypatch.setenv("GENAI_BOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 1000)
    patient = SimpleNamespace(sleep=lambda seconds: None, time=time.time)  # waits between attempts take no time here
    for module in (hub, file_download, _http):
        monkeypatch.setattr(module, "time", patient)
    with SimulatedHub({"book/tiny": repository}) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.address)
        yield running


def fetch() -> hub.Snapshot:
    return hub.fetch(hub.listing(ROW))


def cache_is_clean(folder: Path) -> bool:
    """Nothing in the snapshot or among the blobs that is not whole."""
    return hub.cached(ROW) is None and not list((folder / "models--book--tiny").glob("snapshots/*/*"))


def test_a_snapshot_holds_just_what_the_model_needs(simulated: SimulatedHub, repository: Repository) -> None:
    snapshot = fetch()
    names = sorted(path.relative_to(snapshot.folder).as_posix() for path in snapshot.folder.rglob("*"))
    assert names == ["config.json", "model.safetensors", "tokenizer.json"]
    for name in names:
        assert (snapshot.folder / name).read_bytes() == (repository.folder / name).read_bytes()
    assert snapshot.weights == [snapshot.folder / "model.safetensors"]
    assert snapshot.revision == REVISION


def test_the_second_time_needs_no_network(simulated: SimulatedHub, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fetch()
    asked = len(simulated.requests)
    assert hub.cached(ROW) == hub.cached(ROW, thorough=True) == first
    assert len(simulated.requests) == asked
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert hub.cached(ROW) == first


def test_other_programs_find_what_was_downloaded(simulated: SimulatedHub, tmp_path: Path) -> None:
    from huggingface_hub import scan_cache_dir, snapshot_download

    snapshot = fetch()
    found = snapshot_download("book/tiny", revision=REVISION, cache_dir=tmp_path / "cache", local_files_only=True)
    assert Path(found) == snapshot.folder
    scanned = scan_cache_dir(tmp_path / "cache")
    assert not scanned.warnings
    assert [repository.repo_id for repository in scanned.repos] == ["book/tiny"]


def test_what_other_programs_downloaded_is_not_downloaded_again(simulated: SimulatedHub, tmp_path: Path) -> None:
    from huggingface_hub import snapshot_download

    names = ["config.json", "tokenizer.json", "model.safetensors"]
    snapshot_download(
        "book/tiny",
        revision=REVISION,
        cache_dir=tmp_path / "cache",
        allow_patterns=names,
        endpoint=simulated.address,
        max_workers=1,
    )
    sent = simulated.sent_bytes.copy()
    assert hub.cached(ROW) is None  # not checked by us yet
    fetch()
    assert all(simulated.sent_bytes[name] == sent[name] for name in names)


def test_a_dropped_connection_is_resumed_where_it_broke(simulated: SimulatedHub) -> None:
    simulated.lies.drop_after_bytes["model.safetensors"] = 30_000
    snapshot = fetch()
    assert snapshot.weights[0].stat().st_size == len(safetensors(WEIGHTS_BYTES // 2))
    ranges = [wanted for method, path, wanted in simulated.requests if path == STORED]
    assert ranges == [None, "bytes=30000-"]


def test_an_interrupted_download_is_carried_on_by_the_next_call(
    simulated: SimulatedHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    write = hub._Bounded.write

    def interrupted(self: hub._Bounded, data: bytes) -> int:
        nonlocal written
        written += len(data)
        if written > 20_000:
            raise KeyboardInterrupt
        return write(self, data)

    monkeypatch.setattr(hub._Bounded, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fetch()
    assert hub.cached(ROW) is None
    monkeypatch.setattr(hub._Bounded, "write", write)
    snapshot = fetch()
    assert snapshot.weights[0].read_bytes() == safetensors(WEIGHTS_BYTES // 2)
    last = [wanted for _, path, wanted in simulated.requests if path == STORED][-1]
    assert last is not None and int(last.removeprefix("bytes=").rstrip("-")) > 15_000


def test_a_hub_that_ignores_ranges_is_downloaded_anew(simulated: SimulatedHub) -> None:
    simulated.lies.drop_after_bytes["model.safetensors"] = 30_000
    simulated.lies.ignore_range = True
    assert fetch().weights[0].read_bytes() == safetensors(WEIGHTS_BYTES // 2)


def test_a_passing_error_of_the_hub_is_waited_out(simulated: SimulatedHub) -> None:
    simulated.lies.status["model.safetensors"], simulated.lies.times["model.safetensors"] = 503, 2
    assert fetch().weights[0].is_file()


@pytest.mark.parametrize(
    ("lie", "error", "says"),
    [
        ({"status": {"model.safetensors": 500}}, HubUnreachableError, "status 500"),
        ({"status": {"info": 500}}, HubUnreachableError, "status 500"),
        ({"status": {"model.safetensors": 429}}, HubUnreachableError, "status 429"),
        ({"wrong_bytes": {"model.safetensors"}}, CorruptFileError, "is not what was published"),
        ({"wrong_bytes": {"config.json"}}, CorruptFileError, "is not what was published"),
        ({"truncate_bytes": {"model.safetensors": 10}}, CorruptFileError, "cut short"),
        ({"extra_bytes": {"model.safetensors": 10}}, CorruptFileError, "more bytes"),
        ({"page": b"<html>Welcome to our hotel</html>"}, HubUnreachableError, "login page"),
        ({"siblings": []}, NotOnHubError, "no weights"),
        ({"siblings": [sibling("../evil.safetensors", b"")]}, NotOnHubError, "no weights"),
        ({"siblings": [{**sibling("config.json", b""), "blobId": "../../x"}, sibling("a.safetensors", b"")]},
         CorruptFileError, "cannot be"),
        ({"revision": "f" * 40}, HubUnreachableError, "about the revision ffff"),
        ({"siblings": [{"path": "model.safetensors"}]}, HubUnreachableError, "not the Hub's"),
    ],
)  # fmt: skip
def test_a_lying_hub_is_a_clear_error_and_leaves_nothing_behind(
    simulated: SimulatedHub, tmp_path: Path, lie: dict, error: type[GenaiBookError], says: str
) -> None:
    for name, value in lie.items():
        setattr(simulated.lies, name, value)
    with pytest.raises(error, match=says) as caught:
        fetch()
    assert "\n" not in str(caught.value)
    assert "book/tiny" in str(caught.value)
    assert cache_is_clean(tmp_path / "cache")


def test_a_listing_cannot_lead_out_of_the_cache(simulated: SimulatedHub) -> None:
    simulated.lies.siblings = [sibling("../model.safetensors", b"")]
    with pytest.raises(CorruptFileError, match=r"a file of book/tiny that cannot be: '../model.safetensors'"):
        hub.listing(replace(ROW, files=("*/*.safetensors",)))


def test_after_a_lie_the_truth_is_taken(simulated: SimulatedHub) -> None:
    simulated.lies.wrong_bytes.add("model.safetensors")
    with pytest.raises(CorruptFileError):
        fetch()
    simulated.lies.wrong_bytes.clear()
    assert fetch().weights[0].read_bytes() == safetensors(WEIGHTS_BYTES // 2)


def test_a_stalled_hub_is_given_up_and_the_part_kept(
    simulated: SimulatedHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 0.1)
    simulated.lies.slow_seconds["model.safetensors"] = 0.5
    with pytest.raises(HubUnreachableError, match=r"too slow.*HF_HUB_DOWNLOAD_TIMEOUT to more than 0.1 seconds"):
        fetch()
    assert cache_is_clean(tmp_path / "cache")


def test_no_network_at_all(simulated: SimulatedHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nobody listens on the discard port
    with pytest.raises(HubUnreachableError, match=r'cannot be reached.*source="embedded"'):
        fetch()


def test_offline_by_a_variable_names_the_variable(simulated: SimulatedHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSFORMERS_OFFLINE", "1")
    with pytest.raises(HubUnreachableError, match=r"TRANSFORMERS_OFFLINE forbids the network.*genai-book fetch tiny"):
        fetch()
    assert simulated.requests == []


def test_missing_repository_and_revision(simulated: SimulatedHub) -> None:
    with pytest.raises(NotOnHubError, match=r"book/none .* is not there"):
        hub.listing(replace(ROW, hub_id="book/none"))
    with pytest.raises(NotOnHubError, match=r"has no revision ffff.*, which has not been confirmed yet, so nothing"):
        hub.listing(replace(ROW, revision="f" * 40))
    with pytest.raises(NotOnHubError, match=r"has no revision ffff.* so nothing was downloaded"):
        hub.listing(ROW, "f" * 40)


def test_only_pinned_revisions_are_taken(simulated: SimulatedHub) -> None:
    with pytest.raises(SourceError, match=r"no revision of book/tiny yet"):
        hub.listing(replace(ROW, revision=None))
    assert hub.listing(replace(ROW, revision=None), REVISION).revision == REVISION
    with pytest.raises(SourceError, match=r"'main' of book/tiny is not a commit"):
        hub.listing(ROW, "main")
    assert all(REVISION in path for _, path, _ in simulated.requests)


def test_pickles_are_taken_only_where_there_is_nothing_else(simulated: SimulatedHub, repository: Repository) -> None:
    (repository.folder / "model.safetensors").unlink()
    snapshot = fetch()
    assert [path.name for path in snapshot.weights] == ["pytorch_model.bin"]


def test_a_variant_replaces_the_other_weights(simulated: SimulatedHub, repository: Repository) -> None:
    shutil.copy(repository.folder / "model.safetensors", repository.folder / "model.fp16.safetensors")
    snapshot = hub.fetch(hub.listing(replace(ROW, variant="fp16")))
    assert [path.name for path in snapshot.weights] == ["model.fp16.safetensors"]
    assert not (snapshot.folder / "model.safetensors").exists()


def test_a_poisoned_copy_is_noticed_and_replaced(simulated: SimulatedHub) -> None:
    weights = fetch().weights[0]
    blob = weights.resolve()
    poisoned = bytearray(blob.read_bytes())
    poisoned[-1] ^= 1
    blob.write_bytes(poisoned)
    assert hub.cached(ROW) is None
    assert fetch().weights[0].read_bytes() == safetensors(WEIGHTS_BYTES // 2)


def test_a_poisoned_copy_with_the_old_date_is_noticed_by_a_thorough_look(simulated: SimulatedHub) -> None:
    blob = fetch().weights[0].resolve()
    before = blob.stat()
    poisoned = bytearray(blob.read_bytes())
    poisoned[-1] ^= 1
    blob.write_bytes(poisoned)
    os.utime(blob, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert hub.cached(ROW, thorough=True) is None


def test_a_truncated_copy_or_a_damaged_receipt_is_fetched_anew(simulated: SimulatedHub, tmp_path: Path) -> None:
    blob = fetch().weights[0].resolve()
    blob.write_bytes(blob.read_bytes()[:-1])
    assert hub.cached(ROW) is None
    fetch()
    receipt = next((tmp_path / "cache").rglob("genai-book/*.json"))
    receipt.write_text(receipt.read_text()[:20])
    assert hub.cached(ROW) is None
    assert fetch() == hub.cached(ROW)


def test_headers_on_the_hub_count_the_values_without_a_download(simulated: SimulatedHub) -> None:
    listed = hub.listing(ROW)
    assert count(hub.tensors(listed)) == {"F16": WEIGHTS_BYTES // 2}
    assert listed.size_bytes == sum(file.size_bytes for file in listed.files)
    assert hub.cached(ROW) is None


def test_a_full_disk(simulated: SimulatedHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(CacheError, match=r"disk has 0 MB left.*GENAI_BOOK_CACHE"):
        fetch()


def test_a_disk_that_fills_up_on_the_way(simulated: SimulatedHub, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(CacheError, match=r"its disk is full.*Make room"):
        patch.setattr(hub._Bounded, "write", full)
        fetch()
    assert fetch().weights[0].is_file()


def test_an_unwritable_cache(simulated: SimulatedHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")  # permissions do not stop root, a file in the way does
    monkeypatch.setenv("GENAI_BOOK_CACHE", str(tmp_path / "file"))
    with pytest.raises(CacheError, match=r"cannot be written .*Set GENAI_BOOK_CACHE to a folder"):
        fetch()
