/** Text messages to owners, by way of a small gateway with a SIM card on the shelf. */

export type Message = { readonly to: string; readonly text: string };

export type MessageSettings = {
  readonly gateway: string;
  readonly sender: string;
  /** Tries in all, the first included. */
  readonly attempts: number;
  readonly firstPauseMs: number;
  readonly quietFromHour: number;
  readonly quietUntilHour: number;
};

export type Outcome = 'sent' | 'refused' | 'later';

/** True in the hours when nobody wants their telephone to buzz. The span may cross midnight. */
export function isQuiet(hour: number, settings: MessageSettings): boolean {
  const { quietFromHour: from, quietUntilHour: until } = settings;
  return from <= until ? hour >= from && hour < until : hour >= from || hour < until;
}

/**
 * Sends one message, trying again with doubled pauses when the gateway is down or overloaded.
 * A number that the gateway rejects (any 4xx status but 429) is `refused` and never tried again, since
 * the owner wrote it down wrongly and somebody has to look at the paper tag. `later` keeps it in the outbox.
 */
export async function send(
  message: Message,
  settings: MessageSettings,
  wait: (ms: number) => Promise<void>,
): Promise<Outcome> {
  let pause = settings.firstPauseMs;
  for (let attempt = 1; attempt <= settings.attempts; attempt++) {
    const status = await post(message, settings);
    if (status >= 200 && status < 300) return 'sent';
    if (status >= 400 && status < 500 && status !== 429) return 'refused';
    if (attempt < settings.attempts) await wait(pause);
    pause *= 2;
  }
  return 'later';
}

/** The HTTP status, or 0 where the gateway could not be reached within five seconds. */
async function post(message: Message, settings: MessageSettings): Promise<number> {
  try {
    const reply = await fetch(settings.gateway, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: settings.sender, ...message }),
      signal: AbortSignal.timeout(5_000),
    });
    return reply.status;
  } catch {
    return 0;
  }
}
