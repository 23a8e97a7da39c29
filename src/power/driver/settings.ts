import { setting } from './driver.js';

/** Settings that several power types share. */
export const powerAddress = setting({ name: 'power_address', label: 'Power address' });
export const powerUser = setting({ name: 'power_user', label: 'Power user' });
export const powerPass = setting({ name: 'power_pass', label: 'Power password', secret: true });
export const powerId = setting({ name: 'power_id', label: 'Power ID' });
export const macAddress = setting({ name: 'mac_address', label: 'MAC Address', type: 'mac_address' });
