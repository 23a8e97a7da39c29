/** Milliseconds between two checks of the parser. */
const INTERVAL = 100;

/**
 * Watches a parser that reads from a stream. A malformed body can stall the parser of multipart forms in the middle of
 * a part. The parser then neither ends nor fails, and the request would never be answered.
 */
export class ParserWatch {
  #received = 0;
  #isAwaited = false;

  /** Yields the items of the parser. `toRefusal` converts errors of the parser. */
  async *relay<Item>(items: AsyncIterable<Item>, toRefusal: (error: unknown) => Error): AsyncGenerator<Item> {
    this.#isAwaited = true;
    try {
      for await (const item of items) {
        this.#received += 1;
        this.#isAwaited = false;
        yield item;
        this.#isAwaited = true;
      }
    } catch (error) {
      throw toRefusal(error);
    } finally {
      this.#isAwaited = false;
    }
  }

  /**
   * Calls `fail` when the source is complete, and an awaited parser yields nothing between two checks. Returns the
   * function that ends the watch.
   */
  onStall(source: { readonly complete: boolean }, fail: () => void): () => void {
    let receivedBefore: number | undefined;
    const timer = setInterval(() => {
      const isDue = source.complete && this.#isAwaited;
      if (isDue && receivedBefore === this.#received) fail();
      receivedBefore = isDue ? this.#received : undefined;
    }, INTERVAL);
    return () => clearInterval(timer);
  }
}
