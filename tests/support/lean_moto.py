"""moto without what it works out anew at every call although it never changes: that is most of a call's time."""

from functools import cache

import moto.core.models
import moto.core.responses
from moto.core.base_backend import BaseBackend
from moto.core.utils import get_service_model, method_names_from_class
from moto.s3.models import S3Backend


def make_moto_lean() -> None:
    """Has moto keep what it knows, and send DynamoDB's values as it holds them."""
    # In all that it sends, moto looks for each member under many names. The attributes of an item it holds as they
    # are sent; but for binary ones, of which the project has none.
    get_service_model("dynamodb")._shape_resolver._shape_map["AttributeValue"]["document"] = True  # type: ignore[attr-defined]
    # S3's addresses, which it loads from their file for each call, since they may depend on the environment.
    S3Backend._url_module = BaseBackend._url_module  # type: ignore[method-assign]
    moto.core.responses.method_names_from_class = cache(method_names_from_class)  # type: ignore[attr-defined]
    # Its second way in, for those who ask AWS by `requests`, of 2,000 patterns for each sandbox. Nobody here does.
    moto.core.models.RESPONSES_METHODS.clear()
