"""`python -m evals SET...`: measure a server that is already running."""

from __future__ import annotations

import argparse
import sys

from evals.ask import OverHttp
from evals.command import add_options, evaluate
from evals.errors import EvaluationError

DEFAULT_URL = "http://127.0.0.1:8000"


def main() -> int:
    """0, 1 when the answers got worse, 2 when nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    add_options(parser)
    parser.add_argument("--json", action="store_true", help="print the totals as JSON")
    args = parser.parse_args()
    args.url = args.url or DEFAULT_URL
    assistant = OverHttp(args.url)
    try:
        return 0 if evaluate(args, assistant, None) else 1
    except EvaluationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    finally:
        assistant.close()


if __name__ == "__main__":
    sys.exit(main())
