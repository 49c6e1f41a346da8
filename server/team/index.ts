export { findInvitation, joinAsNewUser, logInFirst, takeInvitation } from './invitations/take-invitation.ts';
export { teamRoutes } from './routes.ts';
export { lockTeam } from './who-owns.ts';
