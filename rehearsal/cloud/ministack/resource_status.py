"""Says `…_IN_PROGRESS` of a custom resource whose request is not answered yet, as CloudFormation does.

MiniStack keeps the status of the last operation until the next one has ended.
"""

import functools
import re

# Where MiniStack's functions, called in a worker thread, take the stack's name and the logical id.
ARGUMENTS = {
    "_provision_keeping_seed": ("CREATE_IN_PROGRESS", 3, 1),
    "_update_keeping_seed": ("UPDATE_IN_PROGRESS", 4, 5),
    "_update_resource": ("UPDATE_IN_PROGRESS", 4, 5),
    "_delete_resource": ("DELETE_IN_PROGRESS", 3, 4),
}


def install(stacks, handlers):
    for name in ARGUMENTS:
        if not hasattr(stacks, name):
            raise SystemExit(f"MiniStack has no {stacks.__name__}.{name}, which the rehearsal watches")
    pending = {}
    run_reentrant, describe = stacks.run_reentrant, handlers._ACTION_HANDLERS["DescribeStackResource"]

    @functools.wraps(run_reentrant)
    async def run_watched(function, *args, **options):
        status, stack, logical = ARGUMENTS.get(function.__name__, (None, 0, 0))
        if status is None:
            return await run_reentrant(function, *args, **options)
        key, mine = (args[stack], args[logical]), [status]
        pending[key] = mine
        try:
            return await run_reentrant(function, *args, **options)
        finally:
            if pending.get(key) is mine:  # else a later request of the resource is under way
                del pending[key]

    @functools.wraps(describe)
    def describe_pending(params):
        status, headers, body = describe(params)
        text = body.decode() if isinstance(body, bytes) else body
        name = re.search("<StackName>(.*?)</StackName>", text)
        logical = re.search("<LogicalResourceId>(.*?)</LogicalResourceId>", text)
        if name and logical and (found := pending.get((name[1], logical[1]))):
            text = re.sub("<ResourceStatus>.*?</ResourceStatus>", f"<ResourceStatus>{found[0]}</ResourceStatus>", text)
        return status, headers, text.encode() if isinstance(body, bytes) else text

    stacks.run_reentrant = run_watched
    handlers._ACTION_HANDLERS["DescribeStackResource"] = describe_pending
