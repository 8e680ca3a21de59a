"""The API's OpenAPI 3.1 document, made from the code: `python -m scripts.openapi` writes docs/openapi.json."""
