"""Chapter 06's calls of qdrant-client, in local mode and over HTTP to a stand-in for the server."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from qdrant_client import QdrantClient, models

VECTORS = np.eye(4)[:3] * 0.8 + 0.1


class StandIn(BaseHTTPRequestHandler):
    """Answers the four requests in the form of Qdrant's REST interface, by the client's own local database."""

    database = QdrantClient(":memory:")

    def _answer(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        path = self.path.partition("?")[0]
        match self.command, path:
            case "GET", "/":
                return self._send({"title": "qdrant", "version": "1.20.0"})
            case "PUT", "/collections/book":
                result = self.database.create_collection("book", models.VectorParams(**body["vectors"]))
            case "PUT", "/collections/book/points":
                update = self.database.upsert("book", [models.PointStruct(**point) for point in body["points"]])
                result = {"operation_id": update.operation_id, "status": "completed"}
            case "POST", "/collections/book/points/count":
                result = {"count": self.database.count("book").count}
            case "POST", "/collections/book/points/query":
                wanted = models.Filter(**body["filter"]) if body.get("filter") else None
                hits = self.database.query_points(
                    "book", body["query"]["nearest"], limit=body["limit"], query_filter=wanted
                )
                result = json.loads(hits.model_dump_json())
            case _:
                return self.send_error(404)
        self._send({"result": result, "status": "ok", "time": 0.0})

    def _send(self, reply: dict) -> None:
        data = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = _answer

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def ask(client: QdrantClient) -> list:
    """The calls of the chapter, word for word but for the vectors."""
    client.create_collection("book", vectors_config=models.VectorParams(size=4, distance=models.Distance.COSINE))
    points = [
        models.PointStruct(id=i, vector=vector.tolist(), payload={"chapter": f"ch-{i % 2}"})
        for i, vector in enumerate(VECTORS)
    ]
    client.upsert("book", points)
    assert client.count("book").count == 3
    only = models.Filter(must=[models.FieldCondition(key="chapter", match=models.MatchValue(value="ch-0"))])
    found = []
    for options in ({}, {"query_filter": only}):
        hits = client.query_points("book", query=VECTORS[1].tolist(), limit=2, **options).points
        found.append([(hit.id, round(hit.score, 5), hit.payload) for hit in hits])
    return found


def test_the_same_calls_locally_and_over_http(address: str) -> None:
    # Without its check of versions, which runs in a thread of its own and may outlive the server.
    here, there = QdrantClient(":memory:"), QdrantClient(url=address, check_compatibility=False)
    try:
        local = ask(here)
        assert local[0][0] == (1, 1.0, {"chapter": "ch-1"})
        assert [hit[2] for hit in local[1]] == [{"chapter": "ch-0"}] * 2
        assert ask(there) == local
    finally:
        here.close()
        there.close()
