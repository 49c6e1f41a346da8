/** An address as logins compare it. */
export const loginKey = (email: string) => email.trim().toLowerCase();
