import {
  checkImport,
  type ImportCounts,
  readImport,
  startImport,
  uploadImport,
} from '#server/audience/contract.ts';
import { type ApiClient, readAnswer } from '#server/platform/http/index.ts';
import { until } from './until.ts';

/** Uploads the file, takes the product's own guesses for its columns, tries it dry, and imports it. */
export async function importFile(
  client: ApiClient,
  listId: string,
  csv: { name: string; bytes: Uint8Array },
  say: (line: string) => void,
): Promise<ImportCounts> {
  const answer = await client.fetch(
    uploadImport,
    { query: { listId, fileName: csv.name } },
    csv.bytes as RequestInit['body'],
  );
  const { id, columns } = (await readAnswer(answer)) as { id: string; columns: { guess: never }[] };
  const mapping = columns.map((column) => column.guess);

  await client.call(checkImport, { params: { id }, body: { mapping } });
  const foreseen = await finished(client, id, 'checked');
  say(
    `The file holds ${foreseen.accepted} people; ${foreseen.duplicates} rows repeat an address, ${foreseen.rejected} cannot be used`,
  );

  await client.call(startImport, { params: { id }, body: {} });
  const counts = await finished(client, id, 'done');
  say(`Imported ${counts.accepted} people`);
  return counts;
}

async function finished(client: ApiClient, id: string, wanted: 'checked' | 'done'): Promise<ImportCounts> {
  let counts: ImportCounts | undefined;
  await until(`the import to be ${wanted}`, async () => {
    const found = await client.call(readImport, { params: { id } });
    if (found.state === 'failed' || found.state === 'cancelled')
      throw new Error(`The import ${found.state}: ${found.error}`);
    counts = found.counts;
    return found.state === wanted;
  });
  return counts as ImportCounts;
}
