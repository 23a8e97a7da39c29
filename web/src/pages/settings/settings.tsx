import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../../api/client.js';
import { ApiError, dataOf, textOf } from '../../api/errors.js';
import { announce } from '../../ui/announcer.js';
import { Button } from '../../ui/button.js';
import { SelectField, TextField } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { Loaded } from '../../ui/states.js';
import { ITEMS, type Item } from './items.js';

const settings = {
  queryKey: ['settings'],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const values = ITEMS.map(async ({ name }) => {
      const value = await dataOf(api.GET('/api/1.0/maas/;op=get_config', { params: { query: { name } }, signal }));
      return [name, value === null || value === undefined ? '' : String(value)] as const;
    });
    return new Map(await Promise.all(values));
  },
};

export default function Settings() {
  const query = useQuery(settings);
  return (
    <Page title="Settings">
      <Loaded query={query} what="the settings">
        {(values) => (
          <div className="settings">
            {ITEMS.map((item) => (
              <Setting key={item.name} item={item} stored={values.get(item.name) ?? ''} />
            ))}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** One item, saved by itself: a change of another person elsewhere never undoes what is typed here. */
function Setting({ item, stored }: { readonly item: Item; readonly stored: string }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [isSending, setSending] = useState(false);
  const value = typed ?? stored;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    try {
      await dataOf(api.POST('/api/1.0/maas/;op=set_config', { body: { name: item.name, value } }));
      await client.invalidateQueries({ queryKey: ['settings'] });
      // What was typed meanwhile stays.
      setTyped((now) => (now === value ? undefined : now));
      setProblem(undefined);
      announce(`${item.title} is saved.`);
    } catch (error) {
      setProblem(error instanceof ApiError ? (error.fields[item.name] ?? error.message) : textOf(error));
    }
    setSending(false);
  };
  const common = { label: item.title, help: item.help, problem, value, onChange: setTyped };
  return (
    <form className="card setting" onSubmit={save}>
      {item.options ? <SelectField {...common} options={item.options} /> : <TextField {...common} name={item.name} />}
      {typed !== undefined && typed !== stored && (
        <div className="setting__actions">
          <Button onClick={() => setTyped(undefined)}>Undo</Button>
          <Button type="submit" kind="positive" disabled={isSending}>
            Save {item.title.toLowerCase()}
          </Button>
        </div>
      )}
    </form>
  );
}
