/** A provider whose SMTP host is the same for everybody. All of them take STARTTLS on port 587. */
interface Preset {
  id: string;
  name: string;
  host: string;
  /** The user name, where it is the same for everybody. */
  user?: string;
  /** Where user name and password come from, and what is particular there. */
  hint: string;
}

export const PRESET_PORT = 587;

export const presets: readonly Preset[] = [
  {
    id: 'ses',
    name: 'Amazon SES',
    host: 'email-smtp.us-east-1.amazonaws.com',
    hint: 'Put your own region into the host name. User name and password are SMTP credentials made in the SES console; access keys do not work.',
  },
  {
    id: 'brevo',
    name: 'Brevo',
    host: 'smtp-relay.brevo.com',
    hint: 'User name and SMTP key stand under “SMTP & API”. An API key does not work.',
  },
  {
    id: 'mailersend',
    name: 'MailerSend',
    host: 'smtp.mailersend.net',
    hint: 'Make an SMTP user for your domain in its settings.',
  },
  {
    id: 'mailgun',
    name: 'Mailgun',
    host: 'smtp.mailgun.org',
    hint: 'Make SMTP credentials in the settings of your sending domain.',
  },
  {
    id: 'mailgun-eu',
    name: 'Mailgun, EU region',
    host: 'smtp.eu.mailgun.org',
    hint: 'Make SMTP credentials in the settings of your sending domain.',
  },
  {
    id: 'mailjet',
    name: 'Mailjet',
    host: 'in-v3.mailjet.com',
    hint: 'The API key is the user name, the secret key the password.',
  },
  {
    id: 'postmark',
    name: 'Postmark, broadcasts',
    host: 'smtp-broadcasts.postmarkapp.com',
    hint: 'Make an SMTP token in the settings of a broadcast stream. Transactional streams take no newsletters.',
  },
  {
    id: 'resend',
    name: 'Resend',
    host: 'smtp.resend.com',
    user: 'resend',
    hint: 'The password is an API key.',
  },
  {
    id: 'sendgrid',
    name: 'SendGrid',
    host: 'smtp.sendgrid.net',
    user: 'apikey',
    hint: 'The user name is the word “apikey”; the password is an API key that may send mail.',
  },
  {
    id: 'smtp2go',
    name: 'SMTP2GO',
    host: 'mail.smtp2go.com',
    hint: 'Make an SMTP user in its settings.',
  },
];

export const presetOf = (host: string): Preset | undefined =>
  presets.find((preset) =>
    preset.id === 'ses'
      ? /^email-smtp\.[a-z0-9-]+\.amazonaws\.com$/.test(host)
      : preset.host === host.trim().toLowerCase(),
  );
