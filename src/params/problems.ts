import { BadRequest, type FieldErrors, Invalid } from '../errors.js';

/** What is wrong with the fields of a request, collected so that the client learns of all of it at once. */
export class Problems {
  readonly #fields = new Map<string, string[]>();
  /** What is wrong with the request and belongs to no field; it gives way to fields. */
  #plain: BadRequest | undefined;

  add(field: string, ...messages: readonly string[]): void {
    this.#fields.set(field, [...(this.#fields.get(field) ?? []), ...messages]);
  }

  addAll(fields: FieldErrors): void {
    for (const [field, messages] of Object.entries(fields)) this.add(field, ...messages);
  }

  get isEmpty(): boolean {
    return this.#fields.size === 0 && !this.#plain;
  }

  /** Runs a check or a look-up. @returns its result; undefined when it throws Invalid or BadRequest, which is added */
  async collect<Result>(check: () => Result | Promise<Result>): Promise<Result | undefined> {
    try {
      return await check();
    } catch (error) {
      if (error instanceof Invalid) this.addAll(error.fields);
      else if (error instanceof BadRequest) this.#plain ??= error;
      else throw error;
      return undefined;
    }
  }

  /** @throws Invalid with all fields that are wrong; BadRequest */
  throwIfAny(): void {
    if (this.#fields.size > 0) throw new Invalid(Object.fromEntries(this.#fields));
    if (this.#plain) throw this.#plain;
  }
}
