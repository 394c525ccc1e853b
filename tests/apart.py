"""Coroutines of a test, played where no other loop is."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run_apart(play: Coroutine[Any, Any, Any]) -> Any:
    """In a thread and loop of its own: a browser test leaves its loop running in this one."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(asyncio.run, play).result()
