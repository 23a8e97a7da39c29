import { type ReactNode, useEffect } from 'react';

interface Props {
  readonly title: string;
  /** Beside the title: counts, a state */
  readonly aside?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of a page: its title, also in the window's, its actions, its content. */
export function Page({ title, aside, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · MAAS`;
  }, [title]);
  return (
    <div className="page">
      <div className="page__head">
        <h1>{title}</h1>
        {aside && <div className="page__aside">{aside}</div>}
        {actions && <div className="page__actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
