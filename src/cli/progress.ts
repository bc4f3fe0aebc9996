import { bar, clip, count, duration, percent } from './layout.ts';
import type { TextStream } from './terminal.ts';

/** A step of some work. */
export interface Step {
  /** What is being done: `Encoding`. */
  readonly work: string;
  /** What is counted: `leaves`. */
  readonly unit: string;
  readonly done: number;
  readonly total: number;
}

/** What a {@link Progress} is made of. */
export interface ProgressOptions {
  readonly stream: TextStream;
  /** True draws one line over and over; false prints a line a tenth of the work. */
  readonly live: boolean;
  readonly columns: number;
  /** Milliseconds that only go forward. */
  readonly now: () => number;
}

/** A drawn line is renewed at most this often, in ms. */
const redraw = 80;
/** Work that is done in this time, in ms, is not worth a line in a log. */
const quick = 1000;

/** Tells how far some work is, with its rate and the time that is left: drawn on a terminal, as lines in a log. */
export class Progress {
  readonly #options: ProgressOptions;
  #work = '';
  #from = 0;
  #started = 0;
  #last = -Infinity;
  #tenths = 0;
  #drawn = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  show(step: Step): void {
    const now = this.#options.now();
    if (step.work !== this.#work) {
      this.#work = step.work;
      this.#from = step.done;
      this.#started = now;
      this.#last = -Infinity;
      this.#tenths = Math.floor((step.done / Math.max(1, step.total)) * 10);
    }
    if (this.#options.live) this.#draw(step, now);
    else this.#log(step, now);
  }

  /** Takes the drawn line away; the next one starts anew. */
  end(): void {
    if (this.#drawn) this.#options.stream.write('\r\u001b[2K');
    this.#drawn = false;
    this.#work = '';
  }

  #draw(step: Step, now: number): void {
    if (now - this.#last < redraw && step.done < step.total) return;
    this.#last = now;
    const share = step.done / Math.max(1, step.total);
    const line = `${step.work} ${bar(share, 20)} ${percent(share)}  ${this.#figures(step, now)}`;
    this.#options.stream.write(`\r\u001b[2K${clip(line, this.#options.columns - 1)}`);
    this.#drawn = true;
  }

  #log(step: Step, now: number): void {
    const share = step.done / Math.max(1, step.total);
    const tenths = Math.floor(share * 10);
    if (tenths <= this.#tenths || now - this.#started < quick) return;
    this.#tenths = tenths;
    this.#options.stream.write(`${step.work}: ${percent(share)}, ${this.#figures(step, now)}\n`);
  }

  #figures({ done, total, unit }: Step, now: number): string {
    const figures = [`${count(done)} of ${count(total)} ${unit}`];
    const seconds = (now - this.#started) / 1000;
    const rate = (done - this.#from) / seconds;
    // In the first half second the rate says nothing yet.
    if (seconds >= 0.5 && rate > 0) {
      figures.push(`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`);
      if (done < total) figures.push(`${duration(Math.ceil((total - done) / rate))} left`);
    }
    return figures.join(', ');
  }
}
