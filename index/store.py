"""Chroma through llama-index: builds and queries the dense part of a generation. Nothing else knows either.

Import it inside the function that needs it: `generation.dense_store()` silences telemetry first.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import ObjectType, QueryBundle, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery, VectorStoreQueryResult
from llama_index.vector_stores.chroma import ChromaVectorStore
from numpy.typing import NDArray
from pydantic import PrivateAttr

from index.embed import Embedder

CHROMA_VERSION: str = chromadb.__version__
COLLECTION = "passages"
EXACT_UP_TO = 50_000
"""Up to so many allowed vectors the exact cosine is faster than asking Chroma for enough candidates."""
BATCH = 1_000
SAVES = 8
"""Times the graph is saved while it is built, each time the whole of it: 1,000 vectors at a time, a million
would be written 500 times over."""

Matrix = NDArray[np.float32]


class QueryEmbedding(BaseEmbedding):
    """Our embedder in llama-index's shape, so that its retriever embeds the query."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name="own", embed_batch_size=32, callback_manager=CallbackManager())
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(x) for x in self._embedder.encode([query])[0]]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_query_embedding(text)


class Row(TextNode):
    """A node that stands for a row: its id, without text, hash or relations."""

    def as_related_node_info(self) -> RelatedNodeInfo:
        return _TEXT  # the retriever asks each node for its type, and hashes it to make an answer


_TEXT = RelatedNodeInfo(node_id="row", node_type=ObjectType.TEXT)


@lru_cache(maxsize=10_000)
def _node(row: int) -> Row:
    return Row(id_=str(row))


