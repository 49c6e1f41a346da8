import type { ComponentProps } from 'react';

/**
 * A field that people neither see nor reach and programs fill in, by which they are known. No puzzle, no cookie and no third
 * party is needed.
 */
export function NotForPeople({ value, onChange }: Pick<ComponentProps<'input'>, 'value' | 'onChange'>) {
  return (
    <div
      aria-hidden="true"
      style={{ position: 'absolute', left: -10_000, width: 1, height: 1, overflow: 'hidden' }}
    >
      <label>
        Leave this empty
        <input name="website" tabIndex={-1} autoComplete="off" value={value ?? ''} onChange={onChange} />
      </label>
    </div>
  );
}
