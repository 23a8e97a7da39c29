// What Redfish services answer (DSP0266, DSP8010). Services of old BMCs leave out or misspell parts that nothing depends
// on: these parts are read as absent.
import { z } from 'zod';
import { parseJsonText } from '../../../params/json-text.js';
import { PowerActionError } from '../../driver/errors.js';

const Link = z.object({ '@odata.id': z.string() });
const optionalLink = Link.optional().catch(undefined);
const texts = z.array(z.string()).optional().catch(undefined);

export const ServiceRoot = z.object({
  Systems: optionalLink,
  Links: z.object({ Sessions: optionalLink }).optional().catch(undefined),
});
export type ServiceRoot = z.infer<typeof ServiceRoot>;

export const Collection = z.object({
  Members: z.array(Link),
  'Members@odata.nextLink': z.string().optional().catch(undefined),
});

const Reset = z.object({
  target: z.string(),
  'ResetType@Redfish.AllowableValues': texts,
  '@Redfish.ActionInfo': z.string().optional().catch(undefined),
});

export const ComputerSystem = z.object({
  '@odata.etag': z.string().optional().catch(undefined),
  PowerState: z.string().optional().catch(undefined),
  Boot: z.object({ 'BootSourceOverrideTarget@Redfish.AllowableValues': texts }).optional().catch(undefined),
  Actions: z
    .object({ '#ComputerSystem.Reset': Reset.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
export type ComputerSystem = z.infer<typeof ComputerSystem>;

export const ActionInfo = z.object({
  Parameters: z.array(z.object({ Name: z.string(), AllowableValues: texts })),
});

export const Task = z.object({ TaskState: z.string().optional().catch(undefined) });

const Message = z.object({ Message: z.string() });
const Refusal = z.object({
  error: z.object({
    message: z.string().optional().catch(undefined),
    '@Message.ExtendedInfo': z.array(Message).optional().catch(undefined),
  }),
});

/** @throws PowerActionError for an answer that is not JSON of this shape */
export function parseAnswer<Answer>(schema: z.ZodType<Answer>, text: string): Answer {
  const parsed = schema.safeParse(parseJsonText(text));
  if (!parsed.success) throw new PowerActionError('The answer of the BMC is not that of a Redfish service.');
  return parsed.data;
}

/** The reason in an error answer, on one line; "" for none. */
export function describeRefusal({ text }: { readonly text: string }): string {
  const parsed = Refusal.safeParse(parseJsonText(text));
  if (!parsed.success) return '';
  const { message = '', '@Message.ExtendedInfo': [first] = [] } = parsed.data.error;
  return (first?.Message ?? message).replace(/\p{Control}+/gu, ' ');
}
