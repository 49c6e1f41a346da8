import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import classes from './hold-button.module.css';

/** Milliseconds it must be held. */
const holdFor = 900;

interface HoldButtonProps {
  children: string;
  loading: boolean;
  disabled?: boolean;
  onConfirm: () => void;
}

/**
 * A button that must be meant: held with the pointer, Space or Enter for a moment. Whoever cannot hold (a screen
 * reader's or switch's click comes without a press) is asked once more instead.
 */
export function HoldButton({ children, loading, disabled = false, onConfirm }: HoldButtonProps) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [holding, setHolding] = useState(false);
  const [asked, setAsked] = useState(false);
  const [hint, setHint] = useState(false);
  const press = () => {
    if (holding || loading || disabled) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      setHolding(false);
      onConfirm();
    }, holdFor);
  };
  const release = () => {
    clearTimeout(timer.current);
    if (holding) setHint(true);
    setHolding(false);
  };
  const isKey = (key: string) => key === ' ' || key === 'Enter';
  if (asked)
    return (
      <Button size="md" fullWidth loading={loading} onClick={onConfirm} data-autofocus>
        Yes, send it now
      </Button>
    );
  return (
    <>
      <Button
        size="md"
        fullWidth
        className={classes.hold}
        data-holding={holding || undefined}
        loading={loading}
        disabled={disabled}
        onPointerDown={(event) => event.button === 0 && press()}
        onPointerUp={release}
        onPointerLeave={release}
        onPointerCancel={release}
        onKeyDown={(event) => {
          if (!isKey(event.key)) return;
          event.preventDefault();
          if (!event.repeat) press();
        }}
        onKeyUp={(event) => isKey(event.key) && release()}
        onBlur={release}
        onClick={(event) => event.detail === 0 && setAsked(true)}
        onContextMenu={(event) => event.preventDefault()}
        style={{ '--hold': `${holdFor}ms` } as React.CSSProperties}
      >
        {children}
      </Button>
      <p className={classes.hint} role="status">
        {hint && !loading ? 'Keep it pressed for a moment.' : ''}
      </p>
    </>
  );
}
