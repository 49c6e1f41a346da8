/** The thread that MJML runs in; see mjml-in-thread.ts. It answers every source it is sent, in order. */
import { parentPort } from 'node:worker_threads';
import mjml2html from 'mjml';
import type { MjmlOutcome } from './mjml-in-thread.ts';

async function run(source: string): Promise<MjmlOutcome> {
  try {
    const { html, errors } = await mjml2html(source, {
      validationLevel: 'soft',
      keepComments: true,
      fonts: {},
      ignoreIncludes: true,
      useMjmlConfigOptions: false,
    });
    const complaints = (errors ?? []).map(({ line, tagName, message }) => ({ line, tagName, message }));
    return { html, complaints };
  } catch (error) {
    return { failure: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

parentPort?.on('message', async (source: string) => parentPort?.postMessage(await run(source)));
parentPort?.postMessage('ready');
