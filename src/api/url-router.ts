import findMyWay, { type Handler, type HTTPVersion } from 'find-my-way';
import { ArgumentTooLong } from '../errors.js';
import type { PathParams } from './path-values.js';

/** The most characters of an argument in a path. */
export const MAX_ARGUMENT_LENGTH = 4_096;

export interface FoundUrl<Target extends object> {
  readonly target: Target;
  readonly params: PathParams;
}

/** Finds the target of a URL for all methods, by the router of Fastify. */
export class UrlRouter<Target extends object> {
  readonly #router = findMyWay({ maxParamLength: MAX_ARGUMENT_LENGTH, onMaxParamLength: () => {} });
  readonly #targets = new Map<Handler<HTTPVersion.V1>, Target>();

  /** @param pattern a path with arguments such as `:name`, or `*` for the rest */
  add(pattern: string, target: Target): void {
    const mark = () => {};
    this.#targets.set(mark, target);
    this.#router.on('GET', pattern, mark);
  }

  /** @throws ArgumentTooLong */
  find(url: string): FoundUrl<Target> | undefined {
    const found = this.#router.find('GET', url);
    if (!found) return undefined;
    const target = this.#targets.get(found.handler);
    // Only the handler of arguments that are too long has no target.
    if (!target) throw new ArgumentTooLong();
    return { target, params: found.params };
  }
}
