"""moto without what it works out anew at every call although it never changes: that is most of a call's time."""

import pickle
from collections import deque
from copy import deepcopy
from functools import cache
from typing import Any

import botocore.session
import moto.core.models
import moto.core.responses
import moto.dynamodb.parsing.validators
from botocore.useragent import UserAgentString
from moto.core.base_backend import BaseBackend
from moto.core.utils import get_service_model, method_names_from_class
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.parsing.ast_nodes import (
    DepthFirstTraverser,
    Expression,
    Node,
    UpdateExpression,
    UpdateExpressionFunction,
)
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.s3.models import S3Backend

from tests.support.lean_calls import shorten_calls
from tests.support.lean_items import handle_items_once

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
    shorten_calls()
    handle_items_once()
    _name_each_client_once()
    _parse_each_expression_once()
    _walk_expressions_quickly()


def _name_each_client_once() -> None:
    """botocore puts a client's name together twice for each call; what is new in it then, nobody reads."""
    name = UserAgentString.to_string

    def kept_name(self: Any) -> str:
        if "kept_name" not in vars(self):
            self.kept_name = name(self)
        kept: str = self.kept_name
        return kept

    UserAgentString.to_string = kept_name


def _parse_each_expression_once() -> None:
    """DynamoDB's expressions are few, and parsed again for each call, several times."""
    parse, split = UpdateExpressionParser.make, ConditionExpressionParser._lex_condition_expression

    @cache
    def parsed(expression: str) -> bytes:
        return pickle.dumps(parse(expression))

    @cache
    def parts(condition: str) -> tuple[Any, ...]:
        return tuple(split(ConditionExpressionParser(condition, None, None)))

    # The tree is changed where it is used, so it is a new one each time: the validator need not copy it once more.
    UpdateExpressionParser.make = lambda expression: pickle.loads(parsed(expression))
    moto.dynamodb.parsing.validators.deepcopy = lambda part: (
        part if isinstance(part, UpdateExpression) else deepcopy(part)
    )
    ConditionExpressionParser._lex_condition_expression = lambda self: deque(parts(self.condition_expression))


def _walk_expressions_quickly() -> None:
    """Each update's tree is walked ten times, and each walk asks each node several times of which kind it is."""
    is_a = cache(issubclass)

    @cache
    def kind_of(node: type, kinds: tuple[type, ...]) -> type | None:
        return next((kind for kind in kinds if issubclass(node, kind)), None)

    def found(self: Any, kinds: list[type]) -> list[Any]:
        clauses: list[Any] = []
        for child in self.children or ():
            if type(child) in kinds:
                clauses.append(child)
            elif is_a(type(child), (Expression, UpdateExpressionFunction)):
                clauses += found(child, kinds)
        return clauses

    def walk(self: Any, node: Any, child_id: int = -1) -> Any:
        if "processors" not in vars(self):
            self.processors = self._processing_map()
            self.kinds = tuple(self.processors)
        parent = node.parent
        for index, child in enumerate(node.children or ()):
            self.pre_processing_of_child(node, index)
            if is_a(type(child), Node):
                walk(self, child, index)
        if kind := kind_of(type(node), self.kinds):
            node = self.processors[kind](node)
            node.parent = parent
            if parent:
                parent.children[child_id] = node
        return node

    Node.find_clauses = found
    DepthFirstTraverser.traverse_node_recursively = walk
