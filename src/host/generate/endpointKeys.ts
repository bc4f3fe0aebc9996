/** The part of VS Code's SecretStorage that keys are kept in. */
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** Keys of endpoints, one an address: a key is never sent anywhere but where it was given for. */
export class EndpointKeys {
  readonly #secrets: Secrets;

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  async of(address: string): Promise<string | undefined> {
    return this.#secrets.get(entry(address));
  }

  /** Keeps the key; an empty one forgets what was kept. */
  async keep(address: string, key: string): Promise<void> {
    if (key === '') await this.#secrets.delete(entry(address));
    else await this.#secrets.store(entry(address), key);
  }
}

function entry(address: string): string {
  return `recollect.endpoint:${address}`;
}

/**
 * What a person typed as the address of an endpoint, as it is called: with a scheme, without what follows the path,
 * and with `/v1` where no path is given. Undefined where it is none, or holds a name and password.
 */
export function endpointAddress(typed: string): string | undefined {
  const text = typed.trim();
  // Without a scheme a machine on the desk is meant, which speaks http; any other had better be named whole.
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (text === '' || !URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '');
  return `${url.origin}${path === '' ? '/v1' : path}`;
}
