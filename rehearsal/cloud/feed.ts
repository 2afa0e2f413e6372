import { EventEmitter, on } from 'node:events';

/** How many items the history keeps, enough for a whole rollout. */
const REMEMBERED = 20_000;

/** A stream of items with a history: listen to it, iterate over it, wait for an item, or look back. */
export class Feed<T> implements AsyncIterable<T> {
  /** The items published so far, oldest first. */
  readonly history: T[] = [];
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private closed = false;

  publish(item: T): void {
    if (this.closed) return;
    this.history.push(item);
    if (this.history.length > REMEMBERED) this.history.splice(0, this.history.length - REMEMBERED);
    this.emitter.emit('item', item);
  }

  /** Calls the listener for every item from now on; returns a function that stops it. */
  listen(listener: (item: T) => void): () => void {
    this.emitter.on('item', listener);
    return () => this.emitter.off('item', listener);
  }

  /** The first item that fits, past or future. Rejects if the feed closes first, or with the signal's reason. */
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
    throw new Error('The feed closed before the awaited item was published');
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.items();
  }

  private async *items(signal?: AbortSignal): AsyncGenerator<T> {
    if (this.closed) return;
    for await (const [item] of on(this.emitter, 'item', { close: ['close'], signal })) yield item as T;
  }

  /** Ends every iteration; later items are dropped. */
  close(): void {
    this.closed = true;
    this.emitter.emit('close');
  }
}
