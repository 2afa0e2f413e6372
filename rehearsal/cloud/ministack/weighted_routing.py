"""Weighted alias routing and invocation reports for MiniStack (decisions/0002).

MiniStack stores an alias's weights and never applies them. These wrappers apply them, in the two places where every entry point
(Invoke, HTTP and REST API, Function URL, event sources, SNS, EventBridge, Scheduler) turns an alias into a version.
They depend on private functions of one MiniStack version, so `install` refuses any other version.
"""

import contextvars
import functools
import importlib.metadata
import inspect
import random
import time

MINISTACK_VERSION = "1.5.33"

# The wrapped functions with their parameters: a renamed function or parameter must fail here, not in a rollout.
WRAPPED = {
    "_effective_func_record_for_qualifier": ["func", "qualifier"],
    "_invoke": ["name", "event", "headers", "path_qualifier", "query_params"],
    "_execute_function_dispatch": ["func", "config", "event", "request_id", "started"],
}
# Control-plane functions that also resolve an alias: reading about a function must not draw a version.
CONTROL_PLANE = ["_get_function", "_get_function_config", "_cross_account_stream_read_error"]

_reading = contextvars.ContextVar("reading", default=False)
_invoked_alias_arn = contextvars.ContextVar("invoked_alias_arn", default=None)


def assert_supported(lambda_svc):
    version = importlib.metadata.version("ministack")
    if version != MINISTACK_VERSION:
        raise SystemExit(f"the rehearsal needs MiniStack {MINISTACK_VERSION}, got: {version} (see rehearsal/requirements.txt)")
    for name in [*WRAPPED, *CONTROL_PLANE]:
        function = getattr(lambda_svc, name, None)
        if function is None:
            raise SystemExit(f"MiniStack {version} has no lambda_svc.{name}, which the rehearsal wraps (decisions/0002)")
        expected = WRAPPED.get(name)
        actual = list(inspect.signature(function).parameters)
        if expected and actual != expected:
            raise SystemExit(f"lambda_svc.{name} must take {expected}, got: {actual} (decisions/0002)")


def install(lambda_svc, seed, report):
    """Wraps MiniStack's functions; `report` is called once per execution with a JSON-able dict."""
    assert_supported(lambda_svc)
    # One random sequence per alias, in order of first appearance: names differ from run to run. Simultaneous invocations may still
    # swap places.
    draws = {}

    def weights_of_alias(alias):
        return (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}

    def weights_of(name, qualifier):
        return weights_of_alias((lambda_svc._functions.get(name) or {}).get("aliases", {}).get(qualifier) or {})

    def pick(alias):
        """The version that serves this invocation; draws once, and only if the alias has weights."""
        weights = weights_of_alias(alias)
        if weights:
            draw = draws.setdefault(alias["AliasArn"], random.Random(f"{seed} {len(draws)}")).random()
            for version, weight in weights.items():
                draw -= weight
                if draw < 0:
                    return version
        return alias.get("FunctionVersion", "$LATEST")

    effective = lambda_svc._effective_func_record_for_qualifier

    @functools.wraps(effective)
    def effective_with_weights(func, qualifier):
        alias = (func or {}).get("aliases", {}).get(qualifier)
        if alias is None or _reading.get():
            return effective(func, qualifier)
        record, config = effective(func, pick(alias))
        if config is None:
            return record, config
        # The handler must see the ARN that was invoked (`context.invokedFunctionArn`): the alias's.
        config = {**config, "FunctionArn": alias["AliasArn"]}
        return {**record, "config": config}, config

    invoke = lambda_svc._invoke

    @functools.wraps(invoke)
    async def invoke_with_weights(name, event, headers, path_qualifier=None, query_params=None):
        qualifier = (path_qualifier or lambda_svc._qp_first(query_params or {}, "Qualifier")
                     or lambda_svc._qp_first(headers, "x-amz-qualifier"))
        alias = (lambda_svc._functions.get(name) or {}).get("aliases", {}).get(qualifier)
        if alias is None:
            return await invoke(name, event, headers, path_qualifier, query_params)
        token = _invoked_alias_arn.set(alias["AliasArn"])
        try:
            # With the version as qualifier, MiniStack returns the right X-Amz-Executed-Version.
            return await invoke(name, event, headers, pick(alias), query_params)
        finally:
            _invoked_alias_arn.reset(token)

    dispatch = lambda_svc._execute_function_dispatch

    @functools.wraps(dispatch)
    def dispatch_and_report(func, config, event, request_id, started):
        alias_arn = _invoked_alias_arn.get()
        # The names are compared because a failure destination runs in the context of the failed invocation.
        if alias_arn and alias_arn.split(":")[6] == config.get("FunctionName"):
            config = {**config, "FunctionArn": alias_arn}
            func = {**func, "config": config}
        qualifier = (config.get("FunctionArn", "").split(":") + [None] * 8)[7]
        weighted = bool(weights_of(config.get("FunctionName"), qualifier))
        begin = time.time()
        result = dispatch(func, config, event, request_id, started)
        version = config.get("Version", "$LATEST")
        failed = isinstance(result, dict) and result.get("error")
        body = result.get("body") if failed else None
        report({
            "functionName": config.get("FunctionName"),
            "alias": qualifier if qualifier not in (None, version) else None,
            "aliasWeighted": weighted,
            "executedVersion": version,
            "startedAt": int(begin * 1000),
            "durationMs": round((time.time() - begin) * 1000, 1),
            "error": ((body.get("errorMessage") if isinstance(body, dict) else None) or "error") if failed else None,
            "log": (result.get("log") if isinstance(result, dict) else None) or "",
            "requestId": request_id,
        })
        return result

    lambda_svc._effective_func_record_for_qualifier = effective_with_weights
    lambda_svc._invoke = invoke_with_weights
    lambda_svc._execute_function_dispatch = dispatch_and_report
    for name in CONTROL_PLANE:
        setattr(lambda_svc, name, _as_reader(getattr(lambda_svc, name)))


def _as_reader(function):
    @functools.wraps(function)
    def reader(*args, **kwargs):
        token = _reading.set(True)
        try:
            return function(*args, **kwargs)
        finally:
            _reading.reset(token)

    return reader
