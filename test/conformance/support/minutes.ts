import { type Subject } from '../subject';

/**
 * The starts of sixty minutes: this one, the five before, and those to come.
 *
 * What is measured in each of them an alarm sees whenever it is evaluated, and however slow the machine.
 */
export function sixtyMinutes({ minute }: Subject): Date[] {
  const now = Math.floor(Date.now() / minute);
  return Array.from({ length: 60 }, (_, i) => new Date((now - 5 + i) * minute));
}
