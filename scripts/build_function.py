"""Builds one function's lambda.zip. tc runs this file by its path, in the function's folder.

It and its imports need only the standard library, so that any python3 (3.9 or later) can run it. uv must be on the
PATH.
"""

import sys
from pathlib import Path

# Python looks for a script's imports beside it; ours are one folder above.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from deployment.packaging.function import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
