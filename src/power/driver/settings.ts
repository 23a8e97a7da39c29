/** A setting of a power type, as the API describes it. */
export interface PowerSetting {
  readonly name: string;
  readonly label: string;
  readonly type: 'string' | 'mac_address' | 'choice';
  /** Value and label of each choice; empty unless `type` is choice. */
  readonly choices: readonly (readonly [value: string, label: string])[];
  /** The value that clients offer; "" for none. */
  readonly default: string;
  /** Never logged or shown; its value may begin with any character. */
  readonly secret: boolean;
  /** @throws PowerSettingsError for a value, other than "", with which the driver never works */
  readonly check?: (value: string) => unknown;
}

type WithDefault = 'type' | 'choices' | 'default' | 'secret';

/** Fills in the properties of an ordinary text setting. */
export function definePowerSetting(
  given: Omit<PowerSetting, WithDefault> & Partial<Pick<PowerSetting, WithDefault>>,
): PowerSetting {
  return { type: 'string', choices: [], default: '', secret: false, ...given };
}

// Settings that several power types share.
export const powerAddress = definePowerSetting({ name: 'power_address', label: 'Power address' });
export const powerUser = definePowerSetting({ name: 'power_user', label: 'Power user' });
export const powerPass = definePowerSetting({ name: 'power_pass', label: 'Power password', secret: true });
export const powerId = definePowerSetting({ name: 'power_id', label: 'Power ID' });
export const macAddress = definePowerSetting({ name: 'mac_address', label: 'MAC Address', type: 'mac_address' });
