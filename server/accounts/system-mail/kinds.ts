/** Who is written to, as they call themselves; empty when nobody knows. */
type Named = { name: string };
/** From which browser something was done; `at` is an ISO 8601 time. */
type Done = { device: string; ip: string; at: string };

/** Every mail of the install: its kind, and what its template is filled with. Links are whole addresses. */
export type SystemMail =
  | ({ kind: 'confirm-address'; link: string } & Named)
  /** Somebody registers with an address that has an account: only its owner learns that. */
  | ({ kind: 'already-registered'; link: string } & Named)
  | ({ kind: 'registration-invitation'; inviter: string; link: string } & Partial<Named>)
  | ({ kind: 'reset-password'; link: string } & Named)
  | ({ kind: 'new-device' } & Named & Done)
  /** `change` in a sentence: “Your password was changed.” */
  | ({ kind: 'sign-in-changed'; change: string } & Named & Done)
  | ({ kind: 'confirm-new-address'; link: string } & Named)
  /** To the old address. */
  | ({ kind: 'approve-new-address'; newAddress: string; link: string } & Named)
  /** To the old address, once it is done. */
  | ({ kind: 'address-changed'; newAddress: string; at: string } & Named)
  | { kind: 'invitation'; inviter: string; account: string; role: string; link: string }
  | ({ kind: 'ownership-offered'; from: string; account: string; link: string } & Named)
  | ({ kind: 'ownership-moved'; from: string; to: string; account: string } & Named)
  | ({ kind: 'approval-wanted'; campaign: string; asker: string; comment: string; link: string } & Named)
  /** `verdict` as it stands in the sentence: “approved” or “sent back”. */
  | ({
      kind: 'approval-answered';
      campaign: string;
      answerer: string;
      verdict: string;
      comment: string;
      link: string;
    } & Named)
  | ({ kind: 'policy-changed'; policy: string; effectiveOn: string; summary: string; link: string } & Named)
  | ({ kind: 'account-suspended'; account: string; reason: string } & Named)
  | ({ kind: 'account-restored'; account: string } & Named)
  | ({ kind: 'account-closing'; account: string; closesOn: string; link: string } & Named)
  | ({ kind: 'account-closed'; account: string } & Named);

export type SystemMailKind = SystemMail['kind'];
