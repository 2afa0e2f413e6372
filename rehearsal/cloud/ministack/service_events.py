"""Sends events of AWS services to EventBridge. PutEvents refuses sources that start with `aws.`, on AWS and in MiniStack."""

import inspect
import json


def assert_supported(eventbridge):
    put_events = getattr(eventbridge, "_put_events", None)
    if put_events is None or "allow_aws_source" not in inspect.signature(put_events).parameters:
        raise SystemExit("MiniStack has no eventbridge._put_events(allow_aws_source), which the rehearsal calls (decisions/0002)")


def publish(eventbridge, entry):
    _status, _headers, body = eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
    result = json.loads(body)
    if result["FailedEntryCount"]:
        raise ValueError(f"EventBridge refused {entry['DetailType']}: {result['Entries'][0]['ErrorMessage']}")
