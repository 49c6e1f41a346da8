import { Skeleton, Tabs } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { readList, uploadImport } from '#server/audience/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { MayNotPage } from '../../accounts/may-not-page.tsx';
import { useCall } from '../../api/index.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { PasteRows } from './paste-rows.tsx';
import { SampleFile } from './sample-file.tsx';
import { StepTrail } from './step-trail.tsx';
import { UploadState } from './upload-state.tsx';
import { useImportUpload } from './use-import-upload.ts';

const FileDrop = lazy(() => import('./file-drop.tsx'));

/** The first step of an import: a file dropped or chosen, or rows pasted from a spreadsheet. */
export function BringPage() {
  return useMay()(uploadImport) ? <Bring /> : <MayNotPage title="Import contacts" />;
}

function Bring() {
  const { id } = useParams({ from: '/app/lists/$id/import' });
  const navigate = useNavigate();
  const list = useCall(readList, { params: { id } });
  const sending = useImportUpload(id, (imported) =>
    navigate({ to: '/imports/$id', params: { id: imported.id } }),
  );
  return (
    <Page
      title="Import contacts"
      lead="You see what will happen before anything does."
      crumbs={[
        { label: 'Lists', to: '/lists' },
        { label: list.data?.name ?? 'List', to: '/lists/$id', params: { id } },
      ]}
      width="regular"
    >
      <StepTrail current="file" />
      <Loaded query={list}>
        {() =>
          sending.file ? (
            <UploadState sending={sending} />
          ) : (
            <>
              <Tabs defaultValue="file" keepMounted>
                <Tabs.List mb="md">
                  <Tabs.Tab value="file">A file</Tabs.Tab>
                  <Tabs.Tab value="paste">Paste from a spreadsheet</Tabs.Tab>
                </Tabs.List>
                <Tabs.Panel value="file">
                  <Suspense fallback={<Skeleton h={260} radius="lg" />}>
                    <FileDrop onFile={sending.start} />
                  </Suspense>
                </Tabs.Panel>
                <Tabs.Panel value="paste">
                  <PasteRows onFile={sending.start} />
                </Tabs.Panel>
              </Tabs>
              <SampleFile />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
