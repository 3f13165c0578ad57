"""A Hugging Face Hub on loopback: serves folders in the Hub's own protocol, and can lie.

Served is what huggingface_hub asks for: information about a repository, the tree of a revision, and files under
/<repo>/resolve/<revision>/<path> with HEAD, ETag, X-Repo-Commit and Range; large files carry X-Linked-Size and
X-Linked-Etag and are redirected to another path, as the Hub does to its storage. Errors have the Hub's X-Error-Code.
"""

import hashlib
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

LARGE = (".safetensors", ".bin")  # what the Hub keeps as large files, listed with a SHA-256
REVISION = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Repository:
    """One repository with one revision, made of the files of a folder."""

    folder: Path
    revision: str = REVISION

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@dataclass
class Lies:
    """What the Hub does wrong; each list names paths in a repository, or holds "*" for every file."""

    status: dict[str, int] = field(default_factory=dict)  # answer with this status; the key "info" is the listing
    times: dict[str, int] = field(default_factory=dict)  # for so many requests only; without an entry for ever
    drop_after_bytes: dict[str, int] = field(default_factory=dict)  # close the connection there, once
    truncate_bytes: dict[str, int] = field(default_factory=dict)  # announce and send so many fewer
    extra_bytes: dict[str, int] = field(default_factory=dict)  # announce and send so many more
    wrong_bytes: set[str] = field(default_factory=set)  # right length, other content
    slow_seconds: dict[str, float] = field(default_factory=dict)  # wait so long before the body
    ignore_range: bool = False  # answer 200 with everything to a request for a part
    siblings: list[dict[str, Any]] | None = None  # list these files instead of those there are
    revision: str | None = None  # say that the listing is of this one
    page: bytes | None = None  # answer everything with this page, as a login page of a hotel would


class SimulatedHub:
    """Use as a context manager: `with SimulatedHub({"owner/name": Repository(folder)}) as hub: hub.address`."""

    def __init__(self, repositories: dict[str, Repository]):
        self.repositories = repositories
        self.lies = Lies()
        self.requests: list[tuple[str, str, str | None]] = []  # method, path, Range
        self.sent_bytes: Counter[str] = Counter()  # of bodies, by path in the repository
        handler = type("Handler", (_Handler,), {"hub": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def lies_once_less(self, name: str) -> bool:
        """Whether the status lie about `name` still holds; counts it down."""
        if name not in self.lies.status:
            return False
        if name in self.lies.times:
            self.lies.times[name] -= 1
            return self.lies.times[name] >= 0
        return True


class _Handler(BaseHTTPRequestHandler):
    hub: SimulatedHub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path).strip("/")
        self.hub.requests.append((self.command, path, self.headers.get("Range")))
        if self.hub.lies.page is not None:
            return self._send(200, self.hub.lies.page, {"Content-Type": "text/html"})
        parts = path.split("/")
        if parts[:2] == ["api", "models"] and len(parts) >= 4:
            return self._api("/".join(parts[2:4]), parts[4:])
        if len(parts) >= 5 and parts[2] in ("resolve", "stored"):
            return self._file("/".join(parts[:2]), parts[2], parts[3], "/".join(parts[4:]))
        self._error(404, "EntryNotFound")

    def _api(self, name: str, rest: list[str]) -> None:
        repository = self.hub.repositories.get(name)
        if repository is None:
            return self._error(401, "RepoNotFound")
        if self.hub.lies_once_less("info"):
            return self._error(self.hub.lies.status["info"], None)
        if rest[:1] in (["tree"], ["revision"]) and rest[1] not in (repository.revision, "main"):
            return self._error(404, "RevisionNotFound")
        if rest[:1] == ["tree"]:
            return self._json([tree_entry(*item) for item in repository.files().items()])
        true = [sibling(*item) for item in repository.files().items()]
        siblings = true if self.hub.lies.siblings is None else self.hub.lies.siblings
        self._json({"id": name, "sha": self.hub.lies.revision or repository.revision, "siblings": siblings})

    def _file(self, name: str, place: str, revision: str, path: str) -> None:
        repository, lies = self.hub.repositories.get(name), self.hub.lies
        if repository is None:
            return self._error(401, "RepoNotFound")
        if revision not in (repository.revision, "main"):
            return self._error(404, "RevisionNotFound")
        content = repository.files().get(path)
        if content is None:
            return self._error(404, "EntryNotFound")
        if place == "resolve" and self.hub.lies_once_less(path):
            return self._error(lies.status[path], None)
        listed = sibling(path, content)
        digest = listed["lfs"]["sha256"] if "lfs" in listed else listed["blobId"]
        headers = {"ETag": f'"{digest}"', "X-Repo-Commit": repository.revision, "Accept-Ranges": "bytes"}
        if "lfs" in listed:
            headers |= {"X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(len(content))}
            if place == "resolve":
                return self._send(302, b"", headers | {"Location": f"/{name}/stored/{revision}/{path}"})
        if path in lies.wrong_bytes:
            content = bytes(byte ^ 0xFF for byte in content)
        content = content[: len(content) - lies.truncate_bytes.get(path, 0)]
        content += b"x" * lies.extra_bytes.get(path, 0)
        wanted = self.headers.get("Range")
        if wanted is None or lies.ignore_range:
            return self._send(200, content, headers, path)
        first, last = wanted.removeprefix("bytes=").split("-")
        start, end = int(first), min(int(last) if last else len(content) - 1, len(content) - 1)
        if start > end:
            return self._error(416, None)
        headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
        self._send(206, content[start : end + 1], headers, path)

    def _send(self, status: int, body: bytes, headers: dict[str, str], path: str = "") -> None:
        lies = self.hub.lies
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        time.sleep(lies.slow_seconds.get(path, 0.0))
        limit = lies.drop_after_bytes.pop(path, None)
        try:
            self.wfile.write(body[:limit])
            self.wfile.flush()
        except ConnectionError:  # the client did not wait
            self.close_connection = True
            return
        self.hub.sent_bytes[path] += len(body[:limit])
        if limit is not None:
            self.close_connection = True

    def _json(self, value: Any) -> None:
        self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _error(self, status: int, code: str | None) -> None:
        self._send(status, b"", {"X-Error-Code": code, "X-Error-Message": code} if code else {})


def sibling(path: str, content: bytes) -> dict[str, Any]:
    """A file as the Hub's information about a repository lists it."""
    git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    listed: dict[str, Any] = {"rfilename": path, "size": len(content), "blobId": git}
    if path.endswith(LARGE):
        sha256 = hashlib.sha256(content).hexdigest()
        listed["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 134}
    return listed


def tree_entry(path: str, content: bytes) -> dict[str, Any]:
    """The same file as the Hub's tree of a revision lists it."""
    listed = sibling(path, content)
    entry = {"type": "file", "path": path, "size": listed["size"], "oid": listed["blobId"]}
    if "lfs" in listed:
        entry["lfs"] = {"oid": listed["lfs"]["sha256"], "size": listed["size"], "pointerSize": 134}
    return entry
