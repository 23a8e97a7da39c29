import { BadRequest, type FieldErrors, Invalid } from '../errors.js';

/** The problems of the fields of a request, collected so that the client gets all of them in one answer. */
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
   * Runs a check or a look-up. When it throws Invalid, the fields of that error are added.
   * @returns the result of the check; undefined when the check threw Invalid
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

  /**
   * Runs a handler that collects problems.
   * @throws Invalid with all invalid fields, also in place of a BadRequest, which names no field
   */
  async handle<Result>(handler: () => Promise<Result>): Promise<Result> {
    try {
      const result = await handler();
      this.throwIfAny();
      return result;
    } catch (error) {
      if (error instanceof BadRequest) this.throwIfAny();
      throw error;
    }
  }

  /** @throws Invalid with all invalid fields */
  throwIfAny(): void {
    if (this.#fields.size > 0) throw new Invalid(Object.fromEntries(this.#fields));
  }
}
