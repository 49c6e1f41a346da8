import type { CallInput, CallResult, RouteContract } from '#server/platform/http/contract.ts';
import { ApiFailure, offline } from './api-failure.ts';
import { addressOf } from './call.ts';
import { onceMore } from './once-more.ts';

/**
 * Sends a file as the raw body a contract `consumes`; the browser streams it from the disk. `onProgress` hears the share
 * sent, from 0 to 1 (fetch cannot tell it, hence XMLHttpRequest). Throws ApiFailure, or AbortError through `signal`.
 */
export async function upload<C extends RouteContract>(
  contract: C,
  input: CallInput<C>,
  file: Blob,
  options: UploadOptions = {},
): Promise<CallResult<C>> {
  return await onceMore(() => uploadOnce(contract, input, file, options));
}

interface UploadOptions {
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

function uploadOnce<C extends RouteContract>(
  contract: C,
  input: CallInput<C>,
  file: Blob,
  { onProgress, signal }: UploadOptions,
): Promise<CallResult<C>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(contract.method, addressOf(contract, input));
    request.setRequestHeader('content-type', contract.consumes ?? 'application/octet-stream');
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(offline());
    request.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'));
    request.onload = () => {
      const answer = readJson(request.responseText);
      if (request.status < 300) resolve(answer as CallResult<C>);
      else reject(failureIn(request.status, answer));
    };
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureIn(status: number, answer: unknown): ApiFailure {
  const error = (answer as { error?: { code: string; message: string } } | undefined)?.error;
  const message = `The server answered with status ${status}. Try again in a moment.`;
  return new ApiFailure(status, error ?? { code: 'internal', message });
}
