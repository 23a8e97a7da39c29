import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { useSearchParams } from 'wouter';

/** The ids of tabs with their titles. */
export type TabList<Id extends string> = readonly (readonly [Id, string])[];

/** The chosen tab, which the address names. */
export function useTab<Id extends string>(tabs: TabList<Id>): [Id, (tab: Id) => void] {
  const [params, setParams] = useSearchParams();
  const named = tabs.find(([id]) => id === params.get('tab')) ?? tabs[0];
  if (!named) throw new Error('there are no tabs');
  const first = tabs[0]?.[0];
  const set = (tab: Id) => {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (tab === first) next.delete('tab');
        else next.set('tab', tab);
        return next;
      },
      { replace: true },
    );
  };
  return [named[0], set];
}

interface Props<Id extends string> {
  readonly label: string;
  readonly tabs: TabList<Id>;
  readonly tab: Id;
  readonly onChange: (tab: Id) => void;
}

export function Tabs<Id extends string>({ label, tabs, tab, onChange }: Props<Id>) {
  const list = useRef<HTMLDivElement>(null);
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex(([id]) => id === tab);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next[0]);
    list.current?.querySelector<HTMLElement>(`#tab-${next[0]}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={press}>
      {tabs.map(([id, title]) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`tab-${id}`}
          aria-selected={id === tab}
          aria-controls="tab-panel"
          tabIndex={id === tab ? 0 : -1}
          onClick={() => onChange(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

export function TabPanel({ tab, children }: { readonly tab: string; readonly children: ReactNode }) {
  return (
    <div className="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`}>
      {children}
    </div>
  );
}
