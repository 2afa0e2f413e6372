"""Starts MiniStack for one rehearsal: on a free loopback port, with weighted routing. It ends when its parent ends.

File descriptor 3 carries messages to the parent, one JSON line each: `ready` once, then one line per invocation.
Standard input carries events of AWS services and settings (`secondDelivery`) from the parent, one JSON line each. It is also a
lifeline: when it closes for any reason, this process and every handler process end.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import socket
import sys
import threading
import time

import resource_status
import second_delivery
import service_events
import stack_operations
import stack_rules
import weighted_routing
import worker_pool

REPORTS = 3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, required=True)
    args = parser.parse_args()

    # Bound here and handed over as a descriptor, so that no other process can take the port in between.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(512)
    port = listener.getsockname()[1]
    os.environ["GATEWAY_PORT"] = str(port)
    os.environ["MINISTACK_HOST"] = "127.0.0.1"
    threading.Thread(target=serve_parent, daemon=True, name="lifeline").start()

    from ministack.app import app
    from ministack.core import lambda_runtime
    from ministack.services import cloudformation, eventbridge, lambda_svc
    from ministack.services.cloudformation import handlers, provisioners, stacks

    service_events.assert_supported(eventbridge)

    weighted_routing.install(lambda_svc, args.seed, Reports().send)
    worker_pool.install(lambda_svc, lambda_runtime)
    stack_operations.install(stacks, handlers)
    stack_rules.install(stacks, handlers, provisioners, lambda_svc, cloudformation)
    second_delivery.install(lambda_svc)
    resource_status.install(stacks, handlers)
    serve(app, listener, lambda: Reports.write({"ready": {"port": port}}))


def serve(app, listener, on_ready):
    from hypercorn.asyncio import serve as hypercorn_serve
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    on_ready()
    asyncio.run(hypercorn_serve(app, config))


class Reports:
    """Writes messages to the parent as whole lines, from any thread."""

    lock = threading.Lock()

    @classmethod
    def write(cls, message):
        line = (json.dumps(message) + "\n").encode()
        with cls.lock:
            try:
                while line:
                    line = line[os.write(REPORTS, line):]
            except BrokenPipeError:
                pass  # The parent has ended; the lifeline ends this process.

    def send(self, invocation):
        self.write({"invocation": invocation})


def serve_parent():
    for line in sys.stdin:
        try:
            from ministack.services import eventbridge

            message = json.loads(line)
            if "secondDelivery" in message:
                second_delivery.seconds = message["secondDelivery"]
            else:
                service_events.publish(eventbridge, message)
        except Exception as error:  # noqa: BLE001 - an event must not break the lifeline
            Reports.write({"warning": str(error)})
    end()


def end():
    """Kills this process with its handlers, then removes the temporary files of the run."""
    if os.getpgrp() != os.getpid():
        os._exit(0)  # Started by hand, in a process group of other processes: kill only this process.
    group = os.getpgrp()
    if os.fork() == 0:
        os.setsid()
        os.killpg(group, signal.SIGKILL)
        folder = os.environ.get("REHEARSAL_TMPDIR")
        for _ in range(100):
            if not folder or not os.path.exists(folder):
                break
            shutil.rmtree(folder, ignore_errors=True)
            time.sleep(0.02)
        os._exit(0)
    signal.pause()


if __name__ == "__main__":
    main()
