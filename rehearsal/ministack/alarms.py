"""Keeps MiniStack from moving alarms that it can't evaluate, and tells to the millisecond when an alarm moved.

MiniStack ignores an alarm's dimensions, so that an error of any function would put every error alarm in ALARM and stop a
healthy rollout. Such an alarm stays as it is until somebody sets its state (SetAlarmState).

It writes whole seconds into the history. Who asks what happened since a moment ago would miss what happened in that second,
and in scaled time a second is a minute.
"""

import functools
from datetime import datetime, timezone


def install(cloudwatch):
    for name in ["_evaluate_alarm", "_record_history", "_history_entries"]:
        if not hasattr(cloudwatch, name):
            raise SystemExit(f"MiniStack has no cloudwatch.{name}, which the rehearsal wraps (decisions/0002)")
    evaluate, record = cloudwatch._evaluate_alarm, cloudwatch._record_history

    @functools.wraps(evaluate)
    def evaluate_without_dimensions(alarm):
        if not alarm.get("Dimensions"):
            evaluate(alarm)

    @functools.wraps(record)
    def record_to_the_millisecond(*args, **kwargs):
        now = datetime.now(timezone.utc)
        record(*args, **kwargs)
        cloudwatch._history_entries()[-1]["Timestamp"] = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    cloudwatch._evaluate_alarm = evaluate_without_dimensions
    cloudwatch._record_history = record_to_the_millisecond
