import type { Kind } from './issuer-address.ts';

/** A provider as far as the exchange with its issuer goes. */
export interface Provider {
  id: string;
  /** Whose members it lets in, and to that account alone; null for the whole install. */
  accountId: string | null;
  kind: Kind;
  /** The very text its tokens must name. */
  issuer: string;
  label: string;
  clientId: string;
  clientSecret: string;
  enabled: boolean;
  registers: boolean;
  trustsSecondFactor: boolean;
  emailDomains: string[];
}

/** What an issuer says of a person, once all of it was checked. */
export interface Vouched {
  /** Never given to another person at this issuer (OpenID Connect Core 1.0, section 8). */
  subject: string;
  name: string;
  /** As the issuer tells it; says nothing about who the person is. */
  email: string;
  /** The address, when the issuer has proved that it is theirs; undefined otherwise. */
  provedEmail: string | undefined;
  /** When the person last showed the issuer who they are, if it tells. */
  authenticatedAt: Date | undefined;
}
