import { useEffect, useRef, useState } from 'react';
import { type ContactImport, uploadImport } from '#server/audience/contract.ts';
import { type ApiFailure, upload } from '../../api/index.ts';

export interface Sending {
  /** What is being sent, or was when it failed. */
  file: File | undefined;
  /** From 0 to 1. */
  share: number;
  failure: ApiFailure | undefined;
  start: (file: File) => void;
  /** Stops and goes back to choosing. */
  stop: () => void;
}

/** Sends a file to a list; leaving the screen stops it. */
export function useImportUpload(listId: string, onSent: (imported: ContactImport) => void): Sending {
  const [file, setFile] = useState<File>();
  const [share, setShare] = useState(0);
  const [failure, setFailure] = useState<ApiFailure>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (file: File) => {
    const controller = new AbortController();
    running.current = controller;
    setFile(file);
    setShare(0);
    setFailure(undefined);
    try {
      const query = { listId, fileName: file.name.slice(-255) };
      const { signal } = controller;
      onSent(await upload(uploadImport, { query }, file, { onProgress: setShare, signal }));
    } catch (error) {
      if (!controller.signal.aborted) setFailure(error as ApiFailure);
    }
  };
  const stop = () => {
    running.current?.abort();
    setFile(undefined);
    setFailure(undefined);
  };
  return { file, share, failure, start, stop };
}
