/** What a part of `bench:writing` gives: figures, kept as they are, or why it could not be run. */
export type PartOutcome = { readonly figures: object } | { readonly skipped: string };

/** A part: a file `bench/writing/<name>.ts` that exports `run`. It prints its own tables. */
export interface Part {
  run(): Promise<PartOutcome>;
}
