/** `nobody`: the superuser may read everything, so what a reader is refused has to be tested as another. */
const NOBODY = 65534;

/** Runs `action` as an account without rights of its own, where the tests run as the superuser; else as it is. */
export async function asOtherUser<T>(action: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return await action();
  process.seteuid?.(NOBODY);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}
