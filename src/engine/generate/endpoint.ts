import { isIPv4, isIPv6 } from 'node:net';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';

/** An address that speaks OpenAI's protocol. */
export interface Endpoint {
  /** Base address without a slash at its end, as `http://127.0.0.1:11434/v1`. */
  readonly base: string;
  /** Scheme, name and port alone: where servers have addresses of their own beside OpenAI's. */
  readonly origin: string;
  /** True where it is this machine's own (a loopback address): what is sent there does not leave. */
  readonly local: boolean;
}

/**
 * The endpoint at an address as a person types it: without a path it is `/v1`, as all servers have it.
 *
 * @throws RecollectError `input-invalid` where it is no http address, or holds a name and password
 */
export function endpointAt(typed: string): Endpoint {
  const url = URL.parse(typed.trim());
  if (
    url === null ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.password !== ''
  )
    // The message is shown and logged: a password has no place in it.
    throw new RecollectError(
      'input-invalid',
      sentence('endpoint-address', typed.trim().replace(/\/\/.*@/su, '//…@')),
    );
  const path = url.pathname.replace(/\/+$/, '');
  return {
    base: `${url.origin}${path === '' ? '/v1' : path}`,
    origin: url.origin,
    local: isLoopback(url.hostname),
  };
}

/**
 * The endpoint for one of its models: Ollama runs the models whose names end with `cloud` (`gpt-oss:120b-cloud`) on
 * machines of its maker, whatever address they are asked at.
 */
export function servedFrom(endpoint: Endpoint, model: string): Endpoint {
  return /[-:]cloud$/i.test(model.trim()) ? { ...endpoint, local: false } : endpoint;
}

/** Whether a host name is this machine's own: 127.0.0.0/8, ::1 and names under localhost (RFC 6761). */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIPv4(name)) return name.startsWith('127.');
  if (isIPv6(name)) return name === '::1' || /^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(name);
  return name === 'localhost' || name.endsWith('.localhost');
}
