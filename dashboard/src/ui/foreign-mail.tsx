import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { type FrameMessage, mailFrame } from '#server/content/contract.ts';
import { contentOrigin } from '../policy/page-facts.ts';

interface ForeignMailProps extends FrameMessage {
  /** What it shows, for those who cannot see it; left out where it is decoration. */
  title: string;
  className: string | undefined;
  style?: CSSProperties;
  isDecoration?: boolean;
}

/**
 * Mail, handed over to a page of another origin: it is written by people and their imports, not by us. The frame has
 * neither our cookies nor a way to the page around it, and within it the mail runs no script and sends no form. That must
 * not be loosened.
 */
export function ForeignMail({ title, html, areLinksLive, className, style, isDecoration }: ForeignMailProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const onMessage = ({ source, data }: MessageEvent) => {
      if (source === frame.current?.contentWindow && data === 'ready') setReady(true);
    };
    window.addEventListener('message', onMessage);
    return () => window.removeEventListener('message', onMessage);
  }, []);
  useEffect(() => {
    if (!isReady) return;
    const message: FrameMessage = { html, areLinksLive };
    // To anybody: the frame is sandboxed and so has no origin that could be named. It holds nothing but this mail.
    frame.current?.contentWindow?.postMessage(message, '*');
  }, [isReady, html, areLinksLive]);
  return (
    <iframe
      ref={frame}
      title={title}
      sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"
      src={`${contentOrigin}${mailFrame.path}`}
      className={className}
      style={style}
      tabIndex={isDecoration ? -1 : undefined}
    />
  );
}
