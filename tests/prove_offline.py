"""`make prove-offline`: ingest, serve, ask and evaluate without a network, every attempt to connect recorded.

Runs itself again in a network namespace that has nothing but loopback, under strace. A namespace alone would
hide attempts that fail; the trace shows each of them, DNS look-ups included. Exit 0 when there were none.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PORT = 8765
_ADDRESS = re.compile(r'sa_family=AF_INET6?.*?(?:htons\((\d+)\)).*?"([^"]+)"')


def main() -> int:
    if len(sys.argv) > 1:
        return run_everything(Path(sys.argv[1]))
    for tool in ("strace", "unshare"):
        if not shutil.which(tool):
            print(f"{tool} is needed: apt-get install strace util-linux", file=sys.stderr)
            return 2
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        watch = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmmsg", "-o", str(trace)]
        inner = [sys.executable, "-m", "tests.prove_offline", folder]
        result = subprocess.run(["unshare", "-rn", *watch, *inner], check=False)
        outside = attempts(trace)
    for line in outside[:20]:
        print(line)
    print(f"connect   attempts beyond loopback, DNS included: {len(outside)}")
    print("PROVED" if not (outside or result.returncode) else f"NOT PROVED (exit {result.returncode})")
    return 1 if outside or result.returncode else 0


def attempts(trace: Path) -> list[str]:
    """Traced calls whose address is not loopback; port 53 counts wherever it leads."""
    found = []
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        for port, address in _ADDRESS.findall(line):
            loopback = address.startswith("127.") or address in ("::1", "0.0.0.0", "::")
            if port == "53" or not loopback:
                found.append(line)
    return found


def raise_loopback() -> None:
    """A new network namespace has loopback, but down."""
    request, up_and_running = 0x8914, 0x1 | 0x40  # SIOCSIFFLAGS; IFF_UP | IFF_RUNNING
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        fcntl.ioctl(probe, request, struct.pack("16sh14x", b"lo", up_and_running))


def run_everything(folder: Path) -> int:
    raise_loopback()
    command = str(Path(sys.executable).with_name("treaty-assistant"))
    os.environ["TREATY_DATA_DIR"] = str(folder / "data")
    step("ingest", r"\d+ documents, \d+ passages", command, "ingest", "--sample")
    url = f"http://127.0.0.1:{PORT}"
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [command, "serve", "--sample", "--port", str(PORT)], stdout=log, stderr=subprocess.STDOUT
        )
    try:
        started = time.monotonic()
        wait_until_ready(f"{url}/health/ready", 300)
        page = urllib.request.urlopen(url, timeout=60).read()
        tell("serve", f"ready, chat page of {len(page):,} bytes", started)
        question = "What is the time limit for destroying stockpiles?"
        step("ask", r"[^\n]*\[1\][^\n]{0,60}", command, "ask", question, "--url", url)
        cases = Path(__file__).resolve().parent.parent / "evals" / "cases" / "sample.jsonl"
        step("evaluate", r"ALL[^\n]*", command, "eval", "run", str(cases), "--url", url)
    except BaseException:
        print((folder / "server.log").read_text(errors="replace")[-2_000:], file=sys.stderr)
        raise
    finally:
        server.terminate()
        server.wait(30)
    return 0


def step(name: str, shown: str, *command: str) -> None:
    """Run a command; of what it prints only the part that matches `shown`, and all of it when it fails."""
    started = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    found = re.search(shown, done.stdout)
    if done.returncode or not found:
        print(done.stdout, file=sys.stderr)
        sys.exit(f"{name} failed with exit code {done.returncode}")
    tell(name, " ".join(found[0].split())[:90], started)


def tell(name: str, what: str, started: float) -> None:
    print(f"{name:<9} {what} ({time.monotonic() - started:.0f} s)", flush=True)


def wait_until_ready(url: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=10) as reply:
                if reply.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(f"{url} was not ready after {seconds} seconds")


if __name__ == "__main__":
    sys.exit(main())
