import { type Subject } from '../subject';

/**
 * The starts of sixty minutes: this one, the five before it, and those to come.
 *
 * An alarm sees a measurement in each of them whenever it is evaluated, however slow the machine is.
 */
export function sixtyMinutes({ minute }: Subject): Date[] {
  const now = Math.floor(Date.now() / minute);
  return Array.from({ length: 60 }, (_, i) => new Date((now - 5 + i) * minute));
}
