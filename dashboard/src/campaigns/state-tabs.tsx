import { UnstyledButton } from '@mantine/core';
import { type CampaignState, campaignStates } from '#server/campaigns/contract.ts';
import { formatCount } from '../ui/format.ts';
import { stateWords } from './campaign-badge.tsx';
import classes from './campaign-list.module.css';

type Choice = CampaignState | 'waiting' | undefined;

interface StateTabsProps {
  chosen: Choice;
  byState: Partial<Record<CampaignState, number>>;
  awaitingApproval: number;
  onChange: (chosen: Choice) => void;
}

/** Narrows the list to one state; states no campaign is in are left out. */
export function StateTabs({ chosen, byState, awaitingApproval, onChange }: StateTabsProps) {
  const shown = campaignStates.filter((known) => known === chosen || (byState[known] ?? 0) > 0);
  const all = Object.values(byState).reduce((sum, count) => sum + count, 0);
  return (
    <fieldset className={classes.tabs} aria-label="Show">
      <Tab label="All" count={all} pressed={chosen === undefined} onPress={() => onChange(undefined)} />
      {shown.map((known) => (
        <Tab
          key={known}
          label={stateWords[known].label}
          count={byState[known] ?? 0}
          pressed={chosen === known}
          onPress={() => onChange(known)}
        />
      ))}
      {(awaitingApproval > 0 || chosen === 'waiting') && (
        <Tab
          label="Waits for approval"
          count={awaitingApproval}
          pressed={chosen === 'waiting'}
          onPress={() => onChange('waiting')}
        />
      )}
    </fieldset>
  );
}

function Tab({
  label,
  count,
  pressed,
  onPress,
}: {
  label: string;
  count: number;
  pressed: boolean;
  onPress: () => void;
}) {
  return (
    <UnstyledButton className={classes.tab} aria-pressed={pressed} onClick={onPress}>
      {label}
      <span className={classes.number}>{formatCount(count)}</span>
    </UnstyledButton>
  );
}
