import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Icon } from './icon.js';

interface Props {
  readonly title: string;
  /** Undefined: the dialog cannot be closed without its action. */
  readonly onClose?: () => void;
  readonly size?: 'small' | 'large';
  readonly children: ReactNode;
}

/** A modal dialog. The browser keeps the focus in it, and returns the focus when it closes. */
export function Dialog({ title, onClose, size = 'small', children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog is-${size}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        // React removes the dialog. Without onClose, Escape does nothing.
        event.preventDefault();
        onClose?.();
      }}
      onClose={({ currentTarget }) => {
        // Chromium closes a dialog at the second Escape, even though the first was refused.
        if (currentTarget.open || !currentTarget.isConnected) return;
        if (onClose) onClose();
        else currentTarget.showModal();
      }}
    >
      <div className="dialog__head">
        <h2 id={heading}>{title}</h2>
        {onClose && (
          <button type="button" className="icon-button" onClick={onClose} aria-label="Close">
            <Icon name="close" />
          </button>
        )}
      </div>
      {children}
    </dialog>
  );
}
