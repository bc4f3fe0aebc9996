/**
 * Lists of leaves that hold a term, and how often: ascending labels as differences in groups of seven bits (varints), as
 * search engines keep them (Zobel and Moffat 2006, 'Inverted files for text search engines'). The lowest bit of a
 * difference tells that the term stands there more than once and a count follows: mostly a posting is one byte.
 */

/** Writes a list. Labels must ascend. */
export class PostingWriter {
  #bytes: Uint8Array = new Uint8Array(64);
  #length = 0;
  #last = 0;

  /** @param count at least 1 */
  add(label: number, count: number): void {
    this.#write((label - this.#last) * 2 + (count > 1 ? 1 : 0));
    if (count > 1) this.#write(count);
    this.#last = label;
  }

  /** What was written since the last call: a copy. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    this.#last = 0;
    return bytes;
  }

  #write(value: number): void {
    if (this.#length + 5 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }
}

/** Where postings are read to: as many labels and counts as `length`. */
export class Postings {
  labels = new Uint32Array(1024);
  counts = new Uint16Array(1024);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  push(label: number, count: number): void {
    if (this.length === this.labels.length) this.#grow(this.length + 1);
    this.labels[this.length] = label;
    this.counts[this.length++] = Math.min(0xffff, count);
  }

  /** Adds a list as {@link PostingWriter} writes it. */
  read(bytes: Uint8Array): void {
    // A posting is a byte at least.
    if (this.length + bytes.length > this.labels.length) this.#grow(this.length + bytes.length);
    const { labels, counts } = this;
    let { length } = this;
    let label = 0;
    let at = 0;
    while (at < bytes.length) {
      let byte = bytes[at++] ?? 0;
      let value = byte & 127;
      for (let power = 128; byte >= 128 && at < bytes.length; power *= 128) {
        byte = bytes[at++] ?? 0;
        value += (byte & 127) * power;
      }
      let count = 1;
      if (value % 2 === 1) {
        byte = bytes[at++] ?? 0;
        count = byte & 127;
        for (let power = 128; byte >= 128 && at < bytes.length; power *= 128) {
          byte = bytes[at++] ?? 0;
          count += (byte & 127) * power;
        }
      }
      label += Math.floor(value / 2);
      labels[length] = label;
      counts[length++] = Math.min(0xffff, count);
    }
    this.length = length;
  }

  #grow(least: number): void {
    const room = Math.max(least, this.labels.length * 2);
    const labels = new Uint32Array(room);
    const counts = new Uint16Array(room);
    labels.set(this.labels.subarray(0, this.length));
    counts.set(this.counts.subarray(0, this.length));
    this.labels = labels;
    this.counts = counts;
  }
}
