/** An answer of the API that is not success, or no answer at all (`code` is then `offline`). */
export class ApiFailure extends Error {
  override name = 'ApiFailure';
  readonly code: string;
  readonly status: number;
  /** What is wrong with which input, keyed by the input's path. */
  readonly fields: Record<string, string>;
  /** Number to quote when asking for help; only on failures of the server. */
  readonly id: string | undefined;

  constructor(
    status: number,
    error: { code: string; message: string; fields?: Record<string, string>; id?: string },
  ) {
    super(error.message);
    this.code = error.code;
    this.status = status;
    this.fields = error.fields ?? {};
    this.id = error.id;
  }
}

export const offline = () =>
  new ApiFailure(0, {
    code: 'offline',
    message: 'Mail Minion cannot be reached. Check that it is running; what you typed is still here.',
  });

export const isFailure = (error: unknown, code: string): error is ApiFailure =>
  error instanceof ApiFailure && error.code === code;
