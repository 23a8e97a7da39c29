import { NotFound } from '../errors.js';
import { isStorable } from '../params/text.js';
import type { Context } from './operation/context.js';
import { endsInRest } from './operation/routes.js';

/** What the router found in a path, decoded. `*` is the rest of it. */
export type PathParams = Readonly<Record<string, string | undefined>>;

/** Returns the arguments of the path by name. @param names of the arguments of `path` */
export function pathValues(params: PathParams, path: string, names: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const name of names) {
    const text = params[name] ?? params['*'] ?? '';
    values.set(name, endsInRest(path) ? text.replace(/\/$/, '') : text);
  }
  return values;
}

/** Whether PostgreSQL can store all arguments of a path. No object has a name that it cannot store. */
export function areStorable(args: ReadonlyMap<string, string>): boolean {
  for (const value of args.values()) if (!isStorable(value)) return false;
  return true;
}

/** The arguments of a path, as operations get them. @throws NotFound for text that PostgreSQL cannot store */
export function argumentsOf(args: ReadonlyMap<string, string>): Context['arg'] {
  if (!areStorable(args)) throw new NotFound();
  return (name) => {
    const value = args.get(name);
    if (value === undefined) throw new Error(`The path has no argument ${name}.`);
    return value;
  };
}
