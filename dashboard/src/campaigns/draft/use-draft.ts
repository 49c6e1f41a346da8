import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type Campaign, changeCampaign, getCampaign } from '#server/campaigns/contract.ts';
import type { CallInput } from '#server/platform/http/contract.ts';
import { type ApiFailure, call, isFailure, keyOf, useRefresh } from '../../api/index.ts';

type DraftChange = Omit<NonNullable<CallInput<typeof changeCampaign>['body']>, 'revision'>;
export type SaveState = 'saved' | 'unsaved' | 'saving' | 'conflict' | 'failed';

export interface Draft {
  /** The campaign with everything typed so far. */
  value: Campaign;
  change: (change: DraftChange) => void;
  /** Writes what is not saved yet now. Resolves to the saved campaign, or null when it could not be saved. */
  save: () => Promise<Campaign | null>;
  state: SaveState;
  error: ApiFailure | undefined;
  /** After a conflict: take the other version, or write this one over it. */
  takeTheirs: () => Promise<void>;
  keepMine: () => Promise<void>;
}

const pause = 700;

/**
 * A campaign being written. Changes are saved by themselves a moment after the last key, one request at a time and
 * always against the revision they were made on, so that another tab's work is never overwritten unseen.
 */
export function useDraft(campaign: Campaign): Draft {
  const client = useQueryClient();
  const refresh = useRefresh();
  const { id } = campaign;
  const base = useRef(campaign);
  const unsaved = useRef<DraftChange>({});
  const running = useRef<Promise<Campaign | null>>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [view, setView] = useState<{ value: Campaign; state: SaveState; error?: ApiFailure }>({
    value: campaign,
    state: 'saved',
  });
  const show = (state: SaveState, error?: ApiFailure) =>
    setView({
      value: { ...base.current, ...unsaved.current } as Campaign,
      state,
      ...(error ? { error } : {}),
    });

  const settle = (saved: Campaign) => {
    base.current = saved;
    client.setQueryData(keyOf(getCampaign, { params: { id } }), saved);
    void refresh('/api/campaigns/:id/checks', '/api/campaigns/:id/audience');
    client.removeQueries({ queryKey: ['/api/campaigns'], type: 'inactive' });
  };

  const write = async (): Promise<Campaign | null> => {
    while (hasKeys(unsaved.current)) {
      const body = unsaved.current;
      show('saving');
      try {
        settle(
          await call(changeCampaign, { params: { id }, body: { revision: base.current.revision, ...body } }),
        );
      } catch (error) {
        show(isFailure(error, 'conflict') ? 'conflict' : 'failed', error as ApiFailure);
        return null;
      }
      unsaved.current = withoutSame(unsaved.current, body);
    }
    show('saved');
    return base.current;
  };

  const save = () => {
    clearTimeout(timer.current);
    running.current ??= write().finally(() => {
      running.current = undefined;
    });
    return running.current;
  };

  const change = (change: DraftChange) => {
    unsaved.current = { ...unsaved.current, ...change };
    setView(({ state }) => ({
      value: { ...base.current, ...unsaved.current } as Campaign,
      state: state === 'conflict' || state === 'saving' ? state : 'unsaved',
    }));
    clearTimeout(timer.current);
    if (view.state !== 'conflict') timer.current = setTimeout(save, pause);
  };

  const read = async () => {
    base.current = await call(getCampaign, { params: { id } });
  };
  useSaveOnLeaving(save, unsaved);
  // Read again in the background: what changed elsewhere is taken over as long as nothing typed here stands against it.
  useEffect(() => {
    if (campaign.revision <= base.current.revision || running.current || hasKeys(unsaved.current)) return;
    base.current = campaign;
    setView({ value: campaign, state: 'saved' });
  }, [campaign]);

  return {
    value: view.value,
    state: view.state,
    error: view.error,
    change,
    save,
    takeTheirs: async () => {
      unsaved.current = {};
      await read();
      settle(base.current);
      show('saved');
    },
    keepMine: async () => {
      await read();
      await save();
    },
  };
}

const hasKeys = (change: DraftChange) => Object.keys(change).length > 0;

/** What was typed while `sent` was on its way stays to be saved. */
function withoutSame(now: DraftChange, sent: DraftChange): DraftChange {
  return Object.fromEntries(
    Object.entries(now).filter(([key, value]) => value !== sent[key as keyof DraftChange]),
  ) as DraftChange;
}

/** Leaving the screen saves at once; closing the tab before that asks first. */
function useSaveOnLeaving(save: () => unknown, unsaved: React.RefObject<DraftChange>) {
  const latest = useRef(save);
  latest.current = save;
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (hasKeys(unsaved.current)) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => {
      window.removeEventListener('beforeunload', ask);
      if (hasKeys(unsaved.current)) void latest.current();
    };
  }, [unsaved]);
}
