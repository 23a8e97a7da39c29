import type { FieldErrors } from '../../errors.js';
import type { Input } from '../../params/input.js';
import type { ParamSpecs } from '../../params/param.js';
import { Problems } from '../../params/problems.js';
import { collectParams } from '../../params/read.js';
import type { Caller } from './caller.js';
import type { Definition } from './definition.js';

/** Checks parameters before the transaction. Returns the problems by field. */
export type Precheck = (input: Input, caller: Caller) => Promise<FieldErrors>;

/** The precheck of an operation, if it has one. The run reads the parameters again, and reports invalid ones. */
export function precheckOf<Specs extends ParamSpecs, Collects extends boolean>(
  { precheck }: Definition<Specs, Collects>,
  specs: Specs,
): Precheck | undefined {
  return precheck && ((input, caller) => precheck(collectParams(specs, input, caller, new Problems())));
}
