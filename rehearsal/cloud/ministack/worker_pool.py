"""Limits how many handler processes MiniStack starts for one version of a function.

MiniStack starts a process for every invocation that finds no idle one. On AWS each process has a processor of its own; here they
share the laptop's processors. A burst of cold starts slows down the running processes, which causes more cold starts, until no process
answers. So when there are enough processes to use the machine, an invocation waits for one of them.

It also prevents an old process from serving new code: a retry of an asynchronous invocation runs the code of the first attempt,
and leaves its process in the pool.
"""

import functools
import os
import threading
import time

# Enough to keep every processor busy while some wait for a service.
WORKERS = max(4, 2 * (os.cpu_count() or 1))
# After this time a process is started anyway: the busy ones may wait for this invocation (a function that calls itself).
PATIENCE_SECONDS = 10.0


def install(lambda_svc, runtime):
    for module, name in [(lambda_svc, "acquire_worker"), (lambda_svc, "release_worker"), (runtime, "_worker_key"), (runtime, "_workers"),
                         (runtime, "_lock"), (runtime, "kill_workers")]:
        if not hasattr(module, name):
            raise SystemExit(f"MiniStack has no {module.__name__}.{name}, which the rehearsal wraps (decisions/0002)")
    acquire, release = lambda_svc.acquire_worker, lambda_svc.release_worker
    released = threading.Condition()

    def exhausted(key):
        workers = runtime._workers.get(key, [])
        return len(workers) >= WORKERS and all(worker.in_use for worker in workers)

    def discard_outdated(key, config):
        revision = config.get("RevisionId")
        with runtime._lock:
            workers = runtime._workers.get(key, [])
            outdated = [worker for worker in workers if not worker.in_use and worker.config.get("RevisionId") != revision]
            workers[:] = [worker for worker in workers if worker not in outdated]
        runtime.kill_workers(outdated)

    @functools.wraps(acquire)
    def acquire_when_free(func_name, config, code_zip, qualifier="$LATEST", max_concurrency=None):
        key = runtime._worker_key(func_name, config, qualifier)
        deadline = time.monotonic() + PATIENCE_SECONDS
        with released:
            while exhausted(key) and time.monotonic() < deadline:
                released.wait(deadline - time.monotonic())
            discard_outdated(key, config)
            # Leased under the lock: of all waiting invocations, one gets the released process.
            return acquire(func_name, config, code_zip, qualifier=qualifier, max_concurrency=max_concurrency)

    @functools.wraps(release)
    def release_and_notify(worker):
        with released:
            release(worker)
            released.notify_all()

    lambda_svc.acquire_worker = acquire_when_free
    lambda_svc.release_worker = release_and_notify
