import '@mantine/dropzone/styles.layer.css';
import { Button, Text } from '@mantine/core';
import { Dropzone, type FileRejection } from '@mantine/dropzone';
import { useRef, useState } from 'react';
import { importFileLimit } from '#server/audience/contract.ts';
import { Illustration } from '../../ui/illustration.tsx';
import classes from './imports.module.css';

const largest = `${importFileLimit / 1024 / 1024} MB`;

/** Takes any one file: what is in it decides, not how it is called. */
export default function FileDrop({ onFile }: { onFile: (file: File) => void }) {
  const choose = useRef<() => void>(null);
  const [refused, setRefused] = useState<string>();
  return (
    <>
      <Dropzone
        multiple={false}
        maxSize={importFileLimit}
        className={classes.drop}
        openRef={choose}
        tabIndex={-1}
        activateOnKeyboard={false}
        onDrop={([file]) => file && onFile(file)}
        onReject={(rejections) => setRefused(refusalOf(rejections))}
      >
        <div className={classes.dropInner}>
          <Illustration scene="mailbox" />
          <Text fw={600} size="lg" mt="sm">
            Drop a file here
          </Text>
          <Text c="dimmed" size="sm" maw={420}>
            CSV or text as your spreadsheet or your last mail service exports it: commas, semicolons or tabs,
            up to {largest}. From Excel, save as “CSV UTF-8”.
          </Text>
          <Button
            variant="default"
            mt="sm"
            className={classes.choose}
            onClick={(event) => {
              // The area around opens the same dialog on a click.
              event.stopPropagation();
              choose.current?.();
            }}
          >
            Choose a file
          </Button>
        </div>
      </Dropzone>
      {refused && (
        <Text c="var(--mantine-color-error)" mt="sm" role="alert">
          {refused}
        </Text>
      )}
    </>
  );
}

function refusalOf(rejections: FileRejection[]): string {
  const codes = rejections.flatMap(({ errors }) => errors.map(({ code }) => code));
  if (codes.includes('too-many-files')) return 'One file at a time, please.';
  if (codes.includes('file-too-large'))
    return `This file is larger than ${largest}. Split it and bring the parts one after the other.`;
  return 'This file cannot be read. Save it as CSV and try again.';
}
