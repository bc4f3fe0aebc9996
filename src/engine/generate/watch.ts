import type { CancelSignal } from '../../core/ports.ts';
import { onAbort } from '../../protocol/abort.ts';

/**
 * A signal that is aborted with the caller's, or where nothing has come for too long. Armed once something is under
 * way: the time that a person takes to look at what is sent does not count.
 */
export class Watch {
  readonly #controller = new AbortController();
  readonly #timeout: number;
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | undefined;
  #late = false;

  /** @param timeout milliseconds of silence that are borne */
  constructor(timeout: number, signal: CancelSignal | undefined) {
    this.#timeout = timeout;
    this.#stopListening = onAbort(signal, () => this.#controller.abort(signal?.reason));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it was aborted because nothing came. */
  get late(): boolean {
    return this.#late;
  }

  /** Something came, or is asked for now: the silence begins anew. */
  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#late = true;
      this.#controller.abort();
    }, this.#timeout);
  }

  /** Nothing is asked for at present: a person looks at what is to be sent next. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  /** It is done, however it ended. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#stopListening();
  }
}
