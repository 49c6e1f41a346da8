import { useDebouncedValue } from '@mantine/hooks';
import { type Campaign, previewCampaign } from '#server/campaigns/contract.ts';
import { useCall } from '../../api/index.ts';

/** Subject and preview text as a first reader gets them, merge tags filled; as typed until the server has answered. */
export function useRenderedWords({ id, subject, preheader, content }: Campaign) {
  const [body] = useDebouncedValue({ subject, preheader, content }, 500);
  const tagged = /\{[{%]/.test(subject + preheader);
  const preview = useCall(previewCampaign, { params: { id }, body }, { enabled: tagged, keep: true });
  const rendered = preview.data && preview.data.problems.length === 0;
  if (!tagged || !rendered) return { subject, preheader };
  return { subject: preview.data.subject, preheader: preview.data.preheader };
}
