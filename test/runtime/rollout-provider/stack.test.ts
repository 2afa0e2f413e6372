import { type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Deadline } from '../../../src/aws/deadline';
import { Stack } from '../../../src/runtime/rollout-provider/stack';
import { Polling } from '../../../src/runtime/shared/polling';

/** A stack whose resource has these statuses, one a read; the last one stays. */
function stackWith(...statuses: string[]): { stack: Stack; reads: () => number } {
  let reads = 0;
  const send = async () => ({ StackResourceDetail: { ResourceStatus: statuses[Math.min(reads++, statuses.length - 1)] } });
  return { stack: new Stack({ send } as unknown as CloudFormationClient, 'stack', 'Rollout'), reads: () => reads };
}

const polling = () => new Polling(Deadline.forWork({ getRemainingTimeInMillis: () => 60_000 }), 1);

test.each(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS'])('CloudFormation waits for the answer of a resource in %s', async status => {
  const { stack, reads } = stackWith(status);
  expect(await stack.awaitsAnswer(polling())).toBe(true);
  expect(reads()).toBe(1);
});

test('a status that lags behind the request does not leave CloudFormation without an answer', async () => {
  expect(await stackWith('UPDATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS').stack.awaitsAnswer(polling())).toBe(true);
});

test('after three reads a complete resource awaits no answer', async () => {
  const { stack, reads } = stackWith('UPDATE_COMPLETE');
  expect(await stack.awaitsAnswer(polling())).toBe(false);
  expect(reads()).toBe(3);
});
