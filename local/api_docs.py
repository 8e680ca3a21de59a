"""The API's reference as an interactive page: Swagger UI, served from this machine alone.

The page asks nobody but this machine for anything, and its policy (CSP) lets it talk to the API and to no one else.
"""

import json
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from deployment.openapi.document import openapi_document

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


def docs_app(api_url: str) -> Starlette:
    """The page as an application, to be mounted at an address that ends in a slash, such as `/docs/`.

    Args:
        api_url: the base of the API's addresses, which the page's requests go to.
    """
    document = openapi_document(version("petavatar")) | {"servers": [{"url": api_url}]}
    headers = _headers(api_url)

    def answer(content: str, media_type: str) -> Any:
        async def endpoint(_: Request) -> Response:
            return Response(content, media_type=media_type, headers=headers)

        return endpoint

    def asset(name: str) -> Any:
        async def endpoint(_: Request) -> Response:
            return FileResponse(_FOLDER / name, headers=headers)

        return endpoint

    return Starlette(
        routes=[
            Route("/", answer(_PAGE, "text/html")),
            Route("/start.js", answer(_START, "text/javascript")),
            Route("/openapi.json", answer(json.dumps(document), JSONResponse.media_type)),
            *(Route(f"/{name}", asset(name)) for name in ASSETS),
        ]
    )


def _headers(api_url: str) -> dict[str, str]:
    api = urlsplit(api_url)
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        # Swagger UI sets the style attributes of what it draws.
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "connect-src": f"'self' {api.scheme}://{api.netloc}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
