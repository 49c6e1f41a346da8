export * from './invitations/contract.ts';
export * from './members/contract.ts';
export * from './my-accounts/contract.ts';
export * from './ownership/contract.ts';
