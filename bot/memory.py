"""What the garbage collector need not look at: nearly all that a process loads stays for as long as the process."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Load code in the block without collecting garbage, and leave what was loaded out of every later collection.

    Thousands of modules set off collections all the time, each of which goes through all that is there: a fifth of the
    time that loading takes, and nothing is found.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def set_aside_what_stays() -> None:
    """Take what was made so far, mostly code, out of the garbage collector's sight: it stays as long as the process.

    Else each full collection goes through all of it, and everybody waits for a sixth of a second
    (docs.python.org/3/library/gc.html#gc.freeze).
    """
    gc.collect()
    gc.freeze()
