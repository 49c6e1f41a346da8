import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { type ContactImport, readImport } from '#server/audience/contract.ts';
import { useCall } from '../../api/index.ts';
import { plural } from '../../ui/format.ts';
import { isMoving } from './import-words.ts';

const storageKey = 'watched-imports';
const changing = new EventTarget();

const read = (): string => sessionStorage.getItem(storageKey) ?? '';
function write(ids: string[]) {
  sessionStorage.setItem(storageKey, ids.join(' '));
  changing.dispatchEvent(new Event('change'));
}
const watched = (text: string) => text.split(' ').filter(Boolean);
const subscribe = (listener: () => void) => {
  changing.addEventListener('change', listener);
  return () => changing.removeEventListener('change', listener);
};

/** Tells when this import ends, wherever in the dashboard one is by then. Lasts as long as the tab. */
export const watchImport = (id: string) => write([...new Set([...watched(read()), id])]);

/** Stands in the frame of the dashboard and waits for the imports that are watched. */
export function ImportNotices() {
  const ids = watched(useSyncExternalStore(subscribe, read));
  return ids.map((id) => <Watch key={id} id={id} />);
}

function Watch({ id }: { id: string }) {
  const navigate = useNavigate();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const { data, error } = useCall(
    readImport,
    { params: { id } },
    { every: (latest) => (latest && !isMoving(latest) ? false : 2000) },
  );
  const isOver = error !== null || (data !== undefined && data.state !== 'running');
  useEffect(() => {
    if (!isOver) return;
    write(watched(read()).filter((other) => other !== id));
    // Someone who looks at the import itself sees its result there.
    const open = () => void navigate({ to: '/imports/$id', params: { id } });
    if (data && path !== `/imports/${id}`) notifications.show(noticeOf(data, open));
  }, [isOver, data, path, id, navigate]);
  return null;
}

function noticeOf({ state, counts, listName }: ContactImport, onOpen: () => void) {
  const said =
    state === 'done'
      ? `${plural(counts.accepted, 'contact')} came in to ${listName}.`
      : `The import to ${listName} did not finish.`;
  return {
    color: state === 'done' ? 'green' : 'red',
    autoClose: 12_000,
    message: (
      <>
        {said}{' '}
        <Anchor component="button" type="button" inherit underline="always" onClick={onOpen}>
          See the result
        </Anchor>
      </>
    ),
  };
}
