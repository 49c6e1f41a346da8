/** Asks again and again until the answer is yes. @throws after 30 minutes, naming what was waited for */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30 * 60_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Waited 30 minutes for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
