"""Files are read and rendered on all cores while those before them are written."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from posts.importing.batches import Batch, Item
from posts.importing.notes import Note
from posts.importing.preparing import Prepared, Terms, prepare_all

# Below this, starting processes costs more than they save.
FEWEST_FILES = 150
FILES_A_JOB = 10
BATCHES_AHEAD = 2


def prepared(batches: Iterable[Batch], terms: Terms, *, files: int) -> Iterator[Batch]:
    """The same batches, their items prepared; of so many files in all."""
    if files < FEWEST_FILES or cores() == 1:
        for batch in batches:
            todo = batch.to_prepare()
            fill(todo, prepare_all([item.job for item in todo], terms))
            yield batch
    else:
        with Pool(cores(), terms) as pool:
            yield from pool.prepared(batches)


def cores() -> int:
    """How many this process may use."""
    return (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )


def fill(items: list[Item], results: list[Prepared | Note]) -> None:
    for item, result in zip(items, results, strict=True):
        item.prepared = result


class Pool:
    """Processes for the pure work, started with the first batch that has any."""

    def __init__(self, processes: int, terms: Terms):
        self.processes = processes
        self.terms = terms
        self.executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *exception: object) -> None:
        if self.executor:
            self.executor.shutdown(cancel_futures=True)

    def prepared(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Hand batches to the processes some ahead, and back in their order."""
        waiting: deque[tuple[Batch, list[tuple[list[Item], Future]]]] = deque()
        for batch in batches:
            waiting.append((batch, self._submit(batch.to_prepare())))
            if len(waiting) > BATCHES_AHEAD:
                yield self._collected(*waiting.popleft())
        while waiting:
            yield self._collected(*waiting.popleft())

    def _submit(self, items: list[Item]) -> list[tuple[list[Item], Future]]:
        groups = [
            items[start : start + FILES_A_JOB] for start in range(0, len(items), FILES_A_JOB)
        ]
        return [
            (group, self._start(prepare_all, [item.job for item in group], self.terms))
            for group in groups
        ]

    def _start(self, function: Callable, *args: object) -> Future:
        if self.executor is None:
            from posts.importing import worker  # sets Django up, so not while that goes on

            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload([worker.__name__])
            self.executor = ProcessPoolExecutor(self.processes, context, worker.start)
        try:
            return self.executor.submit(function, *args)
        except BrokenProcessPool as error:
            broken: Future = Future()
            broken.set_exception(error)
            return broken

    def _collected(self, batch: Batch, groups: list[tuple[list[Item], Future]]) -> Batch:
        for items, future in groups:
            try:
                results = future.result()
            except BrokenProcessPool:  # one was killed, as when memory runs out: go on without
                results = prepare_all([item.job for item in items], self.terms)
            fill(items, results)
        return batch
