// Licence: none at all.

import { once } from 'node:events';

/** How many wait. */
export const LIMIT = 8;

/**
 * A line of people { not a brace.
 */
export class Queue<T> extends Array<T> {
  static #made = 0;
  readonly pattern = /[{"'`]/;

  constructor(private readonly name: string) {
    super();
    if (name === '') {
      throw new Error(`no name: ${[1, 2].map((n) => `{${n}}`).join('')}`);
    }
  }

  // Lets one in.
  async enter(person: T): Promise<void> {
    for (let i = 0; i < 3; i++) {
      function inner() {}
      inner();
    }
    await once(process, 'tick');
  }

  get length(): number {
    return 0;
  }
}

export interface Person {
  name: string;
}

export type Pair = [Person, Person];

export async function* drain(queue: Queue<Person>): AsyncGenerator<Person> {
  yield* queue;
}

const greet = (person: Person): string => {
  return `Hello ${person.name} }`;
};
