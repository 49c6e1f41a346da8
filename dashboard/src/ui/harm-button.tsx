import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ConfirmDialog, type Question } from './confirm.tsx';

/** How a button looks that leads to harm, wherever it stands. What it leads to asks first. */
export const harmful = { variant: 'default', c: 'var(--mantine-color-error)' } as const;

interface HarmButtonProps extends Omit<Question, 'danger'> {
  label: string;
  /** Says which, where several stand below each other: `Revoke Web shop`. */
  about?: string;
  size?: 'xs' | 'sm';
}

/** Does something that cannot simply be undone, once its consequence, the children, was read and confirmed. */
export function HarmButton({ label, about = label, size = 'sm', ...question }: HarmButtonProps) {
  const [asking, { open, close }] = useDisclosure();
  return (
    <>
      <Button {...harmful} size={size} aria-label={about} onClick={open}>
        {label}
      </Button>
      <ConfirmDialog opened={asking} onClose={close} danger {...question} />
    </>
  );
}
