/** Markup that is safe to send. Made by the html tag alone. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Writes HTML: every `${value}` is escaped, save what the tag itself made. */
export function html(strings: TemplateStringsArray, ...values: (string | Html)[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(toMarkup)));
}

const toMarkup = (value: string | Html) => (value instanceof Html ? value.text : escapeText(value));

const escapeText = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
