"""`make template`: writes a sandbox's templates and code to dist/, for those who deploy them by their own means.

dist/bootstrap.json makes the artefact bucket, dist/template.json the sandbox, and dist/edge.json, in us-east-1, what
CloudFront takes from there. dist/artefacts/ goes into the bucket as it is.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import SubprocessError

from deployment import PROJECT
from deployment.names import Names
from deployment.packaging.zip_file import Entry, write_entries
from deployment.stack.bootstrap import bootstrap_template
from deployment.stack.code import build_code
from deployment.stack.edge import edge_template
from deployment.stack.options import StackOptions
from deployment.stack.template import as_text, outline, stack_template
from scripts.command import DONE, run, sandbox_parser

_DEFAULT_REGION = "us-east-1"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if all is written, 1 if not, 2 if the arguments are invalid."""
    parser = sandbox_parser("template", __doc__)
    parser.add_argument("--out", type=Path, default=PROJECT / "dist", help="the folder to write to")
    arguments = parser.parse_args(argv)

    def work() -> int:
        Names("", "", arguments.sandbox)
        code = build_code(with_agent=True)
        options = StackOptions.of(arguments.sandbox, arguments.region or _DEFAULT_REGION)
        template = stack_template(options, code.artefacts)
        templates = {
            "bootstrap.json": bootstrap_template(arguments.sandbox),
            "template.json": template,
            "edge.json": edge_template(arguments.sandbox),
        }
        write_entries((Entry(name, as_text(content).encode()) for name, content in templates.items()), arguments.out)
        write_entries((Entry(key, content) for key, content in code.contents.items()), arguments.out / "artefacts")
        print("\n".join(outline(template)))
        return DONE

    return run(work, stopping=(OSError, SubprocessError))


if __name__ == "__main__":
    sys.exit(main())
