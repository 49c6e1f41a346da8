import { html } from '#server/platform/html/index.ts';
import { layout } from './layout.ts';

/** The account's name, or undefined while it cannot be looked up. */
type Sender = string | undefined;

/** What a person can press. The forms post back to the page's own address. */
export const choices = ['all', 'lists', 'stay'] as const;
export type Choice = (typeof choices)[number];

export function leavePage(sender: Sender): string {
  return layout({
    title: 'Unsubscribe',
    sender,
    body: html`<h1>Would you like to leave?</h1>
<p>Press the button and ${sender ?? 'this sender'} will not write to you again. It takes effect at once.</p>
<form method="post">
<button class="main" name="choice" value="all">Unsubscribe</button>
<button name="choice" value="lists">Only leave the list this email was sent to</button>
</form>
<p class="small">If you would rather stay, just close this page. Nothing has changed.</p>`,
  });
}

export function leftPage(sender: Sender): string {
  return layout({
    title: 'You have left',
    sender,
    body: html`<h1>You have left</h1>
<p>${sender ?? 'This sender'} will not write to you again. Thank you for having read along.</p>
<form method="post">
<button name="choice" value="stay">It was a mistake: keep me subscribed</button>
</form>`,
  });
}

export function leftListsPage(sender: Sender): string {
  return layout({
    title: 'You have left this list',
    sender,
    body: html`<h1>You have left this list</h1>
<p>You will get no more emails like this one. Other lists of ${sender ?? 'this sender'} may still reach you.</p>
<form method="post">
<button class="main" name="choice" value="all">Leave everything</button>
<button name="choice" value="stay">It was a mistake: keep me subscribed</button>
</form>`,
  });
}

export function stayedPage(sender: Sender): string {
  return layout({
    title: 'You are still subscribed',
    sender,
    body: html`<h1>Good to have you back</h1>
<p>You are subscribed as before. If you change your mind, the link in the email keeps working.</p>`,
  });
}

export function testLeavePage(sender: Sender): string {
  return layout({
    title: 'This was a test email',
    sender,
    body: html`<h1>This was a test email</h1>
<p>The link works. Nobody was unsubscribed, because a test email belongs to no subscriber.</p>`,
  });
}

export function brokenLinkPage(): string {
  return layout({
    title: 'This link does not work',
    sender: undefined,
    body: html`<h1>This link does not work</h1>
<p>It may have been cut off or changed on its way. Please open the email again and press the link there.</p>`,
  });
}

export function stoppedLinkPage(): string {
  return layout({
    title: 'This link is turned off',
    sender: undefined,
    body: html`<h1>This link is turned off</h1>
<p>Whoever runs this service has suspended the sender of the email, and nothing in it leads anywhere any more.</p>
<p class="small">The unsubscribe link still works. If you typed anything at a page that an email like this led to, change that password now.</p>`,
  });
}

export function goneWebVersionPage(sender: Sender): string {
  return layout({
    title: 'This email is no longer here',
    sender,
    body: html`<h1>This email is no longer here</h1>
<p>Its web version has been removed. The email in your mailbox is still complete.</p>`,
  });
}

export function tryAgainPage(sender: Sender): string {
  return layout({
    title: 'Please try again',
    sender,
    body: html`<h1>That did not work yet</h1>
<p>We could not write down your choice just now, so nothing has changed. Please try again in a minute.</p>
<form method="post">
<button class="main" name="choice" value="all">Try again</button>
</form>`,
  });
}
