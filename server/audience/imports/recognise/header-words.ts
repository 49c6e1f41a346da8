import type { StatusReading } from '../contract.ts';

/**
 * What columns are called in the files people bring: exports of other services and hand-made sheets in several
 * languages. Written as normalHeader() makes them.
 */
export const normalHeader = (header: string): string =>
  header
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

const words = (text: string) => text.trim().split(/\s+/);

export const emailHeaders = new Set(
  words(`email emailaddress mail mailaddress emailadresse mailadresse deineemailadresse adresseemail adressemail
    adressedemessagerie courriel correo correoelectronico direcciondecorreo direcciondecorreoelectronico emailadres
    indirizzoemail enderecodeemail emaildirection subscriberemail contactemail`),
);

export const fieldHeaders: Record<string, ReadonlySet<string>> = {
  first_name: new Set(
    words('firstname first fname forename givenname vorname prenom nombre nome primeironome voornaam'),
  ),
  last_name: new Set(
    words(`lastname last lname surname familyname secondname nachname familienname nom nomdefamille apellido apellidos
      cognome sobrenome ultimonome achternaam`),
  ),
};

export const statusHeaders: Record<StatusReading, ReadonlySet<string>> = {
  words: new Set(
    words('status subscriptionstatus subscriberstatus memberstatus emailstatus emailmarketingstatus'),
  ),
  yes_means_out: new Set(
    words(`emailblacklisted blacklisted blocklisted emaildisabled unsubscribed optout optedout emailoptout donotemail
      hasoptedoutofemail abgemeldet desabonne`),
  ),
  no_means_out: new Set(
    words(
      'subscribed subscribedtoemails optin optedin emailoptin acceptsmarketing acceptsemailmarketing newsletter',
    ),
  ),
  filled_means_out: new Set(
    words('unsubtime unsubscribedat unsubscribetime unsubscribedate optouttime optoutdate'),
  ),
  filled_means_bounced: new Set(words('cleantime')),
};

/** Columns that only the service they come from has a use for, exactly as it writes them. */
export const technicalHeaders = new Set(
  words(`MEMBER_RATING OPTIN_IP CONFIRM_IP LATITUDE LONGITUDE GMTOFF DSTOFF TIMEZONE CC REGION LAST_CHANGED LEID EUID
    UNSUB_CAMPAIGN_TITLE UNSUB_CAMPAIGN_ID UNSUB_REASON UNSUB_REASON_OTHER CLEAN_CAMPAIGN_TITLE CLEAN_CAMPAIGN_ID
    SMS_BLACKLISTED MODIFIED_TIME uuid stripe_customer_id complimentary_plan deleted_at`),
);
/** Our own list of rejected rows comes back corrected, and need not bring these along. */
export const rejectionHeaders = ['Line in the file', 'Why it was not imported'] as const;
