import { z } from 'zod';

export const userShape = z.object({ username: z.string(), is_superuser: z.boolean(), email: z.string() });
