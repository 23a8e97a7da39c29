type Parameters = Readonly<Record<string, string>>;

/** A power type with the names of its parameters. */
interface PowerType {
  readonly name: string;
  readonly fields: readonly { readonly name: string }[];
}

/** The power settings of a node, as a form holds them. */
export interface Power {
  readonly type: string;
  readonly parameters: Parameters;
}

export const NO_POWER: Power = { type: '', parameters: {} };

/**
 * The parameters of a request that sets the power of a node: those of its type. Empty ones are left out, so that the
 * region's defaults apply, unless they empty a stored one.
 */
export function powerFields(
  { type, parameters }: Power,
  types: readonly PowerType[],
  stored: Parameters = {},
): Parameters {
  const names = types.find(({ name }) => name === type)?.fields.map(({ name }) => name) ?? [];
  const sent = names.filter((name) => (parameters[name] ?? '') !== '' || (stored[name] ?? '') !== '');
  const fields = sent.map((name) => [`power_parameters_${name}`, parameters[name] ?? ''] as const);
  return { power_type: type, ...Object.fromEntries(fields) };
}
