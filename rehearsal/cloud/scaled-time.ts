import { setTimeout as delay } from 'node:timers/promises';

/** The time of the local cloud, which passes faster than the wall clock: at scale 60, a minute of cloud time lasts a second. */
export class ScaledTime {
  constructor(readonly scale: number) {
    if (!(scale > 0) || !Number.isFinite(scale)) {
      throw new Error(`\`timeScale\` must be a positive number, got: ${scale}`);
    }
  }

  /** Converts seconds of cloud time to wall-clock milliseconds. */
  millis(seconds: number): number {
    return (seconds * 1000) / this.scale;
  }

  /** Waits for this many seconds of cloud time; throws the signal's reason if the signal aborts first. */
  async sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    try {
      await delay(this.millis(seconds), undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }

  /** The wall-clock time at which this many seconds of cloud time will have passed. */
  after(seconds: number): Date {
    return new Date(Date.now() + this.millis(seconds));
  }
}
