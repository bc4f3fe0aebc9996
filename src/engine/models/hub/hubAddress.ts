import { RecollectError } from '../../../protocol/errors.ts';
import { sentence } from '../../../protocol/sentences.ts';
import { isLoopback } from '../../generate/endpoint.ts';

/** A hub of models, as Hugging Face and its mirrors are. */
export interface Hub {
  /** Base address without a slash at its end. */
  readonly base: string;
}

/**
 * The hub at an address as a person types it.
 *
 * @throws RecollectError `input-invalid` where it is no https address (http only for this machine's own), or holds a name
 *   and password
 */
export function hubAt(typed: string): Hub {
  const url = URL.parse(typed.trim());
  if (url === null || !isSafe(url) || url.username !== '' || url.password !== '')
    // The message is shown and logged: a password has no place in it.
    throw new RecollectError(
      'input-invalid',
      sentence('hub-address', typed.trim().replace(/\/\/.*@/su, '//…@')),
    );
  return { base: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
}

/** Whether nobody on the way can change what comes from an address. */
export function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/**
 * A model as a person names it on a hub: `owner/name`, `@` and a revision behind it where not the newest is meant.
 *
 * @throws RecollectError `input-invalid`
 */
export function modelName(typed: string): { readonly name: string; readonly revision: string } {
  const [, name, revision = 'main'] =
    /^([\w-][\w.-]{0,95}\/[\w-][\w.-]{0,95})(?:@([\w./-]{1,120}))?$/.exec(typed.trim()) ?? [];
  if (name === undefined) throw new RecollectError('input-invalid', sentence('hub-name', typed.trim()));
  return { name, revision };
}

/** Where a file of a commit is. */
export function fileAddress({ base }: Hub, name: string, commit: string, file: string): string {
  return `${base}/${name}/resolve/${commit}/${file.split('/').map(encodeURIComponent).join('/')}`;
}
