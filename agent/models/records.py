"""The record that a text model was asked for: reads it from a reply, or asks for it again."""

import json
from typing import Any

from pydantic import ValidationError

from agent.schemas import Schema

type Message = dict[str, Any]


def read_record[S: Schema](schema: type[S], tool: str, reply: Message) -> tuple[S | None, str]:
    """The record in a reply, or why it is invalid. Blocks are picked by kind, because thinking may come first."""
    try:
        for block in reply["content"]:
            if "toolUse" in block and block["toolUse"]["name"] == tool:
                return schema.model_validate(block["toolUse"]["input"]), ""
        text = "".join(block["text"] for block in reply["content"] if "text" in block)
        return schema.model_validate_json(text[text.find("{") : text.rfind("}") + 1]), ""
    except ValidationError as error:
        return None, "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:10])


def as_read(reply: Message, record: Schema) -> Message:
    """A reply as it was read: the record instead of its words, which may repeat what was written inside a photo."""
    value = record.model_dump(mode="json")
    blocks = [
        {"toolUse": {**block["toolUse"], "input": value}} if "toolUse" in block else block
        for block in reply["content"]
        if "text" not in block
    ]
    if not any("toolUse" in block for block in blocks):
        blocks.append({"text": json.dumps(value)})
    return {**reply, "content": blocks}


def send_back(reply: Message, reasons: str) -> Message:
    """The message that asks for a record again, because of these reasons."""
    text = f"That is not a valid record ({reasons}). Record it again, whole and corrected."
    uses = [block["toolUse"] for block in reply["content"] if "toolUse" in block]
    if not uses:
        return {"role": "user", "content": [{"text": text}]}
    results = [
        {"toolResult": {"toolUseId": use["toolUseId"], "status": "error", "content": [{"text": text}]}} for use in uses
    ]
    return {"role": "user", "content": results}
