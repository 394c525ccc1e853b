"""``python -m yipanqi.serve``: what ``./run`` starts once everything is installed."""

import sys

from yipanqi.serve.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
