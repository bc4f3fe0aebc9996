/** What sorts of things are taken out of a text before it leaves. */
export type RedactedKind = 'e-mail' | 'phone' | 'id' | 'card' | 'key' | 'name';

/** What was taken out of a text, each under the label that stands in its place (`[e-mail 1]`). */
export interface Redacted {
  /** Equal for what is written in the same way; the same value written otherwise has a letter more (`[phone 1b]`). */
  readonly label: string;
  readonly kind: RedactedKind;
  /** How often. */
  readonly count: number;
}