class GenerationVectorStore(ChromaVectorStore):
    """A Chroma store whose similarities are exact cosines, and which can search among some vectors only.

    Node ids are row numbers of `matrix`. A Chroma metadata filter costs 53 to 197 ms at 100,000 vectors, a
    plain query 2 ms: a restricted search takes the exact cosine of the allowed rows, or, where these are
    very many, more of Chroma's neighbours than asked for.
    """

    _matrix: Matrix = PrivateAttr()

    def __init__(self, collection: Collection, matrix: Matrix) -> None:
        super().__init__(chroma_collection=collection)
        self._matrix = matrix

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """Nearest rows first, equal ones by row; `rows` in the keywords restricts, sorted row numbers.

        The nodes are ids that Chroma holds, without their texts: whoever asks has the passages, and to read
        the texts as well and make whole nodes of them would take longer than the search.
        """
        vector = np.asarray(query.query_embedding, dtype=np.float32)
        count = query.similarity_top_k
        rows: NDArray[np.int64] | None = kwargs.pop("rows", None)
        if rows is None:
            return self._rank(vector, self._neighbours(vector, count))
        if len(rows) <= EXACT_UP_TO:
            return self._rank(vector, self._held(self._nearest(vector, count, rows)))
        return self._rank(vector, self._over_fetch(vector, count, rows))

    def _rank(self, vector: Matrix, rows: NDArray[np.int64]) -> VectorStoreQueryResult:
        """The rows in order of exact cosine, with it as their similarity.

        In double precision and rounded, or the last digit would depend on how many rows are ranked at once.
        """
        scores = np.round(self._matrix[rows].astype(np.float64) @ vector.astype(np.float64), 6)
        order = np.lexsort((rows, -scores))
        nodes = [_node(row) for row in rows[order].tolist()]
        return VectorStoreQueryResult(nodes=nodes, similarities=scores[order].tolist())

    def _nearest(self, vector: Matrix, count: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        scores = self._matrix[rows] @ vector
        return rows[np.lexsort((rows, -scores))[:count]]

    def _held(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        found = self._collection.get(ids=[str(row) for row in rows], include=[])
        return np.array(found["ids"], dtype=np.int64)

    def _neighbours(self, vector: Matrix, count: int) -> NDArray[np.int64]:
        """The rows Chroma finds, nearest first; texts and distances would be read for nothing."""
        found = self._collection.query(query_embeddings=vector[np.newaxis], n_results=count, include=[])
        return np.array(found["ids"][0], dtype=np.int64)

    def _over_fetch(self, vector: Matrix, count: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        total = len(self._matrix)
        wanted = min(count, len(rows))
        fetch = min(total, 4 * wanted)
        while True:
            near = self._neighbours(vector, fetch)
            allowed = near[np.isin(near, rows)]
            if len(allowed) >= wanted or fetch == total:
                return allowed[:wanted]
            fetch = min(total, 4 * fetch)


class DenseIndex:
    """The dense part of an opened generation: nearest rows of the matrix, through llama-index's retriever."""

    def __init__(self, folder: Path, matrix: Matrix, embedder: Embedder) -> None:
        self._client = open_client(folder)
        self._rows = len(matrix)
        store = GenerationVectorStore(open_collection(self._client), matrix)
        embedding = QueryEmbedding(embedder)
        # Everything is passed in: what is left out, llama-index fills from its global settings.
        self._index = VectorStoreIndex.from_vector_store(
            store, embed_model=embedding, transformations=[embedding], callback_manager=CallbackManager()
        )

    def ask(self, text: str) -> QueryBundle:
        """A query to hand to `nearest`; the text is embedded once, however often it is handed over."""
        return QueryBundle(text)

    def nearest(
        self, query: QueryBundle, limit: int, rows: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """(row, cosine) of the nearest `limit` rows, among `rows` if given, best first."""
        limit = min(limit, self._rows if rows is None else len(rows))
        if limit == 0:
            return []
        retriever = self._index.as_retriever(similarity_top_k=limit, vector_store_kwargs={"rows": rows})
        return [(int(found.node.node_id), float(found.score or 0.0)) for found in retriever.retrieve(query)]

    def close(self) -> None:
        self._client.close()


def build(folder: Path, matrix: Matrix, thorough: bool = False) -> None:
    """Write a collection of these vectors, under the numbers of their rows, and close it.

    The texts stay in the generation's own database. Chroma would index each of them twice, and at a million
    that costs many times more than the graph of the vectors (docs/performance.md).

    Chroma keeps what came since its last save in a log, and whoever opens the folder puts that into the graph
    anew, with other chances: two processes would find different neighbours. So nothing is left in it:
    what is saved at a time is of equal size, or one vector more, that none falls short of what it waits for.
    """
    client = open_client(folder)
    saves = min(SAVES, -(-len(matrix) // BATCH))
    size = len(matrix) // (saves or 1)
    try:
        collection = client.create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_construction": 800 if thorough else 200,
                    "max_neighbors": 64 if thorough else 32,
                    "ef_search": 200,
                    "num_threads": 1,  # a question keeps to one core; two builds differ all the same
                    "batch_size": max(2, min(100, size)),
                    "sync_threshold": max(2, size),
                }
            },
        )
        first = 0
        for saved in _shares(len(matrix), saves):
            for batch in _shares(saved, -(-saved // BATCH)):
                rows = range(first, first + batch)
                collection.add(ids=[str(row) for row in rows], embeddings=matrix[first : first + batch])
                first += batch
    finally:
        client.close()


def _shares(whole: int, parts: int) -> list[int]:
    """The whole in so many equal parts; what is left over goes one by one to the first."""
    size, rest = divmod(whole, parts or 1)
    return [size + (number < rest) for number in range(parts)]


def count(folder: Path) -> int:
    """Vectors in the collection."""
    client = open_client(folder)
    try:
        return open_collection(client).count()
    finally:
        client.close()


def unreachable(folder: Path, matrix: Matrix, rows: Sequence[int]) -> list[int]:
    """Those of `rows` that a search with their own vector does not find; a hit with equal content counts."""
    client = open_client(folder)
    try:
        collection = open_collection(client)
        missed: list[int] = []
        for start in range(0, len(rows), BATCH):
            batch = list(rows[start : start + BATCH])
            found = collection.query(query_embeddings=matrix[batch], n_results=1, include=[])["ids"]
            missed += [
                row for row, ids in zip(batch, found, strict=True) if not _finds_itself(matrix, row, ids)
            ]
        return missed
    finally:
        client.close()


def _finds_itself(matrix: Matrix, row: int, ids: Sequence[str]) -> bool:
    return bool(ids) and (
        int(ids[0]) == row or bool(np.allclose(matrix[int(ids[0])], matrix[row], atol=1e-5))
    )


def vectors(folder: Path) -> dict[int, Matrix]:
    """Row -> vector as Chroma holds it; reads the whole collection, for checks."""
    client = open_client(folder)
    try:
        held = open_collection(client).get(include=["embeddings"])
        found = held["embeddings"]
        return {
            int(row): np.asarray(vector, dtype=np.float32)
            for row, vector in zip(held["ids"], [] if found is None else found, strict=True)
        }
    finally:
        client.close()


def open_collection(client: Client) -> Collection:
    # None, or Chroma looks up a model of its own to embed queries with.
    return client.get_collection(COLLECTION, embedding_function=None)


def open_client(folder: Path) -> Client:
    client = chromadb.PersistentClient(path=str(folder), settings=ChromaSettings(anonymized_telemetry=False))
    assert isinstance(client, Client)  # its declared type leaves out `close`
    return client
