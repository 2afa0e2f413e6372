import { EventEmitter, on } from 'node:events';

/** Enough to look back on a rollout; older items are forgotten. */
const REMEMBERED = 20_000;

/** Things as they happen: to listen to, to iterate, to wait for, and to look back on. */
export class Feed<T> implements AsyncIterable<T> {
  /** What was published so far, oldest first. */
  readonly history: T[] = [];
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private closed = false;

  publish(item: T): void {
    if (this.closed) return;
    this.history.push(item);
    if (this.history.length > REMEMBERED) this.history.splice(0, this.history.length - REMEMBERED);
    this.emitter.emit('item', item);
  }

  /** Calls the listener for everything from now on; returns what ends that. */
  listen(listener: (item: T) => void): () => void {
    this.emitter.on('item', listener);
    return () => this.emitter.off('item', listener);
  }

  /** The first item that fits, of the past or of the future. Rejects when the feed closes before, or with the signal's reason. */
  async waitFor(fits: (item: T) => boolean, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const past = this.history.find(fits);
    if (past !== undefined) return past;
    try {
      for await (const item of this.items(signal)) {
        if (fits(item)) return item;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
    throw new Error('The feed was closed before the awaited item came');
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.items();
  }

  private async *items(signal?: AbortSignal): AsyncGenerator<T> {
    if (this.closed) return;
    for await (const [item] of on(this.emitter, 'item', { close: ['close'], signal })) yield item as T;
  }

  /** Ends every iteration; nothing is published any more. */
  close(): void {
    this.closed = true;
    this.emitter.emit('close');
  }
}
