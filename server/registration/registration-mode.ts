import { sql, type Tx } from '#server/platform/database/index.ts';
import type { RegistrationMode } from './contract.ts';

/** Who may open an account on this install. For the system role. */
export async function readMode(tx: Tx): Promise<RegistrationMode> {
  const { mode } = await tx.one<{ mode: RegistrationMode }>(
    sql`select registration_mode as mode from install_settings`,
  );
  return mode;
}

export async function writeMode(tx: Tx, mode: RegistrationMode): Promise<void> {
  await tx.execute(sql`update install_settings set registration_mode = ${mode}`);
}
