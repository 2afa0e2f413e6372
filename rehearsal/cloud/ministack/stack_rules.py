"""Rules of CloudFormation that MiniStack does not keep (decisions/0020).

An export in use does not change. A version that an alias uses is not deleted. A rollback deletes what the update created only when
everything else is back. A nested stack keeps the attributes of what did not change, and says when it goes back with its parent.
"""

import functools
import inspect
import json
import textwrap

CLEANUP_PHASE = '''    cleanup_phase = bool(is_update and previous_stack
                         and not rollback_failed_records)
'''
# What the rollback would delete waits until ContinueUpdateRollback has sent everything back.
POSTPONE = CLEANUP_PHASE + '''    if is_update and previous_stack and rollback_failed_records:
        stack["_cleanup"] = [
            (lid, provisioned_resources.pop(lid), _resource_policy(
                resources_defs.get(lid), "DeletionPolicy", provisioned_resources, param_values, conditions, mappings,
                stack_name, stack_id) == "Retain" and not retain_except_on_create)
            for lid in reversed(to_delete) if lid not in imports]
        to_delete = []
'''
CONTINUED = '''    stack.pop("_rollback_failed", None)
'''
CLEAN_UP = CONTINUED + '''    await clean_up(stack_name, stack_id, stack)
'''


def install(stacks, handlers, provisioners, lambda_svc, cloudformation):
    replace_text(stacks._roll_back_operation, CLEANUP_PHASE, POSTPONE)
    stacks.clean_up = functools.partial(clean_up, stacks)
    replace_text(stacks._continue_update_rollback_async, CONTINUED, CLEAN_UP)
    keep_exports_in_use(stacks, handlers, cloudformation)
    keep_versions_in_use(provisioners, lambda_svc)
    keep_attributes(provisioners, cloudformation)
    tell_nested_rollbacks(stacks, cloudformation)


def replace_text(function, old, new):
    """Replaces the code, not the function: other modules have imported the function by name."""
    source = textwrap.dedent(inspect.getsource(function))
    if source.count(old) != 1:
        raise SystemExit(f"{function.__name__} must have this text once, got: {source.count(old)} times (decisions/0020)\n{old}")
    names = {}
    exec(compile(source.replace(old, new), inspect.getsourcefile(function), "exec"), function.__globals__, names)
    function.__code__ = names[function.__name__].__code__


async def clean_up(stacks, stack_name, stack_id, stack):
    """Deletes what a failed update had created, now that everything else is back; a failed delete does not fail the rollback."""
    postponed = stack.pop("_cleanup", [])
    if not postponed:
        return

    def record(logical_id, resource_type, status, reason="", physical_id=""):
        stacks._add_event(stack_id, stack_name, logical_id, resource_type, status, reason, physical_id)

    stack["StackStatus"] = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"
    record(stack_name, "AWS::CloudFormation::Stack", stack["StackStatus"], physical_id=stack_id)
    for logical_id, resource, retained in postponed:
        resource_type, physical_id = resource["ResourceType"], resource["PhysicalResourceId"]
        if retained:
            record(logical_id, resource_type, "DELETE_SKIPPED", physical_id=physical_id)
            continue
        record(logical_id, resource_type, "DELETE_IN_PROGRESS", physical_id=physical_id)
        try:
            await stacks.run_reentrant(stacks._delete_resource, resource_type, physical_id, resource["Properties"], stack_name, logical_id)
            record(logical_id, resource_type, "DELETE_COMPLETE", physical_id=physical_id)
        except Exception as error:  # noqa: BLE001 - whatever a provider raises
            record(logical_id, resource_type, "DELETE_FAILED", str(error), physical_id)


def keep_exports_in_use(stacks, handlers, cloudformation):
    resolve = stacks._resolve_stack_outputs

    def importers(export, owner):
        return sorted(name for name, stack in cloudformation._stacks.items() if name != owner
                      and stack.get("StackStatus") != "DELETE_COMPLETE" and export in handlers._imported_export_names(stack, name))

    @functools.wraps(resolve)
    def resolve_and_check(outputs_defs, conditions, resources, param_values, mappings, stack_name, stack_id):
        outputs, exports = resolve(outputs_defs, conditions, resources, param_values, mappings, stack_name, stack_id)
        known = cloudformation._exports
        for name in exports:
            owner = (known.get(name) or {}).get("StackId", stack_id)
            if owner != stack_id:
                raise ValueError(f"Export with name {name} is already exported by stack {owner.split('/')[1]}")
        changed = [export for _name, export in known.items() if export["StackId"] == stack_id
                   and exports.get(export["Name"], {}).get("Value") != export["Value"]]
        for name in [export["Name"] for export in changed]:
            users = importers(name, stack_name)
            if users:
                raise ValueError(f"Export {name} cannot be {'updated' if name in exports else 'deleted'} as it is in use by {', '.join(users)}")
        for export in changed:
            known.pop(export["Name"], None)  # MiniStack adds the new ones.
        return outputs, exports

    stacks._resolve_stack_outputs = resolve_and_check


def keep_versions_in_use(provisioners, lambda_svc):
    def delete_as_lambda_does(physical_id, _properties):
        function, version = physical_id.split(":function:")[-1].rsplit(":", 1)
        status, _headers, body = lambda_svc._delete_function(function, {}, version)
        if status >= 400 and status != 404:
            raise ValueError(json.loads(body)["message"])

    provisioners._RESOURCE_HANDLERS["AWS::Lambda::Version"]["delete"] = delete_as_lambda_does


def keep_attributes(provisioners, cloudformation):
    """MiniStack updates a nested stack's resources without their attributes, so what did not change would lose them."""
    update = provisioners._update_resource

    @functools.wraps(update)
    def update_with_attributes(resource_type, physical_id, old_props, new_props, stack_name, logical_id=None, old_attrs=None):
        known = ((cloudformation._stacks.get(stack_name) or {}).get("_resources") or {}).get(logical_id) or {}
        return update(resource_type, physical_id, old_props, new_props, stack_name, logical_id,
                      known.get("Attributes") if old_attrs is None else old_attrs)

    provisioners._update_resource = update_with_attributes


def tell_nested_rollbacks(stacks, cloudformation):
    """MiniStack sends a nested stack back by an update; its status must say that this is a rollback."""
    add_event = stacks._add_event

    @functools.wraps(add_event)
    def add_event_of_rollback(stack_id, stack_name, logical_id, resource_type, status, *args, **options):
        stack = cloudformation._stacks.get(stack_name) or {}
        if logical_id == stack_name and stack.get("ParentId") and status in ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"):
            parent = cloudformation._stacks.get(stack["_parent_stack_name"]) or {}
            if "ROLLBACK" in parent.get("StackStatus", ""):
                status = stack["StackStatus"] = status.replace("UPDATE_", "UPDATE_ROLLBACK_")
        return add_event(stack_id, stack_name, logical_id, resource_type, status, *args, **options)

    stacks._add_event = add_event_of_rollback
