import { z } from 'zod';
import { apiError, isNameable, type RouteContract } from './contract.ts';

const scalar = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

/** The OpenAPI 3.1 document of all contracts. */
export function renderOpenApi(contracts: readonly RouteContract[], version: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const contract of contracts) {
    const path = contract.path.replace(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][contract.method.toLowerCase()] = operation(contract);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Mail Minion', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-session' },
        apiKey: { type: 'http', scheme: 'bearer' },
      },
    },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b))),
  };
}

function operation(contract: RouteContract): unknown {
  return {
    summary: contract.summary,
    'x-permission': contract.permission,
    ...(contract.besides && { 'x-permission-besides': contract.besides }),
    security: contract.credentials.map((credential) => ({ [credential]: [] })),
    parameters: [
      ...parameters(contract.params, 'path'),
      ...parameters(contract.query, 'query'),
      ...(isNameable(contract) ? [idempotencyKey] : []),
    ],
    ...requestBody(contract),
    responses: { [String(contract.status ?? 200)]: success(contract), default: failure },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A name of your choice for this request. Sent again within 72 hours, the request is not done again: the first answer is repeated, with the header Idempotent-Replayed.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): unknown[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = scalar(schema) as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}

function requestBody(contract: RouteContract): object {
  if (contract.consumes) return { requestBody: { content: { [contract.consumes]: {} } } };
  if (!contract.body) return {};
  return {
    requestBody: { required: true, content: { 'application/json': { schema: scalar(contract.body) } } },
  };
}

function success(contract: RouteContract): unknown {
  if (contract.produces) return { description: 'A file or page.', content: { [contract.produces]: {} } };
  if (!contract.response) return { description: 'Done.' };
  const schema = z.toJSONSchema(contract.response, { io: 'output', unrepresentable: 'any' });
  return { description: 'Done.', content: { 'application/json': { schema } } };
}

const failure = {
  description: 'Refused or failed.',
  content: { 'application/json': { schema: scalar(apiError) } },
};
