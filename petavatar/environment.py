"""Reads a frozen settings class from environment variables, and refuses to go on without a clear message."""

import os
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields
from math import inf
from typing import TYPE_CHECKING, Any

from petavatar.errors import SettingsError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def read_settings[S: "DataclassInstance"](
    cls: type[S], environ: Mapping[str, str] | None = None, required: Collection[str] = ()
) -> S:
    """Fills a dataclass from the environment: strings, numbers, and what a field reads by a function of its own.

    A field's variable is the one in its metadata, or its own name in upper case; `parse` in its metadata reads a text,
    or raises ValueError. Fields without a default must be present.

    Args:
        cls: the settings class.
        environ: where to read; the process's environment if left out.
        required: names of fields that must be present although they have a default.

    Raises:
        SettingsError: naming every variable that is missing, and every one that makes no sense.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    faults: list[str] = []
    for setting in fields(cls):
        variable = setting.metadata.get("variable", setting.name.upper())
        text = environ.get(variable, "").strip()
        if not text:
            if setting.name in required or setting.default is MISSING:
                faults.append(f"{variable} is not set")
        elif setting.type is int:
            if text.isascii() and text.isdigit() and int(text) > 0:
                values[setting.name] = int(text)
            else:
                faults.append(f"{variable} is not a whole number above zero")
        elif "parse" in setting.metadata:
            try:
                values[setting.name] = setting.metadata["parse"](text)
            except ValueError as error:
                faults.append(f"{variable} is {error}")
        elif setting.type is float:
            if (amount := _amount(text)) is not None:
                values[setting.name] = amount
            else:
                faults.append(f"{variable} is not a number above zero")
        else:
            values[setting.name] = text
    if faults:
        raise SettingsError("; ".join(faults))
    return cls(**values)


def _amount(text: str) -> float | None:
    try:
        amount = float(text)
    except ValueError:
        return None
    return amount if 0 < amount < inf else None
