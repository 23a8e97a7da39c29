import { z } from 'zod';
import { STOP_MODES } from '../../model/nodes/lifecycle/stop.js';
import { blankable } from '../../params/param.js';

/** The parameter `stop_mode`, as in MAAS 1.9. */
export const stopMode = blankable(
  z.enum(STOP_MODES, 'Use soft or hard.'),
  "'hard' (the default), or 'soft': ask the operating system to shut down.",
  'hard',
);
