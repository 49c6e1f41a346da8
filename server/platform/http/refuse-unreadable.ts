import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem, problemBody } from './errors.ts';
import { securityHeaders } from './security-headers.ts';

/** By what Node says was wrong; anything else is no HTTP. */
const faults: Record<string, [status: number, message: string]> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'The address or the headers of this request are too long. Ask for less, or delete the cookies of this site.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time. Try again.'],
};

/** Answers what Node cannot read as a request, and what therefore never reaches a route, as all else is answered. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket, isOverTls: boolean): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, message] = faults[error.code ?? ''] ?? [400, 'This is no request that can be read.'];
  const body = JSON.stringify(problemBody(new Problem('invalid_input', message)));
  const headers = {
    ...securityHeaders(isOverTls),
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
