import { Invalid } from '../../errors.js';
import type { GivenPower } from '../../model/nodes/update.js';
import { forAdmins, prefixed } from '../../params/param.js';
import { validatePowerParameters } from '../../power/validate-parameters.js';

const SKIP_CHECK = 'skip_check';

/** The parameters of an operation that sets power parameters one by one. */
export const powerParameters = {
  power_parameters_: forAdmins(
    prefixed(
      'power_parameters_',
      `power_parameters_{name} is the value of that parameter of the power type. power_parameters_skip_check ('true' or
'false') tells not to check them against the type.`,
    ),
  ),
};

/** @param sent the values by their names without prefix; undefined when the caller may not set them */
export function splitPower(sent: Readonly<Record<string, string>> = {}): GivenPower {
  const { [SKIP_CHECK]: skip, ...given } = sent;
  const skipCheck = skip?.toLowerCase() === 'true';
  return {
    skipCheck,
    checked(powerType) {
      if (Object.keys(given).length === 0) return undefined;
      const checked = validatePowerParameters(powerType, given, { skipCheck });
      if ('problems' in checked) throw new Invalid({ power_parameters: checked.problems });
      return checked.parameters;
    },
  };
}
