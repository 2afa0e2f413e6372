"""Provisions the resources of a stack as CloudFormation does: concurrently, unless one depends on another (decisions/0005).

MiniStack provisions one resource after another. So in MiniStack no resource can fail, and no user can cancel, in the middle of a
traffic shift. On AWS both can happen, and CloudFormation then sends the next request while the first one is still running.
"""

import ast
import asyncio
import functools
import inspect
import textwrap

from provisioning import Provisioning

# Replaces the loop in MiniStack's `_deploy_stack_async`. The loop's body, at `pass`, runs once per resource in a loop of its own, so
# that its `break` and `continue` still work. What it assigns about a failure stays local: the stack reports only the first failure.
CONCURRENT = '''
async def graft():
    async def provision(logical_id):
        failed, fail_reason, failed_update, failed_logical_id, resolved_props = False, "", None, None, None
        for _once in [logical_id]:
            pass
        return (failed, fail_reason, failed_update, failed_logical_id), resolved_props
    failed, fail_reason, failed_update, failed_logical_id = await Provisioning(
        stack, previous_stack if is_update else None, resources_defs, ordered, provisioned_resources, created_in_this_run,
        disable_rollback).run(provision)
'''


def install(stacks, handlers):
    for module, name in [(stacks, "_deploy_stack_async"), (stacks, "run_reentrant"), (stacks, "_extract_deps"), (stacks, "new_uuid"),
                         (stacks, "now_iso"), (stacks, "_sends_back_failed_update"), (handlers, "_ACTION_HANDLERS")]:
        if not hasattr(module, name):
            raise SystemExit(f"MiniStack has no {module.__name__}.{name}, which the rehearsal wraps (decisions/0005)")
    stacks.Provisioning = functools.partial(Provisioning, stacks)
    stacks.run_reentrant = cancellable(stacks.run_reentrant)
    # Replaces the code, not the function: other modules have imported the function by name.
    stacks._deploy_stack_async.__code__ = concurrent(stacks._deploy_stack_async)
    cancel = handlers._ACTION_HANDLERS["CancelUpdateStack"]

    @functools.wraps(cancel)
    def cancel_at_once(params):
        answer = cancel(params)
        Provisioning.stop_cancelled()
        return answer

    handlers._ACTION_HANDLERS["CancelUpdateStack"] = cancel_at_once


def concurrent(deploy):
    """The code of MiniStack's function, with its loop over the resources replaced."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(deploy)))
    statements = tree.body[0].body
    loops = [node for node in statements if isinstance(node, ast.For) and ast.unparse(node).startswith("for logical_id in ordered:\n")]
    if len(loops) != 1 or "'_cancel_requested'" not in ast.unparse(loops[0].body[0]):
        raise SystemExit("stacks._deploy_stack_async must have one loop `for logical_id in ordered`, which first looks for "
                         f"`_cancel_requested`, got: {len(loops)} (decisions/0005)")
    loop = loops[0]
    graft = ast.parse(CONCURRENT).body[0].body
    for node in [node for statement in graft for node in ast.walk(statement)]:
        ast.copy_location(node, loop)
    # What remains of the loop runs afterwards: MiniStack's own check for a cancellation by the user.
    graft[0].body[1].body, loop.body = loop.body[1:], loop.body[:1]
    position = statements.index(loop)
    statements[position:position] = graft
    ast.increment_lineno(tree, deploy.__code__.co_firstlineno - 1)
    names = {}
    exec(compile(tree, inspect.getsourcefile(deploy), "exec"), deploy.__globals__, names)
    return names[deploy.__name__].__code__


def cancellable(run_reentrant):
    """Lets a cancelled task continue at once, as after a failure; the later answer of its worker thread is ignored."""

    @functools.wraps(run_reentrant)
    async def run_cancellable(function, *args, **options):
        work = asyncio.ensure_future(run_reentrant(function, *args, **options))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError as cancellation:
            if work.done():
                return work.result()  # The answer came before the cancellation.
            work.add_done_callback(lambda late: late.exception())
            raise RuntimeError(*cancellation.args) from None

    return run_cancellable
