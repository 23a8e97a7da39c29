import { type FieldErrors, Invalid } from '../errors.js';

/** What is wrong with the fields of a request, collected so that the client learns of all of it at once. */
export class Problems {
  readonly #fields = new Map<string, string[]>();

  add(field: string, ...messages: readonly string[]): void {
    if (messages.length > 0) this.#fields.set(field, [...(this.#fields.get(field) ?? []), ...messages]);
  }

  addAll(fields: FieldErrors): void {
    for (const [field, messages] of Object.entries(fields)) this.add(field, ...messages);
  }

  has(field: string): boolean {
    return this.#fields.has(field);
  }

  get isEmpty(): boolean {
    return this.#fields.size === 0;
  }

  /**
   * Runs a check or a look-up.
   * @returns its result; undefined when it throws Invalid, whose fields are added
   */
  async collect<Result>(check: () => Result | Promise<Result>): Promise<Result | undefined> {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      this.addAll(error.fields);
      return undefined;
    }
  }

  /** @throws Invalid with all fields that are wrong */
  throwIfAny(): void {
    if (this.#fields.size > 0) throw new Invalid(Object.fromEntries(this.#fields));
  }
}
