import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import type { IndexProgress } from '../../protocol/engineApi.ts';
import type { SummarizeProgress } from '../../protocol/writing.ts';
import type { RequestOptions } from './library.ts';

/** What the protocol knows of a request beside its parameters. */
export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** Of a request's progress, out of 100, the part that waiting for the files' texts is. */
const READ = 50;

/** Until when a request is answered, and where its progress goes: nowhere unless the client asked for it. */
export function requestOptions(extra: Extra): Required<RequestOptions<SummarizeProgress>> {
  const tell = progressOf(extra);
  return {
    signal: extra.signal,
    onReading: ({ phase, done, total }: IndexProgress) => {
      if (phase === 'reading') tell((done / Math.max(1, total)) * READ, `Reading files: ${done} of ${total}`);
    },
    onProgress: ({ done, total }: SummarizeProgress) =>
      tell(READ + (done / Math.max(1, total)) * (100 - READ), `Summarizing: ${done} of ${total} sections`),
  };
}

/** Progress must grow with every notification; what does not is not sent. */
function progressOf({ _meta, sendNotification, signal }: Extra): (progress: number, message: string) => void {
  const token = _meta?.progressToken;
  if (token === undefined) return () => undefined;
  let last = -1;
  return (progress, message) => {
    if (progress <= last || signal.aborted) return;
    last = progress;
    sendNotification({
      method: 'notifications/progress',
      params: { progressToken: token, progress, total: 100, message },
    }).catch(() => {
      // The client is gone, and with it whoever waits.
    });
  };
}
