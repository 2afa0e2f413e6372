"""Creates or updates the resources of a stack: what runs when, what ends early, and what the rollback undoes."""

import asyncio

# The types that the local cloud plays in place of AWS's own (rehearsal/cloud/resources/template.ts).
PLAYED = "Custom::Rehearsal"
PLAYED_ALIAS = "Custom::RehearsalLambdaAlias"
NO_FAILURE = (False, "", None, None)


class Provisioning:
    running = set()

    @classmethod
    def stop_cancelled(cls):
        for provisioning in list(cls.running):
            if provisioning.stack.get("_cancel_requested"):
                provisioning.stop()

    def __init__(self, ministack, stack, previous_stack, definitions, ordered, provisioned, created, preserves):
        """`ministack`: MiniStack's module `stacks`. `previous_stack`: None for a create. `created`: what a rollback undoes, in order.

        `preserves`: `DisableRollback`, with which a failure ends only what depends on the failed resource.
        """
        self.ministack, self.stack, self.definitions, self.ordered = ministack, stack, definitions, ordered
        self.previous = (previous_stack or {}).get("_resources", {})
        self.provisioned, self.created, self.preserves = provisioned, created, preserves
        self.tasks, self.in_progress, self.cancelled = {}, set(), set()
        self.stopped, self.failure = False, NO_FAILURE

    async def run(self, provision):
        """Starts each resource when all that it depends on is complete; returns the first failure, in MiniStack's form."""
        names = set(self.ordered)
        for logical_id in self.ordered:
            needs = self.ministack._extract_deps(self.definitions[logical_id], names) - {logical_id}
            self.tasks[logical_id] = asyncio.create_task(self._provide(logical_id, [self.tasks[need] for need in needs], provision))
        self.running.add(self)
        try:
            await asyncio.gather(*self.tasks.values())
        finally:
            self.running.discard(self)
        return self.failure

    def stop(self):
        """Starts no further resource, and cancels those in progress."""
        self.stopped = True
        for logical_id in filter(self._can_be_cancelled, self.in_progress):
            self.cancelled.add(logical_id)
            self.tasks[logical_id].cancel(f"Resource {'update' if logical_id in self.previous else 'creation'} cancelled")

    async def _provide(self, logical_id, needs, provision):
        """Provides one resource; returns whether it is complete."""
        if not all([await need for need in needs]) or self.stopped:
            return False
        self.in_progress.add(logical_id)
        failure, properties = await provision(logical_id)
        self.in_progress.discard(logical_id)
        failed = failure[0]
        if not failed:
            return True
        if self.stopped or self.failure is not NO_FAILURE:
            self._enter(logical_id, properties)
            return False
        self.failure = failure
        if not self.preserves:
            self.stop()
        return False

    def _can_be_cancelled(self, logical_id):
        """All other resources are awaited: types that take no time on AWS, and nested stacks, which would continue during their rollback."""
        resource_type = self._type(logical_id)
        if resource_type.startswith(PLAYED):
            return resource_type == PLAYED_ALIAS and logical_id in self.previous
        return resource_type.startswith("Custom::") or resource_type in (
            "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::WaitCondition")

    def _enter(self, logical_id, properties):
        """Registers a resource that was cancelled, or failed after the first failure, for the rollback."""
        resource_type, before = self._type(logical_id), self.previous.get(logical_id)
        sent_back = logical_id in self.cancelled or (before and self.ministack._sends_back_failed_update(resource_type))
        if properties is None or not sent_back:
            return
        self.provisioned[logical_id] = {
            # CloudFormation invents an id for a resource that has none yet, and sends it with the Delete request.
            "PhysicalResourceId": f"{self.stack['StackName']}-{logical_id}-{self.ministack.new_uuid().replace('-', '')[:12].upper()}",
            "Attributes": {},
            **(before or {}),
            "LogicalResourceId": logical_id,
            "ResourceType": resource_type,
            "ResourceStatus": "UPDATE_FAILED" if before else "CREATE_FAILED",
            "Properties": properties,
            "Timestamp": self.ministack.now_iso(),
        }
        self.created.append(logical_id)

    def _type(self, logical_id):
        return self.definitions[logical_id].get("Type", "AWS::CloudFormation::CustomResource")
