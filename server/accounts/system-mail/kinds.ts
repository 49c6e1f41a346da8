/** Who is written to, as they call themselves; empty when nobody knows. */
type Named = { name: string };
/** A link that works until a time, ISO 8601. */
type Open = { link: string; until: string };
/** From which browser something was done; `at` is an ISO 8601 time. */
type Done = { device: string; ip: string; at: string };

/** What the template of each kind of mail is filled with. Links are whole addresses, times and dates ISO 8601. */
interface Mails {
  'confirm-address': Named & Open;
  /** Somebody registers with an address that has an account: only its owner learns that. */
  'already-registered': Named & { link: string };
  /** `days`: how long the link works. */
  'registration-invitation': Open & { inviter: string; days: number };
  /** An account that those who run the install made for somebody; `days`: how long the link works. */
  'account-prepared': Named & Open & { account: string; days: number };
  'reset-password': Named & Open;
  /** `place` is empty where none is known. */
  'new-device': Named & Done & { place: string };
  /** `change` in a sentence: “Your password was changed.” */
  'sign-in-changed': Named & Done & { change: string };
  'confirm-new-address': Named & Open;
  /** To the old address, as soon as another is asked for; the link stops it, or takes it back. */
  'new-address-asked': Named & Open & { newAddress: string };
  /** To the old address, once it is done. */
  'address-changed': Named & { newAddress: string; at: string };
  invitation: Open & { inviter: string; account: string; role: string };
  'ownership-offered': Named & Open & { from: string; account: string };
  'ownership-moved': Named & { from: string; to: string; account: string };
  'approval-wanted': Named & {
    account: string;
    campaign: string;
    asker: string;
    comment: string;
    link: string;
  };
  /** `verdict` as it stands in the sentence: “approved” or “sent back”. */
  'approval-answered': Named & {
    account: string;
    campaign: string;
    answerer: string;
    verdict: string;
    comment: string;
    link: string;
  };
  /** Scheduled campaigns that are not sent at their time: the one due first by name, and all of them, one a line. */
  'schedule-taken-back': Named & { account: string; first: string; campaigns: string; link: string };
  /** `material`: whether it has to be agreed to before going on. */
  'policy-changed': Named & {
    title: string;
    effectiveOn: string;
    material: boolean;
    summary: string;
    link: string;
  };
  /** Something to unusually many people was started from a new device or API key, or by a new member: time to stop it. */
  'large-send-waits': Named &
    Omit<Done, 'at'> & {
      asker: string;
      account: string;
      campaign: string;
      moreThan: number;
      startsAt: string;
      link: string;
    };
  /** `hours`: how long the link works. */
  'staff-invitation': Open & { inviter: string; role: string; hours: number };
  /** `change` in a sentence: “Your role is viewer now.” */
  'staff-changed': Named & { change: string; from: string };
  /** To those who run the install: for how many addresses logins failed within how many minutes. */
  'guessing-noticed': Named & { addresses: number; minutes: number; link: string };
  'account-suspended': Named & { account: string; reason: string };
  'account-restored': Named & { account: string };
  /** `reason`: of the operator who closed it; empty when an owner did. */
  'account-closing': Named & { account: string; closesOn: string; reason: string; link: string };
  'account-closed': Named & { account: string };
}

export type SystemMailKind = keyof Mails;
/** What one kind of mail is filled with. */
export type SystemMailData<K extends SystemMailKind = SystemMailKind> = Mails[K];
/** Any mail of the install. */
export type SystemMail = { [K in SystemMailKind]: { kind: K } & Mails[K] }[SystemMailKind];

/** What speaks of an account and is not only of somebody's own: their login, their profile, their work for the install. */
type AboutAccount = {
  [K in SystemMailKind]: Mails[K] extends { account: string } ? K : never;
}[SystemMailKind];
const aboutAccount: Record<AboutAccount, true> = {
  'account-prepared': true,
  invitation: true,
  'ownership-offered': true,
  'ownership-moved': true,
  'approval-wanted': true,
  'approval-answered': true,
  'schedule-taken-back': true,
  'large-send-waits': true,
  'account-suspended': true,
  'account-restored': true,
  'account-closing': true,
  'account-closed': true,
};
/** The mail of an account that its owners may know of, whoever it was to. */
export const kindsAboutAccount = Object.keys(aboutAccount);
