"""Delivers each request for a custom resource twice, as Lambda may: an asynchronous event "might be received more than once"."""

import contextvars
import functools
import threading

from provisioning import PLAYED

# The second delivery comes this many seconds after the first, answered or not. 0: no second delivery.
seconds = 0


def install(lambda_svc):
    if not hasattr(lambda_svc, "_execute_function_with_config_scope"):
        raise SystemExit("MiniStack has no lambda_svc._execute_function_with_config_scope, which the rehearsal wraps (decisions/0019)")
    execute = lambda_svc._execute_function_with_config_scope

    @functools.wraps(execute)
    def execute_twice(func, event, *args, **options):
        # The types that the local cloud plays are no custom resources on AWS.
        if seconds and isinstance(event, dict) and "ResponseURL" in event and not event.get("ResourceType", "").startswith(PLAYED):
            context = contextvars.copy_context()
            again = threading.Timer(seconds, context.run, [execute, func, event, *args], options)
            again.daemon = True
            again.start()
        return execute(func, event, *args, **options)

    lambda_svc._execute_function_with_config_scope = execute_twice
