"""A function's cold start: `first_event.py FOLDER`, the event on standard input, its answer on standard output."""

import json
import sys


class _Context:
    """Lambda's context, in so far as the functions read it."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 150_000


event = json.load(sys.stdin)
sys.path.insert(0, sys.argv[1])
handler = __import__("handler").handler
print("\n" + json.dumps(handler(event, _Context())))
