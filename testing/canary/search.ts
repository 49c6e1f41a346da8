import pg from 'pg';

/** Something that must be found nowhere. */
export interface Canary {
  name: string;
  value: string | Buffer;
}

/** Where one was found. */
export interface Find {
  canary: string;
  where: string;
}

/** Looks for canaries as they are, and as they look encoded: in hexadecimal, and anywhere within something in base64. */
export function searcher(canaries: readonly Canary[]) {
  const needles = canaries.flatMap(({ name, value }) =>
    formsOf(value).map((form) => ({ canary: name, form })),
  );
  return (text: string, where: string): Find[] =>
    needles.filter(({ form }) => text.includes(form)).map(({ canary }) => ({ canary, where }));
}

function formsOf(value: string | Buffer): string[] {
  const bytes = Buffer.from(value as string);
  if (bytes.length < 8) throw new Error('A canary that short would be found by chance.');
  const plain =
    typeof value === 'string' ? [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)] : [];
  return [...new Set([...plain, bytes.toString('hex'), bytes.toString('latin1'), ...inBase64(bytes)])];
}

/** What of it shows in base64 does not depend on what stands before and behind: three ways to begin, without the edges. */
function inBase64(bytes: Buffer): string[] {
  return (
    [
      ['base64', 0],
      ['base64', 1],
      ['base64', 2],
      ['base64url', 0],
      ['base64url', 1],
      ['base64url', 2],
    ] as const
  ).map(([encoding, before]) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString(encoding)
      .replace(/=+$/, '');
    return text.slice(before === 0 ? 0 : before + 1, -2);
  });
}

/** Every row of every table of a database as text, the job queue's too: what a dump of it holds. */
export async function dumpOf(url: string): Promise<{ table: string; row: string }[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(`
      select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'`);
    const dump: { table: string; row: string }[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      dump.push(...rows.map(({ row }) => ({ table: name, row })));
    }
    return dump;
  } finally {
    await client.end();
  }
}
