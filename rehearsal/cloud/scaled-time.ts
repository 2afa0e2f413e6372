import { setTimeout as delay } from 'node:timers/promises';

/** Time that passes faster than on the wall: at scale 60, a minute of the cloud lasts a second. */
export class ScaledTime {
  constructor(readonly scale: number) {
    if (!(scale > 0) || !Number.isFinite(scale)) {
      throw new Error(`\`timeScale\` must be a positive number, got: ${scale}`);
    }
  }

  /** How long so many seconds of the cloud last on the wall, in milliseconds. */
  millis(seconds: number): number {
    return (seconds * 1000) / this.scale;
  }

  /** Waits so many seconds of the cloud, or until the signal aborts (then it throws the signal's reason). */
  async sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    try {
      await delay(this.millis(seconds), undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }

  /** The wall clock's time when so many seconds of the cloud have passed from now on. */
  after(seconds: number): Date {
    return new Date(Date.now() + this.millis(seconds));
  }
}
