import { sendInSession } from './client.js';
import { dataOf } from './errors.js';

/** Sends a form with files, which the typed client does not do. @param path below `/MAAS/` @throws ApiError */
export function upload(method: 'POST' | 'PUT', path: string, form: FormData): Promise<unknown> {
  const request = new Request(new URL(`${import.meta.env.BASE_URL}${path}`, window.location.href), {
    method,
    body: form,
  });
  return dataOf(
    sendInSession(request).then(async (response) => {
      const text = await response.text();
      return response.ok ? { data: text, response } : { error: parsed(text), response };
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
