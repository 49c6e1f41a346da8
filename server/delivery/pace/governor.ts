/** What one worker allows itself towards one group of receivers at the moment. */
export interface Governor {
  /** Connections it may have; 0 while it holds back. */
  allowed(now: number): number;
  /** Why it holds back or has slowed down, for people; undefined when it has not. */
  trouble(now: number): string | undefined;
  /** Milliseconds until `allowed` may rise by itself; undefined when it will not. */
  waits(now: number): number | undefined;
  /** A message was accepted. */
  accepted(now: number): void;
  /** The receiver asked to slow down (421, 4.7.x, “too many”): halves what is allowed and pauses for a little while. */
  askedToSlowDown(now: number, text: string): void;
}
