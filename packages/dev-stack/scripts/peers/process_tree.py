"""Processor time and memory of a server's processes, and of the machine, as Linux counts them in /proc."""

import contextlib
import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
# A process that was told to end gets this long; then it is killed.
GRACE_S = 20


@dataclass(frozen=True)
class Process:
    parent: int
    session: int
    ticks: int
    # In ticks since the machine started: tells a process from a later one with its id.
    started: int


class ProcessTree:
    """A process that leads a session, all processes of that session, and their children."""

    def __init__(self, root: int) -> None:
        self._root = root
        # Processes that have ended stay in it: their time was spent for the server too.
        self._ticks: dict[tuple[int, int], int] = {}

    def processor_seconds(self) -> float:
        self._living()
        return sum(self._ticks.values()) / TICKS_PER_SECOND

    def pss_bytes(self) -> int:
        """Proportional set size: what processes share is counted once."""
        return sum(pss_of(pid) for pid in self._living())

    def end(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            deadline = time.monotonic() + GRACE_S
            while (living := self._living()) and time.monotonic() < deadline:
                for pid in living:
                    send(pid, number)
                time.sleep(0.2)

    def _living(self) -> list[int]:
        table = all_processes()
        members: set[int] = set()
        # A child has a larger id than its parent, but for the rare turn of the ids: two passes find it then too.
        for _ in range(2):
            for pid, process in sorted(table.items()):
                is_known = (pid, process.started) in self._ticks
                if is_known or self._root in (pid, process.session) or process.parent in members:
                    members.add(pid)
        for pid in members:
            self._ticks[pid, table[pid].started] = table[pid].ticks
        return sorted(members)


def machine_seconds() -> float:
    """Processor time that the machine has spent: everything but idle and waiting for input or output."""
    user, nice, system, _idle, _io, irq, soft_irq, steal = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + irq + soft_irq + steal) / TICKS_PER_SECOND


def share_in_use(seconds: float) -> float:
    """The share of the machine's processors that is used over the next seconds."""
    before = machine_seconds()
    time.sleep(seconds)
    return (machine_seconds() - before) / seconds / (os.cpu_count() or 1)


def all_processes() -> dict[int, Process]:
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (process := read_process(folder)):
            found[int(folder.name)] = process
    return found


def read_process(folder: Path) -> Process | None:
    """None where it has ended. The fields are those of proc(5)."""
    try:
        text = (folder / "stat").read_text(errors="replace")
    except OSError:
        return None
    # The second field, the name, may hold spaces and brackets.
    state, parent, _group, session, *rest = text[text.rindex(")") + 2 :].split()
    if state == "Z":
        return None
    user, system, started = int(rest[7]), int(rest[8]), int(rest[15])
    return Process(int(parent), int(session), user + system, started)


def pss_of(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
