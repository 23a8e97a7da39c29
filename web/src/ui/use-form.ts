import { useState } from 'react';

/** The texts of a form. `set('name')` returns the function that changes one of them. */
export function useForm<Fields extends Readonly<Record<string, string>>>(initial: Fields) {
  const [fields, setFields] = useState<Fields>(initial);
  const set = (name: keyof Fields) => (value: string) => setFields((now) => ({ ...now, [name]: value }));
  return { fields, set };
}
