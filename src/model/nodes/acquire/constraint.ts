import type { Db } from '../../../db/database.js';
import type { Query } from '../../../db/query.js';
import type { Param } from '../../../params/param.js';

/** Makes a condition on node `n` in SQL, and binds the values to the query. */
export type Condition = (query: Query) => string;

/** A constraint on the nodes that may be acquired. */
export interface Constraint<Value> {
  readonly param: Param<Value>;
  /**
   * Looks up the objects that the value names, and makes a condition.
   * @param field the name of the parameter
   * @returns undefined when the value restricts nothing
   * @throws Invalid when the value names something unknown
   */
  readonly condition: (db: Db, value: Value, field: string) => Promise<Condition | undefined>;
}

export function constraint<Value>(definition: Constraint<Value>): Constraint<Value> {
  return definition;
}

/** A constraint on a list. Repeated members count once, and an empty list restricts nothing. */
export function listConstraint<Item>(
  param: Param<Item[]>,
  condition: (db: Db, items: readonly Item[], field: string) => Promise<Condition | undefined>,
): Constraint<Item[]> {
  return {
    param,
    condition: async (db, items, field) => (items.length > 0 ? condition(db, [...new Set(items)], field) : undefined),
  };
}
