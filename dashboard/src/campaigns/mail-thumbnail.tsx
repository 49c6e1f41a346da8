import { Skeleton } from '@mantine/core';
import { useElementSize, useInViewport, useMergedRef } from '@mantine/hooks';
import type { Content } from '#server/content/contract.ts';
import { previewContent } from '#server/content/contract.ts';
import { useCall } from '../api/index.ts';
import { ForeignMail } from '../ui/foreign-mail.tsx';
import classes from './mail-thumbnail.module.css';

interface MailThumbnailProps {
  content: Content;
  subject: string;
  preheader: string;
}

/** Width of a mail on a desktop screen, in px; the frame is as wide and shrunk to its window. */
const mailWidth = 640;

/** The true email, small. Rendered by the server once it comes into view; decorative, so hidden from readers. */
export function MailThumbnail(input: MailThumbnailProps) {
  const { ref: seen, inViewport } = useInViewport();
  const { ref: measured, width } = useElementSize();
  const ref = useMergedRef(seen, measured);
  const preview = useCall(previewContent, { body: input }, { enabled: inViewport, keep: true });
  return (
    <div ref={ref} className={classes.window} aria-hidden="true" inert>
      {preview.data ? (
        <ForeignMail
          isDecoration
          title="Small preview"
          html={preview.data.html}
          areLinksLive={false}
          className={classes.mail}
          style={{ scale: width / mailWidth }}
        />
      ) : (
        <Skeleton h="100%" radius={0} animate={!preview.error} />
      )}
    </div>
  );
}
