import { Anchor, MultiSelect, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { listLists } from '#server/audience/contract.ts';
import { getAudience } from '#server/campaigns/contract.ts';
import { useCall } from '../../api/index.ts';
import { formatCount } from '../../ui/format.ts';
import { Loaded, Patience } from '../../ui/states.tsx';
import { Funnel } from './funnel.tsx';
import type { Draft } from './use-draft.ts';

/** Whom it goes to, and how many of them really get it. */
export function ToSection({ draft: { value, change } }: { draft: Draft }) {
  const lists = useCall(listLists);
  const audience = useCall(
    getAudience,
    { params: { id: value.id } },
    { enabled: value.includeLists.length > 0, keep: true },
  );
  return (
    <Loaded query={lists} skeleton={<Patience>Reading your lists …</Patience>}>
      {({ items }) => {
        const choices = items.map(({ id, name, subscribed }) => ({
          value: id,
          label: `${name} (${formatCount(subscribed)})`,
        }));
        if (items.length === 0)
          return (
            <Text>
              There are no lists yet.{' '}
              <Anchor renderRoot={(props) => <Link to="/lists" {...props} />}>Make one</Anchor> and bring in
              your contacts; this draft waits for you.
            </Text>
          );
        return (
          <>
            <MultiSelect
              label="Send to"
              description="Someone on several lists gets it once."
              placeholder={value.includeLists.length ? undefined : 'Choose lists'}
              data={choices}
              value={value.includeLists}
              onChange={(includeLists) => change({ includeLists })}
              searchable
              hidePickedOptions
              clearable
              clearButtonProps={{ 'aria-label': 'Remove all lists' }}
            />
            <MultiSelect
              label="But not to"
              description="Anyone on these lists is left out."
              placeholder={value.excludeLists.length ? undefined : 'Nobody left out'}
              data={choices.filter(({ value: list }) => !value.includeLists.includes(list))}
              value={value.excludeLists}
              onChange={(excludeLists) => change({ excludeLists })}
              searchable
              hidePickedOptions
              clearable
              clearButtonProps={{ 'aria-label': 'Leave nobody out' }}
            />
            {value.includeLists.length > 0 && audience.data && (
              <Funnel audience={audience.data} stale={audience.isFetching} />
            )}
          </>
        );
      }}
    </Loaded>
  );
}
