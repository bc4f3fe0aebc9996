/** What becomes of encoding a memory while the machine runs on its battery; the first is for whoever says nothing. */
export const ON_BATTERY = ['slow', 'full', 'pause'] as const;

/**
 * `full`: as on mains. `slow`: half the time at rest. `pause`: words at once, meaning when it is on mains again. A few
 * leaves, such as an edit, are encoded in any case.
 */
export type OnBattery = (typeof ON_BATTERY)[number];

/** The value where it is one of them, else undefined. */
export function onBatteryIn(value: unknown): OnBattery | undefined {
  return ON_BATTERY.find((known) => known === value);
}
