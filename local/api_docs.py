"""The API's reference as an interactive page: Swagger UI, served from this machine alone.

The page asks nobody but this machine for anything, and its policy (CSP) lets it talk to the API and to no one else.
"""

from importlib.metadata import distribution, version
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from deployment.openapi.document import openapi_document
from deployment.page import origin_of
from local.serving import Guarded

ASSETS: Final = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")
_FOLDER: Final = Path(str(distribution("flask-swagger-ui").locate_file("flask_swagger_ui/dist")))
_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>PetAvatar API</title>
<link rel="icon" href="favicon-32x32.png">
<link rel="stylesheet" href="swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<noscript>This page needs JavaScript. The same reference is <a href="openapi.json">openapi.json</a>.</noscript>
<script src="swagger-ui-bundle.js"></script>
<script src="start.js"></script>
</body>
</html>
"""
_START: Final = """\
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  displayRequestDuration: true,
  queryConfigEnabled: false,
  validatorUrl: null,
});
"""


def docs_app(api_url: str) -> ASGIApp:
    """The page as an application, to be mounted at an address that ends in a slash, such as `/docs/`.

    Args:
        api_url: the base of the API's addresses, which the page's requests go to.
    """
    answers = {
        "": HTMLResponse(_PAGE),
        "start.js": Response(_START, media_type="text/javascript"),
        "openapi.json": JSONResponse(openapi_document(version("petavatar")) | {"servers": [{"url": api_url}]}),
        **{name: FileResponse(_FOLDER / name) for name in ASSETS},
    }
    routes = [Route(f"/{name}", answer, methods=["GET"]) for name, answer in answers.items()]
    # Swagger UI sets the style attributes of what it draws.
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        f"connect-src 'self' {origin_of(api_url)}; base-uri 'none'; form-action 'none'"
    )
    return Guarded(Starlette(routes=routes), policy)
