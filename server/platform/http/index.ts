export { actOf } from './act-of.ts';
export { type ApiClient, ApiFailure, createClient, readAnswer } from './client.ts';
export * from './contract.ts';
export { catalogue, Problem, type ProblemCode, problem, problemBody, tooMany } from './errors.ts';
export { formFields } from './forms.ts';
export { renderOpenApi } from './openapi.ts';
export {
  type Answer,
  type Authorise,
  type Call,
  createRegistrar,
  type Ending,
  type Handler,
  type KeptAnswer,
  type NamedCall,
  type Once,
  type Registrar,
  type Watch,
  type WatchedCall,
} from './register.ts';
export { renderErrorDocs } from './render-error-docs.ts';
export { createServer } from './server.ts';
