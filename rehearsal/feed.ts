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

  /** The first item that fits, of the past or of the future. Rejects when the feed closes before. */
  async waitFor(fits: (item: T) => boolean): Promise<T> {
    const past = this.history.find(fits);
    if (past !== undefined) return past;
    for await (const item of this) {
      if (fits(item)) return item;
    }
    throw new Error('The feed was closed before the awaited item came');
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    if (this.closed) return;
    for await (const [item] of on(this.emitter, 'item', { close: ['close'] })) yield item as T;
  }

  /** Ends every iteration; nothing is published any more. */
  close(): void {
    this.closed = true;
    this.emitter.emit('close');
  }
}
