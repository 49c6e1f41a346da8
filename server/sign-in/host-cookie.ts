import type { FastifyReply, FastifyRequest } from 'fastify';

export interface HostCookie {
  read(request: FastifyRequest): string | undefined;
  set(request: FastifyRequest, reply: FastifyReply, value: string): void;
  clear(request: FastifyRequest, reply: FastifyReply): void;
}

/**
 * A cookie that scripts cannot read and other sites do not send. Over TLS it carries the __Host- prefix, which browsers
 * honour only when it is Secure, without Domain and for the whole path: no neighbour under the same domain can plant one.
 * Without TLS (a local try-out) a plain name is used.
 */
export function hostCookie(name: string, maxAge: number): HostCookie {
  const nameFor = ({ isOverTls }: FastifyRequest) => (isOverTls ? `__Host-${name}` : name);
  const options = ({ isOverTls }: FastifyRequest) =>
    ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isOverTls }) as const;
  return {
    read: (request) => request.cookies[nameFor(request)],
    set: (request, reply, value) =>
      void reply.setCookie(nameFor(request), value, { ...options(request), maxAge }),
    clear: (request, reply) => void reply.clearCookie(nameFor(request), options(request)),
  };
}
