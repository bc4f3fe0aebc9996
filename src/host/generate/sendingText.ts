import type { Redacted, RedactedKind, Sending } from '../../protocol/writing.ts';

/**
 * What is about to leave, to be read: the body as it is sent but for the line breaks and indents of JSON, which only
 * set apart what stands in it. What is no JSON stays as it is.
 */
export function sendingText({ body }: Pick<Sending, 'body'>): string {
  try {
    const parsed: unknown = JSON.parse(body);
    return `${JSON.stringify(parsed, null, 2)}\n`;
  } catch {
    return body;
  }
}

/** Whether the body is JSON, as endpoints are sent it; what the editor's tools hand over is text. */
export function languageOf({ body }: Pick<Sending, 'body'>): 'json' | 'markdown' {
  try {
    JSON.parse(body);
    return 'json';
  } catch {
    return 'markdown';
  }
}

/** Under what a person's leave for good is kept: the address, or which of the editor's models it is, whatever its name. */
export function approvalKey({ to, model }: Pick<Sending, 'to' | 'model'>): string {
  return model === undefined ? to : `model:${model}`;
}

/** How often something of a kind was taken out, in the order of the kinds; without those that were not there. */
export function redactedCounts(redacted: readonly Redacted[]): { kind: RedactedKind; count: number }[] {
  return KINDS.flatMap((kind) => {
    const count = redacted
      .filter((item) => item.kind === kind)
      .reduce((sum, { count: times }) => sum + times, 0);
    return count === 0 ? [] : [{ kind, count }];
  });
}

const KINDS = ['e-mail', 'phone', 'id', 'card', 'key', 'name'] as const satisfies readonly RedactedKind[];
