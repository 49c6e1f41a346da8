import pg from 'pg';

const OLDEST = 15;

/** Throws one sentence when the database at DATABASE_URL cannot be reached or is too old. */
export async function checkExternalDatabase(url: string): Promise<void> {
  const version = await readVersion(url).catch((cause: Error) => {
    throw new Error(`The database at DATABASE_URL cannot be used: ${explain(cause)}. Nothing was started.`, {
      cause,
    });
  });
  if (version < OLDEST * 10_000) {
    throw new Error(
      `The database at DATABASE_URL is PostgreSQL ${Math.floor(version / 10_000)}; ${OLDEST} or newer is needed. ` +
        'Nothing was changed.',
    );
  }
}

/** server_version_num, as 180004. */
async function readVersion(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    return Number(rows[0]?.server_version_num);
  } finally {
    await client.end();
  }
}

/** The reasons people meet most, in words. The URL itself is never shown: it holds the password. */
function explain(error: Error & { code?: string; errors?: Error[] }): string {
  if (error.code === 'ECONNREFUSED') return 'nothing listens at that address and port';
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return 'its host name is not known';
  if (error.code === '28P01' || error.code === '28000') return 'it refused the user or the password';
  if (error.code === '3D000') return 'that database does not exist on the server';
  return error.errors?.[0]?.message ?? error.message;
}
