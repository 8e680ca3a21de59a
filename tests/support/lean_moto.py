"""moto without what it works out anew at every call although it never changes: that is most of a call's time."""

import pickle
from collections import deque
from functools import cache
from typing import Any

import botocore.session
import moto.core.models
import moto.core.responses
from moto.core.base_backend import BaseBackend
from moto.core.utils import get_service_model, method_names_from_class
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.parsing.ast_nodes import DepthFirstTraverser
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.s3.models import S3Backend

# Every session would read its services' models from their files again, for a tenth of a second each; some modules of
# moto have dozens of sessions while they are imported.
botocore.session.create_loader = cache(botocore.session.create_loader)


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
    _parse_each_expression_once()


def _parse_each_expression_once() -> None:
    """DynamoDB's expressions are few, and parsed again for each call, several times."""
    parse, split, kinds = (
        UpdateExpressionParser.make,
        ConditionExpressionParser._lex_condition_expression,
        DepthFirstTraverser.nodes_to_be_processed,
    )

    @cache
    def parsed(expression: str) -> bytes:
        return pickle.dumps(parse(expression))

    @cache
    def parts(condition: str) -> tuple[Any, ...]:
        return tuple(split(ConditionExpressionParser(condition, None, None)))

    def own_kinds(self: Any) -> Any:
        """Worked out once for each traverser, not for each node."""
        if "kinds" not in vars(self):
            self.kinds = kinds(self)
        return self.kinds

    # The tree is changed where it is used.
    UpdateExpressionParser.make = lambda expression: pickle.loads(parsed(expression))
    ConditionExpressionParser._lex_condition_expression = lambda self: deque(parts(self.condition_expression))
    DepthFirstTraverser.nodes_to_be_processed = own_kinds
