import type { ServerState } from '#server/delivery/contract.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { stateWords } from './server-words.ts';

export function ServerBadge({ state }: { state: ServerState }) {
  const { label, tone } = stateWords[state];
  return <StatusBadge tone={tone}>{label}</StatusBadge>;
}
