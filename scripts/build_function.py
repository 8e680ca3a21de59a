"""Builds one function's lambda.zip: tc runs this, by its path, in the function's folder.

It and what it imports need the standard library alone, so that any python3 (3.9 or later) can run it; uv must be
on the PATH.
"""

import sys
from pathlib import Path

# A script's imports are looked for beside it; ours start one folder above.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from deployment.packaging.function import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
